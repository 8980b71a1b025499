"""What coordinators ask about learners, as querysets. Nothing here reads a reflection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Left, Length
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from assessments.models import AssessmentSection, Attempt, AttemptSection, Demonstration
from badges.models import Award, Fulfilment
from learning.models import CoursePage, Enrolment, LessonPage, LessonProgress


class Status(TextChoices):
    """How far somebody has come with a course. An attempt counts from its start."""

    NOT_STARTED = "not_started", _("Not started")
    READING = "reading", _("Reading")
    ASSESSING = "assessing", _("Assessing")
    PASSED = "passed", _("Passed")


def enrolment_report() -> QuerySet[Any]:
    """Enrolments with their learner and course, in one query, each with

    - `lessons_total`, `lessons_done`: of the lessons that are published now, in a
      published module;
    - `competencies_asked`, `competencies_shown`: of the course's assessment;
    - `attempts`: those that were submitted;
    - `seen_at`: when the learner last opened a lesson, or began or submitted an attempt;
    - `passed_at`: when the badge was awarded that they hold now, None without one;
    - `status`: a value of Status.
    """
    attempts = Attempt.objects.filter(
        learner=OuterRef("learner"), assessment=OuterRef("course__assessment")
    )
    demonstrations = Demonstration.objects.standing().filter(
        learner=OuterRef("learner"), assessment=OuterRef("course__assessment")
    )
    awards = Award.objects.active().filter(
        recipient=OuterRef("learner"), badge=OuterRef("course__badge")
    )
    opened = LessonProgress.objects.filter(
        learner=OuterRef("learner"), lesson__path__startswith=OuterRef("course__path")
    )
    done = LessonProgress.objects.filter(
        learner=OuterRef("learner"),
        completed_at__isnull=False,
        lesson__in=_live_lessons().filter(path__startswith=OuterRef(OuterRef("course__path"))),
    )
    lessons = _live_lessons().filter(path__startswith=OuterRef("course__path"))
    asked = AssessmentSection.objects.filter(assessment=OuterRef("course__assessment"))
    return (
        Enrolment.objects.select_related("learner", "course")
        .annotate(
            lessons_total=_count(lessons),
            lessons_done=_count(done),
            competencies_asked=_count(asked),
            competencies_shown=_count(demonstrations),
            attempts=_count(attempts.submitted()),
            seen_at=Greatest(
                "last_seen_at",
                Coalesce(_latest(attempts, "started_at"), "last_seen_at"),
                Coalesce(_latest(attempts, "submitted_at"), "last_seen_at"),
            ),
            passed_at=Subquery(awards.values("awarded_at")[:1]),
        )
        .annotate(
            status=Case(
                When(passed_at__isnull=False, then=Value(Status.PASSED)),
                When(Exists(attempts), then=Value(Status.ASSESSING)),
                When(Exists(opened), then=Value(Status.READING)),
                default=Value(Status.NOT_STARTED),
                output_field=CharField(),
            )
        )
    )


def percent_of(enrolment: Any) -> int:
    """Of the lessons of a row of `enrolment_report`, rounded down; 0 while there are none."""
    if not enrolment.lessons_total:
        return 0
    return 100 * enrolment.lessons_done // enrolment.lessons_total


def course_report(*, active_since: datetime) -> QuerySet[Any]:
    """Courses, each with the counts `enrolled`, `active` (seen since then) and `passed`."""
    enrolments = enrolment_report().filter(course=OuterRef("pk"))
    return CoursePage.objects.annotate(
        enrolled=_count(enrolments),
        active=_count(enrolments.filter(seen_at__gte=active_since)),
        passed=_count(enrolments.filter(passed_at__isnull=False)),
    )


def median_days_to_pass(courses: Iterable[CoursePage]) -> dict[int, float]:
    """By course id, from enrolment to award; courses that nobody has passed are left out.

    Who was awarded the badge before enrolling (in another way) took no days.
    """
    days: dict[int, list[float]] = {}
    passed = enrolment_report().filter(
        course__in=[course.pk for course in courses], passed_at__isnull=False
    )
    for course_id, enrolled_at, passed_at in passed.values_list(
        "course_id", "enrolled_at", "passed_at"
    ):
        seconds = max(0.0, (passed_at - enrolled_at).total_seconds())
        days.setdefault(course_id, []).append(seconds / 86_400)
    return {course_id: median(values) for course_id, values in days.items()}


def enrolments_of(learner: User) -> QuerySet[Any]:
    return enrolment_report().filter(learner=learner).order_by("course__title")


def attempts_of(learner: User) -> QuerySet[Attempt]:
    """The newest first, with their competencies and results, without a word of the answers."""
    sections = AttemptSection.objects.select_related("competency", "result")
    return (
        Attempt.objects.filter(learner=learner)
        .select_related("assessment")
        .prefetch_related(Prefetch("sections", sections))
    )


def demonstrations_of(learner: User) -> dict[tuple[int, int], Demonstration]:
    """By (assessment id, competency id): the standing one, else the last that was withdrawn."""
    found = Demonstration.objects.filter(learner=learner).order_by(
        F("withdrawn_at").asc(nulls_last=True)
    )
    return {(shown.assessment_id, shown.competency_id): shown for shown in found}


def carried_by(carrier: Award | Fulfilment) -> list[Award]:
    """The active awards that stand on an award or step, directly or through others."""
    found: dict[UUID, Award] = {}
    layer = list(carrier.carries.active())
    while layer:
        found.update({standing.pk: standing for standing in layer})
        above = Award.objects.active().filter(stands_on__in=layer)
        layer = list(above.exclude(pk__in=found).distinct())
    return list(found.values())


def _live_lessons() -> QuerySet[LessonPage]:
    """Unpublishing a module may leave its lessons published, but nobody finds them then."""
    module = Page.objects.filter(
        path=Left(OuterRef("path"), Length(OuterRef("path")) - Page.steplen), live=True
    )
    return LessonPage.objects.filter(Exists(module), live=True)


def _count(rows: QuerySet) -> Coalesce:
    counted = (
        rows.order_by()
        .annotate(_all=Value(1))
        .values("_all")
        .annotate(_count=Count("pk"))
        .values("_count")
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _latest(rows: QuerySet, field: str) -> Subquery:
    newest = (
        rows.order_by()
        .annotate(_all=Value(1))
        .values("_all")
        .annotate(_latest=Max(F(field)))
        .values("_latest")
    )
    return Subquery(newest, output_field=DateTimeField())
