from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import attempting
from badges.awarding import award
from learning.going_on import go_on_of
from learning.models import Enrolment, LessonPage
from learning.progress import complete_lesson, enrol, open_lesson
from tests import factories

pytestmark = pytest.mark.django_db


def test_whoever_has_started_nothing_has_nothing_to_go_on_with(learner, course):
    assert go_on_of(learner) is None


def test_it_is_the_course_seen_last(learner, course):
    other = factories.a_course()
    for seen, hours in ((course, 1), (other, 2)):
        enrol(learner=learner, course=seen)
        when = timezone.now() - timedelta(hours=hours)
        Enrolment.objects.filter(course=seen).update(last_seen_at=when)
    assert go_on_of(learner).progress.outline.id == course.pk


def test_a_course_whose_badge_is_earned_is_left_out(learner, course):
    enrol(learner=learner, course=course)
    award(badge=course.badge, recipient=learner, narrative="Shown.")
    assert go_on_of(learner) is None


def test_a_course_that_is_being_revised_is_left_out(learner, course):
    enrol(learner=learner, course=course)
    course.unpublish()
    assert go_on_of(learner) is None


def test_it_names_the_lesson_to_resume_and_the_attempt_under_way(learner, course):
    first, second = LessonPage.objects.descendant_of(course).order_by("path")[:2]
    open_lesson(learner=learner, lesson=first)
    complete_lesson(learner=learner, lesson=first)
    assert go_on_of(learner).progress.resume.id == second.pk
    assert go_on_of(learner).attempt is None
    attempt = attempting.start(assessment=course.assessment, learner=learner)
    assert go_on_of(learner).attempt == attempt


def test_what_others_have_started_is_not_one_s_own(learner, other_learner, course):
    enrol(learner=other_learner, course=course)
    assert go_on_of(learner) is None
