from typing import Any

import pytest
from wagtail.models import Locale

from learning.models import CoursePage, LessonPage, ModulePage
from tests import factories
from tests.kept_rows import made_once
from tests.learning import lesson_bodies


def answer_and_submit(assessment: Any, learner: Any, *, right: set[int]) -> Any:
    """An attempt in which the competencies with these positions are answered rightly."""
    from assessments import attempting

    attempt = attempting.start(assessment=assessment, learner=learner)
    posts = factories.right_answers(attempt)
    for asked in attempt.questions.select_related("section"):
        if asked.section.position in right:
            post = posts[asked.position]
        else:
            post = factories.wrong_answer(asked)
        attempting.save_answer(attempt_question=asked, form_post=post, prefix="answer")
    return attempting.submit(attempt.pk)


@pytest.fixture(autouse=True)
def language(db: None) -> Locale:
    """Pages are written in a language; migrations, which tests do without, would add it."""
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def course(language: Locale) -> CoursePage:
    """Two modules of two lessons; the assessment asks one question on each competency."""

    def make() -> CoursePage:
        assessment = factories.an_assessment(competencies=2, questions=1, bank_size=1)
        return factories.a_course(assessment=assessment, lessons=2)

    return made_once(("course to learn from",), make)


@pytest.fixture
def modules(course: CoursePage) -> list[ModulePage]:
    return list(ModulePage.objects.child_of(course).order_by("path"))


@pytest.fixture
def lessons(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


@pytest.fixture
def rich_lesson(modules: list[ModulePage]) -> LessonPage:
    """A third lesson of the first module, with one block of each kind one acts on."""
    body = [
        lesson_bodies.heading("First part"),
        lesson_bodies.check(),
        lesson_bodies.scenario(),
        lesson_bodies.heading("Second part"),
        lesson_bodies.reflection(),
    ]
    lesson = factories.a_lesson(modules[0], title="A rich lesson", body=body)
    return LessonPage.objects.get(pk=lesson.pk)


@pytest.fixture
def signed_in(client: Any, learner: Any) -> Any:
    client.force_login(learner)
    return client


def url_of(lesson: LessonPage) -> str:
    """Where a lesson is, from its place in the tree."""
    return "/" + "/".join(lesson.url_path.strip("/").split("/")[1:]) + "/"
