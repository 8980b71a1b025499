from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from badges import revoking
from coordination.queries import (
    Status,
    course_report,
    enrolment_report,
    median_days_to_pass,
    percent_of,
)
from learning.models import LessonPage, LessonProgress, ModulePage
from tests import factories
from tests.coordination.learning_people import attempt, enrol, read


def row_of(learner: User) -> Any:
    return enrolment_report().get(learner=learner)


def test_who_has_opened_nothing_has_not_started(course: Any, learner: User) -> None:
    enrol(learner, course)
    assert row_of(learner).status == Status.NOT_STARTED


def test_who_has_opened_a_lesson_is_reading(course: Any, learner: User) -> None:
    enrol(learner, course)
    LessonProgress.objects.create(
        learner=learner, lesson=LessonPage.objects.descendant_of(course).first()
    )
    row = row_of(learner)
    assert (row.status, row.lessons_done) == (Status.READING, 0)


def test_lessons_of_another_course_do_not_count(course: Any, learner: User) -> None:
    other = factories.a_course(assessment=factories.an_assessment(competencies=1, bank_size=2))
    enrol(learner, course)
    read(learner, other, lessons=2)
    row = row_of(learner)
    assert (row.status, row.lessons_done) == (Status.NOT_STARTED, 0)


def test_the_share_is_of_all_lessons_of_the_course(course: Any, learner: User) -> None:
    enrol(learner, course)
    read(learner, course, lessons=3)
    row = row_of(learner)
    assert (row.lessons_done, row.lessons_total, percent_of(row)) == (3, 4, 75)


def test_an_unpublished_lesson_counts_on_neither_side(course: Any, learner: User) -> None:
    enrol(learner, course)
    read(learner, course, lessons=3)
    LessonPage.objects.descendant_of(course).order_by("path").first().unpublish()
    row = row_of(learner)
    assert (row.lessons_done, row.lessons_total) == (2, 3)


def test_lessons_in_an_unpublished_module_do_not_count(course: Any, learner: User) -> None:
    enrol(learner, course)
    read(learner, course, lessons=3)
    module = ModulePage.objects.descendant_of(course).order_by("path").first()
    ModulePage.objects.filter(pk=module.pk).update(live=False)
    row = row_of(learner)
    assert (row.lessons_done, row.lessons_total) == (1, 2)


def test_a_course_without_lessons_is_read_by_no_percent(course: Any, learner: User) -> None:
    enrol(learner, course)
    LessonPage.objects.descendant_of(course).update(live=False)
    assert percent_of(row_of(learner)) == 0


def test_who_has_begun_an_attempt_is_assessing(course: Any, learner: User) -> None:
    from assessments import attempting

    enrol(learner, course)
    attempting.start(assessment=course.assessment, learner=learner)
    row = row_of(learner)
    assert (row.status, row.attempts) == (Status.ASSESSING, 0)


def test_a_competency_shown_counts_of_those_asked(course: Any, learner: User) -> None:
    enrol(learner, course)
    attempt(learner, course, right_up_to=2)
    row = row_of(learner)
    assert (row.competencies_shown, row.competencies_asked, row.attempts) == (1, 2, 1)
    assert row.status == Status.ASSESSING


def test_who_holds_the_badge_has_passed_since_the_award(course: Any, learner: User) -> None:
    enrol(learner, course)
    submitted = attempt(learner, course, right_up_to=4)
    row = row_of(learner)
    assert row.status == Status.PASSED
    assert row.passed_at == learner.awards.get().awarded_at
    assert row.seen_at == submitted.submitted_at


def test_who_lost_the_badge_has_not_passed(course: Any, learner: User, coordinator: User) -> None:
    enrol(learner, course)
    attempt(learner, course, right_up_to=4)
    revoking.revoke(learner.awards.get(), by=coordinator, reason="A mistake.")
    row = row_of(learner)
    assert (row.passed_at, row.status) == (None, Status.ASSESSING)


def test_one_learner_does_not_count_for_another(
    course: Any, learner: User, other_learner: User
) -> None:
    enrol(learner, course)
    enrol(other_learner, course)
    read(other_learner, course, lessons=4)
    attempt(other_learner, course, right_up_to=4)
    row = row_of(learner)
    assert (row.lessons_done, row.competencies_shown, row.attempts) == (0, 0, 0)
    assert row.status == Status.NOT_STARTED


def test_a_course_says_how_many_are_enrolled_active_and_through(
    course: Any, learner: User, other_learner: User
) -> None:
    enrol(learner, course, days_ago=20)
    enrol(other_learner, course, days_ago=3)
    attempt(other_learner, course, right_up_to=4)
    row = course_report(active_since=timezone.now() - timedelta(days=14)).get(pk=course.pk)
    assert (row.enrolled, row.active, row.passed) == (2, 1, 1)


def test_the_median_is_of_the_days_from_enrolment_to_award(course: Any) -> None:
    for days in (2, 4, 30):
        person = factories.a_user()
        enrol(person, course, started_days_ago=days)
        attempt(person, course, right_up_to=4)
    assert round(median_days_to_pass([course])[course.pk]) == 4


def test_a_course_that_nobody_passed_has_no_median(course: Any, learner: User) -> None:
    enrol(learner, course)
    assert median_days_to_pass([course]) == {}
