"""What learners asked to be reminded of: a day they set, the lesson where they stopped."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, NoticePreference
from accounts.notice_kinds import REMINDER, STOPPED_AT, Frequency
from accounts.notices import write_notice
from badges.addresses import absolute
from badges.models import Award
from learning.models import Enrolment, OwnDate

MORNING: Final = 7
QUIET: Final = timedelta(days=7)
# Whoever asks to be told of stops hears of this one, not of all that were ever made.
_NEWS_FOR: Final = timedelta(days=7)


def remind_of_dates(now: datetime) -> list[Notice]:
    """On the morning of a day that a learner has set: once for each date and day."""
    today = timezone.localtime(now)
    if today.hour < MORNING:
        return []
    path = reverse("own_dates")
    due = (
        OwnDate.objects.filter(day=today.date(), learner__is_active=True)
        .select_related("learner", "course")
        .order_by("pk")
    )
    keys = {own.pk: f"own-date:{own.key}:{own.day.isoformat()}" for own in due}
    told = _told(keys.values())
    return [
        write_notice(
            key=keys[own.pk],
            recipient=own.learner,
            kind=REMINDER,
            url=path,
            template="learning/emails/own_date",
            context={"own_date": own, "dates_url": absolute(path)},
        )
        for own in due
        if keys[own.pk] not in told
    ]


def tell_where_they_stopped(now: datetime) -> list[Notice]:
    """After a quiet week, to those who asked for it: once for each stop, in the course they
    were in last, unless they hold its badge."""
    asked = NoticePreference.objects.filter(kind=STOPPED_AT.name).exclude(frequency=Frequency.NEVER)
    latest: dict[int, Enrolment] = {}
    for enrolment in (
        Enrolment.objects.filter(learner__in=asked.values("person"), learner__is_active=True)
        .select_related("learner", "course__assessment", "last_lesson")
        .order_by("learner_id", "last_seen_at")
    ):
        latest[enrolment.learner_id] = enrolment
    stopped = {
        f"stopped-at:{one.pk}:{timezone.localtime(one.last_seen_at).date().isoformat()}": one
        for one in latest.values()
        if QUIET <= now - one.last_seen_at < QUIET + _NEWS_FOR
        and one.last_lesson is not None
        and one.last_lesson.live
    }
    told = _told(stopped)
    written = []
    for key, enrolment in stopped.items():
        if key in told or _has_badge(enrolment):
            continue
        assert enrolment.last_lesson is not None
        lesson, module = enrolment.last_lesson, enrolment.last_lesson.get_parent()
        path = reverse("lesson", args=[enrolment.course.slug, module.slug, lesson.slug])
        written.append(
            write_notice(
                key=key,
                recipient=enrolment.learner,
                kind=STOPPED_AT,
                url=path,
                template="learning/emails/stopped_at",
                context={
                    "lesson": lesson,
                    "course": enrolment.course,
                    "lesson_url": absolute(path),
                },
            )
        )
    return written


def _told(keys: Iterable[str]) -> set[str]:
    return set(Notice.objects.filter(key__in=list(keys)).values_list("key", flat=True))


def _has_badge(enrolment: Enrolment) -> bool:
    assessment = enrolment.course.assessment
    return (
        assessment is not None
        and Award.objects.active()
        .filter(badge=assessment.badge_id, recipient=enrolment.learner)
        .exists()
    )
