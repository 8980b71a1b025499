"""What is on the site, written back as a content folder, is the same content."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from assessments.models import Assessment, PerformanceTask, Question
from badges.models import Issuer
from home.content_export import CannotExport, export
from learning.models import CoursePage, LessonPage
from tests.home.test_content_mistakes import with_a_task
from tests.loaded import a_copy_of_the_content, load, loaded_site

pytestmark = pytest.mark.django_db


def _with_a_task(folder: Path) -> Path:
    root = a_copy_of_the_content(folder)
    if not (root / "collaboration" / "tasks.yaml").exists():
        with_a_task(root)
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A content folder with one course, and a task for one of its competencies."""
    return _with_a_task(tmp_path)


@pytest.fixture(scope="module")
def _loaded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("loaded")
    with loaded_site(django_db_blocker, folder / "media", _with_a_task(folder)):
        yield


@pytest.fixture
def site(_loaded: None, db: None) -> None:
    """The site as a first load of such a folder left it."""


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def news(loading: Any) -> list[str]:
    changed = [str(t) for t in loading.tallies if t.new or t.changed or t.kept]
    return [*changed, *loading.conflicts, *loading.gone]


def test_loading_what_was_exported_changes_nothing(site: None, tmp_path: Path) -> None:
    export(tmp_path / "out")

    assert news(load(tmp_path / "out")) == []


def test_a_second_export_writes_the_same_files(site: None, tmp_path: Path) -> None:
    export(tmp_path / "one")
    load(tmp_path / "one", overwrite=True)

    export(tmp_path / "two")

    assert contents(tmp_path / "two") == contents(tmp_path / "one")


def test_every_file_of_a_course_comes_back_under_its_name(
    site: None, root: Path, tmp_path: Path
) -> None:
    export(tmp_path / "out")

    assert set(contents(tmp_path / "out" / "collaboration")) == set(
        contents(root / "collaboration")
    )


def test_what_an_editor_changed_is_in_the_files_and_no_conflict_any_more(
    site: None, tmp_path: Path
) -> None:
    lesson = LessonPage.objects.get(slug="what-silence-costs")
    lesson.title = "What silence costs a ward"
    first = lesson.body.raw_data[0]
    first["value"] = first["value"].replace("<p>", '<p data-block-key="x1y2z">', 1)
    lesson.save_revision().publish()
    Assessment.objects.update(wait_hours=12)

    export(tmp_path / "out")

    folder = tmp_path / "out" / "collaboration"
    written = next(folder.glob("1-*/1-what-silence-costs.md")).read_text()
    assert "title: What silence costs a ward\n" in written
    assert "data-block-key" not in written
    assert "wait_hours: 12\n" in (folder / "assessment.yaml").read_text()
    assert news(load(tmp_path / "out")) == []


def test_a_cover_is_loaded_and_comes_back_with_what_it_shows(
    site: None, root: Path, tmp_path: Path
) -> None:
    course = CoursePage.objects.get(slug="collaboration")
    assert course.cover is not None
    assert course.cover.is_svg()

    export(tmp_path / "out")

    folder = tmp_path / "out" / "collaboration"
    assert (folder / "cover.svg").read_bytes() == (root / "collaboration/cover.svg").read_bytes()
    assert (
        f"cover: cover.svg\ncover_alt: {course.cover_alt}\n" in (folder / "course.md").read_text()
    )


def test_a_course_without_a_cover_is_written_without_one(site: None, tmp_path: Path) -> None:
    course = CoursePage.objects.get(slug="collaboration")
    course.cover = None
    course.save_revision().publish()

    export(tmp_path / "out")

    folder = tmp_path / "out" / "collaboration"
    assert not (folder / "cover.svg").exists()
    assert "cover" not in (folder / "course.md").read_text().split("outcomes:")[0]
    assert load(tmp_path / "out").conflicts == []
    assert CoursePage.objects.get(slug="collaboration").cover is None


def test_a_cover_without_words_for_it_is_refused_in_the_form_and_in_the_database(
    site: None,
) -> None:
    course = CoursePage.objects.get(slug="collaboration")
    course.cover_alt = ""

    with pytest.raises(ValidationError) as refused:
        course.full_clean()
    assert "cover_alt" in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        CoursePage.objects.filter(pk=course.pk).update(cover_alt="")


def test_what_is_not_published_is_not_written(site: None, tmp_path: Path) -> None:
    LessonPage.objects.get(slug="what-silence-costs").unpublish()
    Question.objects.get(slug="trust-02").unpublish()

    export(tmp_path / "out")

    written = contents(tmp_path / "out")
    assert not any(name.endswith("what-silence-costs.md") for name in written)
    assert b"- id: trust-02\n" not in written["collaboration/questions.yaml"]
    assert b"- id: trust-03\n" in written["collaboration/questions.yaml"]


def test_a_task_is_written_with_its_rubric(site: None, tmp_path: Path) -> None:
    task = PerformanceTask.objects.exclude(competency=None).order_by("slug")[0]

    export(tmp_path / "out")

    written = (tmp_path / "out" / "collaboration" / "tasks.yaml").read_text()
    assert f"- id: {task.slug.removeprefix('collaboration-')}\n" in written
    assert task.rubric.definition["criteria"][0]["levels"]["exemplary"] in written


def test_a_folder_that_holds_something_is_left_alone(site: None, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")

    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_content", folder)

    assert contents(folder) == {"mine.txt": b"mine"}


def test_replace_takes_out_what_is_gone_from_the_site_and_nothing_else(
    site: None, root: Path
) -> None:
    LessonPage.objects.get(slug="what-silence-costs").unpublish()
    (root / "notes.txt").write_text("mine")

    call_command("export_content", root, replace=True)

    assert not list(root.glob("collaboration/1-*/1-what-silence-costs.md"))
    assert (root / "notes.txt").read_text() == "mine"
    assert (root / "README.md").exists()


def test_a_site_with_two_issuers_is_refused_and_nothing_is_written(
    site: None, tmp_path: Path
) -> None:
    Issuer.objects.create(
        name="Other", slug="other", url="https://o.example", email="a@o.example", description="x"
    )

    with pytest.raises(CannotExport, match="this site has 2"):
        export(tmp_path / "out")

    assert not (tmp_path / "out").exists()
