from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import models
from django.test import override_settings

from accounts.models import Notice, User
from assessments.models import Attempt, Submission
from assessments.models.submission import State
from badges import artwork
from badges.models import Award, Badge, Credential, Fulfilment
from home import demo
from home.page_types import page_types
from learning.models import Enrolment, LessonProgress, Reflection, ScenarioChoice
from tests import factories
from tests.assessments.tasks.making import a_task
from tests.loaded import loaded_site


def _one_pixel(*_args: Any) -> bytes:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGBA", (1, 1)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def _demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Award]:
    with (
        pytest.MonkeyPatch.context() as patch,
        loaded_site(django_db_blocker, tmp_path_factory.mktemp("media")),
    ):
        # Twenty drawings take as long as everything else together.
        patch.setattr(artwork, "draw_png", _one_pixel)
        yield demo.make()


@pytest.fixture
def sample(_demo: Award, db: None) -> Award:
    """The award that `make` shows; the demo people are there."""
    return _demo


@pytest.fixture
def ada(sample: Award) -> User:
    return sample.recipient


def test_ada_holds_every_badge_once(ada: User) -> None:
    held = Counter(
        Award.objects.active().filter(recipient=ada).values_list("badge__slug", flat=True)
    )

    assert held == Counter(Badge.objects.values_list("slug", flat=True))
    assert Counter(Badge.objects.values_list("kind", flat=True)) == {
        "badge": 8,
        "level": 9,
        "macro": 3,
    }


def test_each_award_of_adas_has_one_credential_that_says_its_own_name(ada: User) -> None:
    awards = Award.objects.filter(recipient=ada)

    assert Credential.objects.filter(award__in=awards).count() == awards.count()
    assert all(
        award.credential.document["credentialSubject"]["achievement"]["name"] == award.name
        for award in awards
    )


def test_ada_took_the_assessment_of_the_course_that_is_open(sample: Award) -> None:
    assert sample.badge.slug == "collaboration"
    assert sample.demonstrations.count() == len(sample.badge.ordered_competencies)


def test_awards_without_a_course_say_that_nothing_was_assessed(ada: User) -> None:
    others = Award.objects.filter(recipient=ada, badge__kind=Badge.Kind.BADGE).exclude(
        badge__slug="collaboration"
    )

    assert others.count() == 7
    assert all("Nothing was assessed" in award.narrative for award in others)


def test_adas_steps_were_confirmed_by_the_coordinator(ada: User) -> None:
    confirmed_by = Fulfilment.objects.filter(learner=ada).values_list(
        "confirmed_by__email", flat=True
    )

    assert set(confirmed_by) == {"coordinator@example.org"}


def test_a_macro_badge_stands_on_its_three_levels(ada: User) -> None:
    macro = Award.objects.get(recipient=ada, badge__slug="innovation")

    assert macro.stands_on.count() == 3


@pytest.mark.parametrize("person", demo.SIGN_INS, ids=lambda person: person.email)
def test_everybody_signs_in_with_the_printed_password(sample: Award, person: demo.Person) -> None:
    assert authenticate(username=person.email, password=demo.PASSWORD) is not None
    assert EmailAddress.objects.get(email=person.email).verified


@pytest.mark.parametrize(
    ("email", "may", "may_not"),
    [
        ("editor@example.org", "assessments.change_question", "badges.revoke_award"),
        ("coordinator@example.org", "badges.revoke_award", "assessments.change_question"),
        ("assessor@example.org", "assessments.view_question", "assessments.change_question"),
    ],
)
def test_staff_may_do_what_their_role_may(
    sample: Award, email: str, may: str, may_not: str
) -> None:
    user = User.objects.get(email=email)

    assert user.has_perm(may)
    assert not user.has_perm(may_not)


def test_the_demo_learner_is_under_way(sample: Award) -> None:
    learner = User.objects.get(email="learner@example.org")

    assert LessonProgress.objects.filter(learner=learner).exclude(completed_at=None).count() == 5
    assert LessonProgress.objects.filter(learner=learner, completed_at=None).count() == 1
    assert Reflection.objects.filter(learner=learner).exists()
    assert ScenarioChoice.objects.filter(learner=learner).exists()
    assert not Award.objects.filter(recipient=learner).exists()


