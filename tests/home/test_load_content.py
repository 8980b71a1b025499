import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.test import override_settings
from wagtail.models import Page, Revision, Site

from accounts.models import User
from assessments import submitting
from assessments.models import Assessment, AttemptQuestion, PerformanceTask, Question, QuestionBank
from assessments.question_types import get
from badges.models import Badge, Behaviour, Competency, LoadedItem, Requirement
from badges.stacking import fulfil
from home import content
from home.models import HomePage, StandardPage
from learning.models import CoursePage, LessonPage, ModulePage
from tests import factories
from tests.loaded import a_copy_of_the_content, change, load, loaded_site, one_course

COURSE = "collaboration"
MODULE = "1-build-trust-and-shared-purpose"
LESSON = f"{COURSE}/{MODULE}/1-what-silence-costs.md"


@pytest.fixture(scope="module")
def _loaded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with loaded_site(django_db_blocker, tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture
def site(_loaded: None, db: None) -> None:
    """The site as a first load of the real content left it."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the content folder, to change."""
    return a_copy_of_the_content(tmp_path)


def counts() -> dict[type[models.Model], int]:
    counted = [
        Assessment, Badge, Behaviour, Competency, LoadedItem, Page, Question, QuestionBank,
        Requirement, Revision, Site,
    ]  # fmt: skip
    return {model: model._default_manager.count() for model in counted}


def lesson() -> LessonPage:
    return LessonPage.objects.get(slug="what-silence-costs")


# What a load makes


def test_a_first_load_makes_the_home_page_the_root_of_the_site(site: None) -> None:
    default = Site.objects.get(is_default_site=True)

    assert default.root_page.specific == HomePage.objects.get()
    assert (default.hostname, default.port) == ("cairn.example", 443)


def test_the_standing_pages_live_at_the_names_of_their_files(site: None) -> None:
    assert {page.get_url() for page in StandardPage.objects.live()} == {
        f"/{file.stem}/"
        for file in (settings.CONTENT_ROOT / "pages").glob("*.md")
        if file.stem != "home"
    }


def test_courses_without_a_folder_have_no_page(site: None) -> None:
    assert [course.get_url() for course in CoursePage.objects.all()] == ["/courses/collaboration/"]


def test_a_badge_rests_on_its_competencies_in_the_order_of_the_file(site: None) -> None:
    badge = Badge.objects.get(slug="collaboration")

    assert [competency.slug for competency in badge.ordered_competencies] == [
        "build-trust-and-shared-purpose",
        "play-to-different-strengths",
        "communicate-and-coordinate",
        "work-through-conflict",
    ]


@pytest.mark.parametrize(
    ("slug", "stones"),
    [
        ("collaboration", 1),
        ("innovation-foundational", 1),
        ("innovation-training", 2),
        ("innovation-application", 3),
        ("innovation", 3),
    ],
)
def test_stones_show_the_level_of_a_badge(site: None, slug: str, stones: int) -> None:
    assert Badge.objects.get(slug=slug).stones == stones


def test_every_question_is_published(site: None) -> None:
    assert not Question.objects.filter(live_revision=None).exists()
    assert Question.objects.live().count() == Question.objects.count() > 0


def test_a_bank_holds_the_questions_on_one_competency_of_a_course(site: None) -> None:
    bank = QuestionBank.objects.get(slug="collaboration-work-through-conflict")

    assert {question.behaviour.competency for question in bank.questions.all()} == {bank.competency}


def test_minutes_are_counted_and_not_typed(site: None) -> None:
    assert all(page.minutes > 0 for page in LessonPage.objects.all())


def test_modules_and_lessons_stand_in_the_order_of_their_numbers(site: None) -> None:
    course = CoursePage.objects.get()

    for page, folder in (
        (course, COURSE),
        (course.get_children().first(), f"{COURSE}/{MODULE}"),
    ):
        files = sorted((settings.CONTENT_ROOT / folder).glob("[0-9]-*"))
        assert [child.slug for child in page.get_children()] == [file.stem[2:] for file in files]


def test_an_editor_could_save_every_lesson_and_question_as_it_was_loaded(site: None) -> None:
    for record in [*LessonPage.objects.all(), *Question.objects.all()]:
        record.body.stream_block.clean(record.body)


def test_a_drawing_is_shown_with_its_description(site: None) -> None:
    page = LessonPage.objects.get(slug="four-things-people-can-see")
    (block,) = [block for block in page.body if block.block_type == "image"]

    assert block.value["image"].is_svg()
    assert block.value["alternative_text"].startswith("A chart in three columns.")


# A second load


def test_a_second_load_changes_nothing(site: None) -> None:
    before = counts()
    revisions = set(Revision.objects.values_list("pk", "created_at"))

    loading = load(one_course())

    assert counts() == before
    assert set(Revision.objects.values_list("pk", "created_at")) == revisions
    assert not [tally for tally in loading.tallies if tally.new or tally.changed or tally.kept]
    assert not loading.conflicts
    assert not loading.gone


def test_a_changed_file_changes_its_page_and_no_other(site: None, root: Path) -> None:
    change(root / LESSON, "It is ten to seven", "It is five to seven")
    before = Revision.objects.count()

    load(root)

    assert "It is five to seven" in str(lesson().body)
    assert Revision.objects.count() == before + 1


def test_a_changed_question_is_published_anew_and_leaves_frozen_ones_alone(
    site: None, root: Path
) -> None:
    question = Question.objects.get(slug="trust-01")
    first = question.live_revision

    change(root / COURSE / "questions.yaml", "a summer reading club", "a winter reading club")
    load(root)
    question.refresh_from_db()

    assert "winter" in question.definition["stem"]
    assert question.live_revision != first
    assert "summer" in json.dumps(first.content)


def test_an_option_keeps_its_id_while_its_text_stays(site: None, root: Path) -> None:
    def ids() -> dict[str, str]:
        definition = Question.objects.get(slug="trust-01").definition
        return {
            option.text: option.id for option in get("best_worst").presented(definition, 1).options
        }

    before = ids()
    change(root / COURSE / "questions.yaml", "Suggest doing away with", "Propose doing away with")
    load(root)
    after = ids()

    assert len(before.keys() & after.keys()) == len(before) - 1
    assert all(after[text] == before[text] for text in before.keys() & after.keys())


def test_a_reflection_keeps_its_id_when_the_lesson_around_it_changes(
    site: None, root: Path
) -> None:
    def reflections() -> list[str]:
        return [block.id for block in lesson().body if block.block_type == "reflection"]

    before = reflections()
    change(root / LESSON, "## A bet on the other person", "A new beginning.\n\n## A bet")
    load(root)

    assert reflections() == before


def test_a_changed_drawing_replaces_the_old_one(site: None, root: Path, tmp_path: Path) -> None:
    drawing = root / COURSE / MODULE / "say-it-early.svg"
    change(drawing, "The earlier you say it", "The sooner you say it")

    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        load(root)
        page = LessonPage.objects.get(slug="four-things-people-can-see")
        (block,) = [block for block in page.body if block.block_type == "image"]
        assert b"The sooner you say it" in block.value["image"].file.read()


def test_a_new_number_moves_a_lesson(site: None, root: Path) -> None:
    folder = root / COURSE / MODULE
    (folder / "1-what-silence-costs.md").rename(folder / "5-what-silence-costs.md")

    load(root)

    module = ModulePage.objects.get(slug=MODULE[2:])
    assert [child.slug for child in module.get_children()][-1] == "what-silence-costs"


def test_a_new_lesson_takes_its_place_between_the_others(site: None, root: Path) -> None:
    folder = root / COURSE / MODULE
    text = (folder / "2-four-things-people-can-see.md").read_text()
    for number in (4, 3, 2):
        (old,) = folder.glob(f"{number}-*")
        old.rename(folder / f"{number + 1}-{old.name[2:]}")
    (folder / "2-quite-new.md").write_text(text)

    loading = load(root)

    module = ModulePage.objects.get(slug=MODULE[2:])
    assert [child.slug for child in module.get_children()][:3] == [
        "what-silence-costs",
        "quite-new",
        "four-things-people-can-see",
    ]
    assert not loading.conflicts


# What editors have changed


def publish_as_an_editor(page: LessonPage, title: str) -> None:
    page.title = title
    page.save_revision().publish()


def test_what_an_editor_changed_is_kept_and_reported(site: None, root: Path) -> None:
    publish_as_an_editor(lesson(), "An editor's title")
    change(root / LESSON, "It is ten to seven", "It is five to seven")

    loading = load(root)

    assert lesson().title == "An editor's title"
    assert "It is five to seven" not in str(lesson().body)
    assert loading.conflicts == [
        f"lesson:{COURSE}/{MODULE[2:]}/what-silence-costs was changed here since it was loaded, "
        "and is kept as it is."
    ]


def test_overwrite_replaces_what_an_editor_changed(site: None, root: Path) -> None:
    publish_as_an_editor(lesson(), "An editor's title")

    loading = load(root, overwrite=True)

    assert lesson().title == "What silence costs"
    assert not loading.conflicts


def test_a_draft_that_waits_is_kept(site: None, root: Path) -> None:
    page = lesson()
    page.title = "Not ready yet"
    page.save_revision()
    change(root / LESSON, "It is ten to seven", "It is five to seven")

    load(root)

    assert lesson().get_latest_revision_as_object().title == "Not ready yet"


def test_the_same_change_here_and_in_the_file_is_no_conflict(site: None, root: Path) -> None:
    publish_as_an_editor(lesson(), "One title")
    change(root / LESSON, "title: What silence costs", "title: One title")

    assert not load(root).conflicts
    assert not load(root).conflicts


def test_a_lesson_that_an_editor_deleted_stays_deleted(site: None, root: Path) -> None:
    lesson().delete()

    loading = load(root)

    assert not LessonPage.objects.filter(slug="what-silence-costs").exists()
    assert len(loading.conflicts) == 1


def test_a_page_that_an_editor_gave_another_address_is_not_made_twice(
    site: None, root: Path
) -> None:
    page = lesson()
    page.slug = "another-address"
    page.save_revision().publish()
    before = LessonPage.objects.count()

    load(root)

    assert LessonPage.objects.count() == before


def test_an_order_that_an_editor_gave_is_kept(site: None, root: Path) -> None:
    module = ModulePage.objects.get(slug=MODULE[2:])
    lesson().move(module.get_children().last(), pos="right")

    loading = load(root)

    assert module.get_children().last().slug == "what-silence-costs"
    assert len(loading.conflicts) == 1


# What is gone from the files


def forget_lesson(root: Path) -> None:
    (root / LESSON).unlink()


def test_what_is_gone_from_the_files_stays_and_is_reported(site: None, root: Path) -> None:
    forget_lesson(root)

    loading = load(root)

    assert lesson().live
    assert len(loading.gone) == 1


def test_prune_unpublishes_the_page_and_keeps_it(site: None, root: Path) -> None:
    forget_lesson(root)

    load(root, prune=True)

    assert not lesson().live
    assert not load(root).gone


def test_a_page_that_comes_back_is_published_again(site: None, root: Path) -> None:
    forget_lesson(root)
    load(root, prune=True)

    load(one_course())

    assert lesson().live


def forget_question(root: Path) -> None:
    questions = root / COURSE / "questions.yaml"
    text = questions.read_text()
    begin, end = text.index("- id: trust-02"), text.index("- id: trust-03")
    questions.write_text(text[:begin] + text[end:])


def test_prune_takes_a_question_out_of_attempts_to_come(site: None, root: Path) -> None:
    forget_question(root)

    load(root, prune=True)

    assert not Question.objects.get(slug="trust-02").live


def forget_step(root: Path) -> None:
    pathway = root / "pathways" / "career-prepared.yaml"
    text = pathway.read_text()
    begin, end = text.index("      - step: explore-careers"), text.index("      - step: register-")
    pathway.write_text(text[:begin] + text[end:])
    (root / "tasks" / "career-prepared-explore-careers.yaml").unlink()


def test_prune_takes_away_a_step_that_nobody_has_done(site: None, root: Path) -> None:
    forget_step(root)

    load(root, prune=True)

    assert not Requirement.objects.filter(slug="explore-careers").exists()


def test_prune_keeps_a_step_that_somebody_has_done(site: None, root: Path) -> None:
    fulfil(
        requirement=Requirement.objects.get(slug="explore-careers"),
        learner=factories.a_user(),
        statement="Seen.",
        confirmed_by=factories.a_user(),
    )
    forget_step(root)

    loading = load(root, prune=True)

    assert Requirement.objects.filter(slug="explore-careers").exists()
    assert any("people rely on it" in sentence for sentence in loading.gone)


def test_prune_keeps_a_step_whose_task_somebody_has_begun(site: None, root: Path) -> None:
    task = PerformanceTask.objects.get(slug="career-prepared-explore-careers")
    submitting.start(task=task, learner=factories.a_user())
    forget_step(root)

    load(root, prune=True)

    task.refresh_from_db()
    assert not task.live
    assert Requirement.objects.filter(slug="explore-careers").exists()


# The command


def test_check_touches_no_database(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_content", check=True)

    assert "in order" in capsys.readouterr().out


def test_the_command_says_what_it_did(
    site: None, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(root / LESSON, "It is ten to seven", "It is five to seven")

    call_command("load_content", root=root)

    assert "lessons: 1 changed, 15 unchanged" in capsys.readouterr().out


def test_the_schemas_in_the_folder_are_the_ones_that_the_loader_checks_by() -> None:
    folder = settings.CONTENT_ROOT / "schemas"

    assert {file.name: json.loads(file.read_text()) for file in folder.iterdir()} == (
        content.schemas()
    )


def test_learners_keep_their_frozen_questions_through_an_overwrite(site: None, root: Path) -> None:
    from assessments.attempting import start

    learner: User = factories.a_user()
    start(assessment=Assessment.objects.get(), learner=learner)
    before = list(AttemptQuestion.objects.order_by("pk").values_list("question", "definition"))
    questions = root / COURSE / "questions.yaml"
    questions.write_text(questions.read_text().replace("What do you do", "What would you do"))

    load(root, overwrite=True)

    after = list(AttemptQuestion.objects.order_by("pk").values_list("question", "definition"))
    assert after == before
