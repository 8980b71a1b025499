"""What the eight courses that come with Cairn keep to, each as a whole and all together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from assessments.models import TaskRole
from home.content import Content
from home.content_export import export
from learning.content_blocks import Block
from learning.content_reading import CourseContent, LessonContent
from learning.models import CoursePage, LessonPage, ModulePage
from learning.outlines import outline_of
from learning.scenarios import scenario_of
from tests.loaded import load

SHORTEST, LONGEST = 500, 900
MOST_LESSONS_WITH_A_NAME = 4
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][a-zäöüéèíóúñç]{2,}\b")


def prose_of(lesson: LessonContent) -> str:
    return "\n".join(block.value for block in lesson.blocks if block.type == "rich_text")


def words_of(lesson: LessonContent) -> int:
    return len(re.sub(r"<[^>]+>", " ", prose_of(lesson)).split())


def blocks_of(course: CourseContent, kind: str) -> list[Block]:
    return [
        block for _module, lesson in course.lessons() for block in lesson.blocks
        if block.type == kind
    ]  # fmt: skip


def test_there_is_a_course_for_each_skill_badge(real: Content) -> None:
    skills = {slug for slug, b in real.badges.badges.items() if b.value["kind"] == "badge"}

    assert {course.front.value["badge"] for course in real.courses} == skills
    assert {content.course for content in real.assessments} == skills


def test_a_module_has_four_or_five_lessons_of_500_to_900_words(real: Content) -> None:
    for course in real.courses:
        for module in course.modules:
            assert 4 <= len(module.lessons) <= 5, module.slug
            for lesson in module.lessons:
                assert SHORTEST <= words_of(lesson) <= LONGEST, (course.slug, lesson.slug)


def test_every_lesson_asks_something_or_lets_one_choose(real: Content) -> None:
    for course in real.courses:
        for _module, lesson in course.lessons():
            assert {block.type for block in lesson.blocks} & {"check", "scenario"}, lesson.slug


def test_every_course_has_two_scenarios_or_more_with_several_endings(real: Content) -> None:
    for course in real.courses:
        scenarios = [scenario_of(block.value) for block in blocks_of(course, "scenario")]
        assert len(scenarios) >= 2
        for scenario in scenarios:
            assert sum(scene.is_ending for scene in scenario.scenes) >= 3, scenario.title


def test_an_outcome_is_one_sentence_that_says_what_you_can_do(real: Content) -> None:
    for course in real.courses:
        for module in course.modules:
            outcome = module.front.value["outcome"]
            assert outcome.startswith("After this module you can "), outcome
            assert len(re.findall(r"[.!?](?:\s|$)", outcome)) == 1, outcome


def test_no_two_lessons_share_a_title_or_a_paragraph(real: Content) -> None:
    lessons = [lesson for course in real.courses for _module, lesson in course.lessons()]
    titles = Counter(lesson.front.value["title"].casefold() for lesson in lessons)
    paragraphs = Counter(
        paragraph
        for lesson in lessons
        for paragraph in set(re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", prose_of(lesson)))
        if len(paragraph.split()) > 8
    )

    assert [title for title, count in titles.items() if count > 1] == []
    assert [paragraph for paragraph, count in paragraphs.items() if count > 1] == []


def _people(lesson: LessonContent, everyday: set[str]) -> Iterator[str]:
    text = re.sub(r"<[^>]+>", " ", prose_of(lesson))
    yield from {name for name in _NAME.findall(text) if name.casefold() not in everyday}


def test_names_of_people_vary_from_course_to_course(real: Content) -> None:
    lessons = [(course, lesson) for course in real.courses for _m, lesson in course.lessons()]
    everyday = {
        word
        for _course, lesson in lessons
        for word in re.findall(r"\b[a-zäöü]+\b", prose_of(lesson))
    }
    courses: dict[str, set[str]] = {}
    for course, lesson in lessons:
        for name in _people(lesson, everyday):
            courses.setdefault(name, set()).add(course.slug)
    shared = {name: found for name, found in courses.items() if len(found) > 3}

    assert {name for name in shared if name not in _NO_PEOPLE_OF_OURS} == set()


# Days, months and languages; and John, whom several of the researchers are called.
_NO_PEOPLE_OF_OURS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Fridays",
    "Saturdays", "Sundays", "January", "John",
    "February", "March", "April", "June", "July", "August", "September", "October", "November",
    "December", "English", "Christmas", "Spanish", "French", "Arabic", "Maine", "Portuguese",
}  # fmt: skip


def test_every_competency_has_one_task_with_a_rubric_that_tells_its_levels_apart(
    real: Content,
) -> None:
    for content in real.assessments:
        assert Counter(task.competency for task in content.tasks.values()) == dict.fromkeys(
            content.competencies(), 1
        )
        for task in content.tasks.values():
            for criterion in task.source.value["rubric"]["criteria"]:
                levels = [
                    criterion[n] for n in ("not_yet", "developing", "proficient", "exemplary")
                ]
                assert len(set(levels)) == 4, (task.slug, criterion["key"])
                assert all(len(level.split()) >= 4 for level in levels), task.slug


def test_every_badge_but_one_asks_for_one_piece_of_work_from_practice(real: Content) -> None:
    required = {
        content.course: sum(
            "task" in section and section.get("task_role", TaskRole.REQUIRED) == TaskRole.REQUIRED
            for section in content.assessment.value["sections"]
        )
        for content in real.assessments
    }

    assert required.pop("collaboration") == 0
    assert set(required.values()) == {1}


def test_every_step_that_is_handed_in_has_its_task(real: Content) -> None:
    steps = {
        (slug, level["level"], requirement["step"])
        for slug, pathway in real.badges.pathways.items()
        for level in pathway.value["levels"]
        for requirement in level["requirements"]
        if requirement.get("kind") in ("task", "sign_off")
    }

    assert {task.step for task in real.step_tasks} == steps


@pytest.mark.django_db
def test_all_eight_courses_come_back_from_an_export_as_they_were_loaded(
    real: Content, tmp_path: Path, language: object
) -> None:
    from django.conf import settings

    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        load(settings.CONTENT_ROOT)
        export(tmp_path / "one")

        again = load(tmp_path / "one")

        assert not [tally for tally in again.tallies if tally.new or tally.changed or tally.kept]
        assert not again.conflicts
        assert not again.gone
        assert ModulePage.objects.live().count() == 32
        assert LessonPage.objects.live().count() == sum(
            len(module.lessons) for course in real.courses for module in course.modules
        )
        for course in CoursePage.objects.live():
            outline = outline_of(course.pk)
            assert outline is not None
            assert 8 * 60 <= outline.minutes <= 10 * 60, (course.slug, outline.minutes)
