"""Lessons and courses are read and drawn once for all learners, between two edits."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from learning.margins import keep_note
from learning.models import CoursePage, LessonPage, ModulePage
from learning.reflecting import keep_reflection
from tests import factories
from tests.learning import lesson_bodies
from tests.learning.conftest import url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return factories.a_course(assessment=factories.an_assessment(), lessons=1)


@pytest.fixture
def lesson(course):
    body = [lesson_bodies.check(), lesson_bodies.scenario(), lesson_bodies.reflection()]
    return factories.a_lesson(ModulePage.objects.child_of(course).first(), body=body)


@pytest.fixture
def other(other_learner):
    client = Client()
    client.force_login(other_learner)
    return client


def text(client, url):
    return client.get(url).content.decode()


def test_a_learner_sees_the_edit_of_a_lesson_at_once(signed_in, lesson):
    text(signed_in, url_of(lesson))
    lesson.title, lesson.body = "The other title", [("rich_text", "<p>Another text.</p>")]
    lesson.save_revision().publish()

    page = text(signed_in, url_of(lesson))
    assert "The other title" in page
    assert "Another text." in page


def test_a_learner_sees_the_edit_of_a_course_at_once(signed_in, course):
    text(signed_in, f"/courses/{course.slug}/")
    course.title = "The other title"
    course.save_revision().publish()

    assert "The other title" in text(signed_in, f"/courses/{course.slug}/")


def test_a_lesson_that_is_taken_back_is_gone(signed_in, lesson):
    text(signed_in, url_of(lesson))
    LessonPage.objects.get(pk=lesson.pk).unpublish()

    assert signed_in.get(url_of(lesson)).status_code == 404


def test_a_course_that_is_taken_back_is_gone(signed_in, course):
    text(signed_in, f"/courses/{course.slug}/")
    CoursePage.objects.get(pk=course.pk).unpublish()

    assert signed_in.get(f"/courses/{course.slug}/").status_code == 404


def test_what_one_writes_and_answers_stands_in_nobody_else_s_lesson(
    signed_in, other, learner, lesson
):
    url, check = url_of(lesson), reverse("lesson_check", args=[lesson.pk, lesson_bodies.CHECK])
    untouched = [text(other, url) for _ in range(2)][1]  # the first visit leaves a trace itself
    keep_note(learner=learner, lesson=lesson, text="Mine alone.")
    keep_reflection(
        learner=learner,
        lesson=lesson,
        block_id=lesson_bodies.REFLECTION,
        prompt="How?",
        text="My answer.",
    )
    mine = text(signed_in, url)
    marked = text(signed_in, f"{check}?check-{lesson_bodies.CHECK}={option(mine)}")

    assert "Mine alone." in mine
    assert "My answer." in mine
    assert "Check again" in marked
    assert without_tokens(text(other, url)) == without_tokens(untouched)


def option(page):
    """What the first option of the check sends."""
    return re.search(rf'name="check-{lesson_bodies.CHECK}"[^>]*value="([^"]+)"', page)[1]


def without_tokens(page):
    return re.sub(r'value="\w{64}"', "", page)