@pytest.mark.parametrize("story", demo.STORIES, ids=lambda story: story.name)
def test_each_learner_stands_where_their_story_ends(sample: Award, story: demo.Story) -> None:
    learner = User.objects.get(email=story.email)
    attempts = Attempt.objects.filter(learner=learner)

    assert LessonProgress.objects.filter(learner=learner).count() == story.lessons
    assert attempts.submitted().count() == len(story.attempts)
    assert attempts.open().exists() is story.has_begun
    assert Award.objects.filter(recipient=learner).exists() is (sum(story.attempts) == 4)


def test_what_learners_did_lies_between_their_enrolment_and_their_last_visit(sample: Award) -> None:
    for enrolment in Enrolment.objects.filter(
        learner__email__in=[story.email for story in demo.STORIES]
    ):
        moments = [
            *LessonProgress.objects.filter(learner=enrolment.learner).values_list(
                "opened_at", flat=True
            ),
            *Attempt.objects.filter(learner=enrolment.learner).values_list("started_at", flat=True),
        ]
        assert all(enrolment.enrolled_at <= moment <= enrolment.last_seen_at for moment in moments)


def test_a_credential_says_the_day_that_the_award_was_set_back_to(sample: Award) -> None:
    award = Award.objects.get(recipient__email="amara.nwosu@example.org")

    assert award.credential.document["awardedDate"][:10] == award.awarded_at.date().isoformat()
    assert award.awarded_at.date() < sample.awarded_at.date()


@pytest.fixture
def work(sample: Award) -> None:
    """The demo once more, where an assessment asks for work beside its questions."""
    section = factories.an_assessment().sections.last()
    section.task = a_task(competency=section.competency, live=True)
    section.save()
    demo.make()


def test_work_that_is_begun_and_work_that_waits_can_be_looked_at(work: None) -> None:
    of_stories = Submission.objects.filter(
        learner__email__in=[story.email for story in demo.STORIES]
    )

    assert Counter(of_stories.values_list("state", flat=True)) == {
        State.DRAFT: 1,
        State.HANDED_IN: 2,
    }


def test_every_page_to_be_walked_is_a_demo_persons_or_everybodys(work: None) -> None:
    stranger = factories.a_user()
    Submission.objects.filter(state=State.DRAFT).update(learner=stranger)
    Attempt.objects.filter(submitted_at=None).update(learner=stranger)

    assert stranger.email not in {one.person for one in page_types()}


def test_ada_has_read_all_but_her_newest_notices(ada: User) -> None:
    hers = Notice.objects.listed_for(ada.pk).order_by("-pk")

    assert hers.count() > demo.UNREAD
    assert list(hers.unread()) == list(hers[: demo.UNREAD])


def _rows() -> dict[type[models.Model], set[int | str | UUID]]:
    ours = ("accounts", "account", "assessments", "badges", "learning")
    return {
        model: set(model._default_manager.values_list("pk", flat=True))
        for model in apps.get_models()
        if model._meta.app_label in ours
    }


def test_making_the_demo_twice_changes_nothing(sample: Award) -> None:
    before = _rows()

    assert demo.make() == sample
    assert _rows() == before


def test_an_award_that_was_taken_away_from_ada_is_not_hidden_by_another_run(ada: User) -> None:
    Credential.objects.filter(award__recipient=ada).first().delete()

    demo.make()

    assert not Award.objects.filter(recipient=ada).without_credential().exists()


def test_without_content_the_command_says_what_to_do(db: None) -> None:
    with override_settings(DEBUG=True):
        demo.CoursePage.objects.all().delete()
        with pytest.raises(CommandError, match="load_content"):
            call_command("load_demo")


def test_the_command_refuses_on_a_site_that_is_not_for_development() -> None:
    with pytest.raises(CommandError, match="--force"):
        call_command("load_demo")


def test_the_command_prints_the_sign_ins_and_an_award(
    sample: Award, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_demo", force=True)

    printed = capsys.readouterr().out
    assert all(person.email in printed for person in demo.SIGN_INS)
    assert demo.PASSWORD in printed
    assert f"https://cairn.example/awards/{sample.pk}/" in printed


@pytest.mark.parametrize(("debug", "mails"), [(True, 1), (False, 0)])
def test_mail_about_the_demo_is_sent_in_development_only(
    sample: Award, monkeypatch: pytest.MonkeyPatch, debug: bool, mails: int
) -> None:
    def make_and_write(*_args: Any) -> Award:
        mail.send_mail("A badge", "Yours.", None, ["ada@example.org"])
        return sample

    monkeypatch.setattr(demo, "make", make_and_write)

    with override_settings(DEBUG=debug):
        call_command("load_demo", force=True)

    assert len(mail.outbox) == mails
