import pytest

from learning.lengths import minutes_of_courses
from learning.models import CoursePage, LessonPage, ModulePage
from learning.outlines import outlines_of
from tests import factories
from tests.learning.lesson_bodies import check, reflection

pytestmark = pytest.mark.django_db


def test_a_list_says_of_every_course_what_its_own_page_says():
    for lessons in (0, 1, 3):
        factories.a_course(lessons=lessons)
    factories.a_course(assessment=factories.an_assessment(competencies=2, questions=7))
    for number, lesson in enumerate(LessonPage.objects.all()):
        lesson.minutes = number
        lesson.save()
    LessonPage.objects.first().unpublish()
    ModulePage.objects.last().unpublish()
    ids = list(CoursePage.objects.values_list("pk", flat=True))
    outlines = outlines_of(ids)
    assert minutes_of_courses(ids) == {pk: outlines[pk].minutes for pk in ids}


def test_a_course_that_is_not_live_has_no_length():
    course = factories.a_course()
    course.unpublish()
    assert minutes_of_courses([course.pk]) == {}


def test_it_is_counted_anew_when_a_lesson_changes():
    course = factories.a_course(lessons=1)
    before = minutes_of_courses([course.pk])[course.pk]
    factories.a_lesson(
        ModulePage.objects.child_of(course).first(),
        body=[{"type": "rich_text", "value": f"<p>{'word ' * 2000}</p>"}],
    )
    lesson = LessonPage.objects.order_by("pk").last()
    lesson.full_clean()
    lesson.save()
    assert minutes_of_courses([course.pk])[course.pk] > before


def test_a_lesson_is_counted_when_it_is_saved_and_no_figure_is_typed_in():
    module = ModulePage.objects.child_of(factories.a_course()).first()
    words = {"type": "rich_text", "value": f"<p>{'word ' * 361}</p>"}
    assert factories.a_lesson(module, body=[words], minutes=500).minutes == 3
    assert factories.a_lesson(module, body=[words, check(), reflection()]).minutes == 3 + 2 + 5
