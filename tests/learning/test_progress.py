from datetime import timedelta

import pytest
from django.utils import timezone

from learning.models import Enrolment, LessonProgress
from learning.progress import (
    State,
    complete_lesson,
    enrol,
    open_lesson,
    progress_of,
    progress_of_many,
)
from tests import factories
from tests.learning.conftest import answer_and_submit

pytestmark = pytest.mark.django_db


def states(progress):
    return [module.state for module in progress.modules]


def test_enrolling_twice_is_one_enrolment(learner, course):
    first = enrol(learner=learner, course=course)
    assert enrol(learner=learner, course=course) == first
    assert Enrolment.objects.count() == 1


def test_opening_a_lesson_enrols_and_remembers_it(learner, course, lessons):
    open_lesson(learner=learner, lesson=lessons[1])
    assert Enrolment.objects.get(learner=learner).course == course
    assert progress_of(learner=learner, course=course).resume.id == lessons[1].pk


def test_a_lesson_opened_later_is_the_one_to_resume(learner, course, lessons):
    open_lesson(learner=learner, lesson=lessons[0])
    open_lesson(learner=learner, lesson=lessons[3])
    assert progress_of(learner=learner, course=course).resume.id == lessons[3].pk


def test_completing_a_lesson_again_keeps_the_first_time(learner, lessons):
    first = complete_lesson(learner=learner, lesson=lessons[0]).completed_at
    assert complete_lesson(learner=learner, lesson=lessons[0]).completed_at == first
    assert LessonProgress.objects.count() == 1


def test_who_has_done_the_last_lesson_resumes_with_the_next_open_one(learner, course, lessons):
    complete_lesson(learner=learner, lesson=lessons[2])
    complete_lesson(learner=learner, lesson=lessons[1])
    assert progress_of(learner=learner, course=course).resume.id == lessons[3].pk


def test_an_open_lesson_before_the_last_one_is_not_forgotten(learner, course, lessons):
    for lesson in lessons[1:]:
        complete_lesson(learner=learner, lesson=lesson)
    assert progress_of(learner=learner, course=course).resume.id == lessons[0].pk


def test_nothing_is_left_to_resume_when_all_lessons_are_done(learner, course, lessons):
    for lesson in lessons:
        complete_lesson(learner=learner, lesson=lesson)
    progress = progress_of(learner=learner, course=course)
    assert progress.resume is None
    assert progress.percent == 100
    assert states(progress) == [State.DONE, State.DONE]


def test_a_visitor_has_begun_nothing_and_starts_at_the_first_lesson(course, lessons):
    progress = progress_of(learner=None, course=course)
    assert states(progress) == [State.NOT_STARTED, State.NOT_STARTED]
    assert progress.resume.id == lessons[0].pk
    assert not progress.is_enrolled


def test_a_module_is_in_progress_from_the_first_lesson_opened(learner, course, lessons):
    open_lesson(learner=learner, lesson=lessons[0])
    assert states(progress_of(learner=learner, course=course)) == [
        State.IN_PROGRESS,
        State.NOT_STARTED,
    ]


def test_a_shown_competency_waives_its_module(learner, course):
    answer_and_submit(course.assessment, learner, right={1})
    assert states(progress_of(learner=learner, course=course)) == [
        State.WAIVED,
        State.NOT_STARTED,
    ]


def test_a_waived_module_counts_neither_as_done_nor_as_missing(learner, course, lessons):
    answer_and_submit(course.assessment, learner, right={1})
    complete_lesson(learner=learner, lesson=lessons[2])
    progress = progress_of(learner=learner, course=course)
    assert (progress.lessons_done, progress.lessons_total) == (1, 2)
    assert progress.percent == 50
    assert progress.minutes_left == progress.modules[1].minutes_left


def test_the_lessons_of_a_waived_module_are_not_offered_next(learner, course, lessons):
    answer_and_submit(course.assessment, learner, right={1})
    assert progress_of(learner=learner, course=course).resume.id == lessons[2].pk


