"""Days that learners set for themselves, and taking them along in a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from badges import addresses
from learning.calendar_files import Event, calendar_file
from learning.models import CalendarFeed, CoursePage, OwnDate

MOST_DATES = 200
_SALT = "learning.calendar-feed"


class TooManyDates(Exception):
    """There is no room for one more; `str()` tells the learner what to do."""

    def __str__(self) -> str:
        return _("You have %(most)d dates. Delete some that are over first.") % {"most": MOST_DATES}


def upcoming(learner: User) -> QuerySet[OwnDate]:
    """The learner's dates from today on, the nearest first."""
    return OwnDate.objects.filter(learner=learner, day__gte=timezone.localdate()).select_related(
        "course"
    )


def add_date(*, learner: User, title: str, day: date, course: CoursePage | None = None) -> OwnDate:
    """Set a date for oneself. Raises TooManyDates."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=learner.pk)
        if OwnDate.objects.filter(learner=learner).count() >= MOST_DATES:
            raise TooManyDates
        return OwnDate.objects.create(
            learner=learner, title=clean_line(title), day=day, course=course
        )


def change_date(own: OwnDate, *, title: str, day: date, course: CoursePage | None = None) -> None:
    """Change a date; calendars that hold it take the change for the newer one."""
    OwnDate.objects.filter(pk=own.pk).update(
        title=clean_line(title),
        day=day,
        course=course,
        changes=F("changes") + 1,
        changed_at=timezone.now(),
    )


def calendar_of(dates: Iterable[OwnDate]) -> str:
    """A calendar file of `dates`, whose courses are loaded."""
    return calendar_file(
        [_event(own) for own in dates],
        name=_("My dates on %(site)s") % {"site": settings.SITE_NAME},
        product=f"-//{settings.SITE_NAME}//{settings.SITE_NAME}//EN",
    )


def feed_token(feed: CalendarFeed) -> str:
    """What the address of a feed holds. The table alone is not enough to make one."""
    return signing.Signer(salt=_SALT).sign(feed.key.hex)


def feed_by_token(token: str) -> CalendarFeed | None:
    """None for what was never a feed's address, and for one that has been taken back."""
    try:
        key = UUID(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return CalendarFeed.objects.select_related("learner").filter(key=key).first()


def renew_feed(learner: User) -> CalendarFeed:
    """A feed with an address of its own; one that was there before ends."""
    with transaction.atomic():
        CalendarFeed.objects.filter(learner=learner).delete()
        return CalendarFeed.objects.create(learner=learner)


def end_feed(learner: User) -> bool:
    """Let the feed's address lead nowhere from now on; says whether there was one."""
    deleted, _rows = CalendarFeed.objects.filter(learner=learner).delete()
    return bool(deleted)


def _event(own: OwnDate) -> Event:
    course = own.course if own.course is not None and own.course.live else None
    return Event(
        uid=f"{own.key}@{urlsplit(settings.BASE_URL).hostname}",
        day=own.day,
        title=own.title,
        changed_at=own.changed_at,
        changes=own.changes,
        description=(_("For the course “%(course)s”") % {"course": course.title}) if course else "",
        url=addresses.absolute(f"/courses/{course.slug}/") if course else "",
    )
