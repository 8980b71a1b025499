"""What learners do, in one call each."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments import attempting
from learning.models import Enrolment, LessonPage, LessonProgress
from tests import factories


def enrol(learner: Any, course: Any, *, days_ago: int = 0, started_days_ago: int = 0) -> Enrolment:
    now = timezone.now()
    return Enrolment.objects.create(
        learner=learner,
        course=course,
        enrolled_at=now - timedelta(days=max(days_ago, started_days_ago)),
        last_seen_at=now - timedelta(days=days_ago),
    )


def read(learner: Any, course: Any, *, lessons: int) -> None:
    for lesson in LessonPage.objects.descendant_of(course).order_by("path")[:lessons]:
        LessonProgress.objects.create(learner=learner, lesson=lesson, completed_at=timezone.now())


def attempt(learner: Any, course: Any, *, right_up_to: int) -> Any:
    """A submitted attempt whose first questions, up to that position, are answered rightly."""
    started = attempting.start(assessment=course.assessment, learner=learner)
    answers = factories.right_answers(started)
    for asked in started.questions.all():
        if asked.position <= right_up_to:
            attempting.save_answer(
                attempt_question=asked, form_post=answers[asked.position], prefix="answer"
            )
    return attempting.submit(started.pk)
