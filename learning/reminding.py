"""What learners asked to be reminded of: days they set, the lesson where they stopped."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, NoticePreference
from accounts.notice_kinds import REMINDER, STOPPED_AT, Frequency
from accounts.notices import Draft, write_notice, write_notices
from badges.addresses import absolute
from badges.models import Award
from learning.models import Enrolment, OwnDate

MORNING: Final = 7
BATCH: Final = 50
QUIET: Final = timedelta(days=7)
# Whoever asks to be told of stops hears of this one, not of all that were ever made.
_NEWS_FOR: Final = timedelta(days=7)

_Row = TypeVar("_Row", bound=Model)


def remind_of_dates(now: datetime) -> int:
    """Of a day that a learner has set, on the morning before it and on its own: once each for a
    date and day. Whoever sets one during the day before it knows. Returns how many were told."""
    local = timezone.localtime(now)
    if local.hour < MORNING:
        return 0
    today, tomorrow = local.date(), local.date() + timedelta(days=1)
    due = OwnDate.objects.filter(
        Q(day=today) | Q(day=tomorrow, changed_at__lt=morning_of(local)), learner__is_active=True
    ).select_related("learner", "course")
    told = 0
    for dates in in_batches(due):
        told += write_notices(
            [_of_date(own, is_today=own.day == today) for own in dates],
            kind=REMINDER,
            template="learning/emails/own_date",
        )
    return told


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


def morning_of(local: datetime) -> datetime:
    """When reminders begin to go out on the day of `local`, a time in the site's time zone."""
    return local.replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)


def in_batches(rows: QuerySet[_Row]) -> Iterator[list[_Row]]:
    """All of them, in the order of their ids, so many at a time that memory holds them."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        if len(batch) < BATCH:
            return
        last = batch[-1].pk


def _of_date(own: OwnDate, *, is_today: bool) -> Draft:
    path = reverse("own_dates")
    eve = "" if is_today else ":eve"
    return Draft(
        key=f"own-date:{own.key}:{own.day.isoformat()}{eve}",
        recipient=own.learner,
        url=path,
        context={"own_date": own, "is_today": is_today, "dates_url": absolute(path)},
    )


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