def test_who_reads_on_in_a_waived_module_resumes_there(learner, course, lessons):
    answer_and_submit(course.assessment, learner, right={1})
    open_lesson(learner=learner, lesson=lessons[1])
    assert progress_of(learner=learner, course=course).resume.id == lessons[1].pk


def test_a_module_read_whole_is_done_even_when_its_competency_is_shown(learner, course, lessons):
    for lesson in lessons[:2]:
        complete_lesson(learner=learner, lesson=lesson)
    answer_and_submit(course.assessment, learner, right={1})
    assert states(progress_of(learner=learner, course=course))[0] is State.DONE


def test_a_withdrawn_demonstration_waives_nothing(learner, course):
    answer_and_submit(course.assessment, learner, right={1})
    learner.demonstrations.update(withdrawn_at=timezone.now())
    assert states(progress_of(learner=learner, course=course))[0] is State.NOT_STARTED


def test_a_competency_shown_in_another_assessment_waives_nothing(learner, course, modules):
    badge = factories.a_badge()
    badge.competency_links.create(competency=modules[0].competency, sort_order=0)
    other = factories.an_assessment(badge=badge, questions=1, bank_size=1)
    answer_and_submit(other, learner, right={1})
    assert states(progress_of(learner=learner, course=course))[0] is State.NOT_STARTED


def test_minutes_left_are_those_of_lessons_not_done(learner, course, lessons):
    type(lessons[0]).objects.filter(pk=lessons[0].pk).update(minutes=7)
    lessons[1].save()
    before = progress_of(learner=learner, course=course).minutes_left
    complete_lesson(learner=learner, lesson=lessons[0])
    assert progress_of(learner=learner, course=course).minutes_left == before - 7


def test_an_unpublished_lesson_is_neither_done_nor_missing(learner, course, lessons):
    complete_lesson(learner=learner, lesson=lessons[0])
    lessons[1].unpublish()
    progress = progress_of(learner=learner, course=course)
    assert (progress.lessons_done, progress.lessons_total) == (1, 3)


def test_a_lesson_published_again_is_still_done(learner, course, lessons):
    complete_lesson(learner=learner, lesson=lessons[0])
    lessons[0].unpublish()
    lessons[0].save_revision().publish()
    assert progress_of(learner=learner, course=course).lessons_done == 1


def test_the_progress_of_one_learner_is_not_another_s(learner, other_learner, course, lessons):
    complete_lesson(learner=learner, lesson=lessons[0])
    progress = progress_of(learner=other_learner, course=course)
    assert progress.lessons_done == 0
    assert not progress.is_enrolled


def test_a_course_that_is_not_live_has_no_progress(learner, course):
    course.unpublish()
    with pytest.raises(LookupError):
        progress_of(learner=learner, course=course)
    assert progress_of_many(learner=learner, courses=[course]) == {}


def test_many_courses_take_as_many_queries_as_one(learner, course, django_assert_num_queries):
    others = [
        factories.a_course(
            assessment=factories.an_assessment(competencies=1, questions=1, bank_size=1)
        )
        for _ in range(3)
    ]
    progress_of_many(learner=learner, courses=[course, *others])
    with django_assert_num_queries(1):
        progress_of_many(learner=learner, courses=[course])
    with django_assert_num_queries(1):
        progress_of_many(learner=learner, courses=[course, *others])


def test_reading_in_the_same_lesson_is_known_for_a_while(learner, course, lessons):
    open_lesson(learner=learner, lesson=lessons[0])
    progress = progress_of(learner=learner, course=course)
    assert progress.is_reading(lessons[0].pk, progress.last_seen_at)
    assert not progress.is_reading(lessons[1].pk, progress.last_seen_at)
    assert not progress.is_reading(lessons[0].pk, progress.last_seen_at + timedelta(hours=1))
