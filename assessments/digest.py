"""Telling assessors and coordinators, once a day, that work waits for them."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Notice, User
from accounts.notice_kinds import WORK_WAITS
from accounts.notices import write_notice
from accounts.roles import ASSESSORS, COORDINATORS
from assessments import addresses, second_rating, supervising
from assessments.reviewing import queue
from badges.addresses import absolute

MORNING: Final = 7


def digest(now: datetime) -> list[Notice]:
    """Write to everybody for whom work waits at `now`: one notice a person and day.

    Nothing is written before MORNING o'clock in the site's time zone. The second time on a day
    it writes only to those for whom nothing waited the first time.
    """
    today = timezone.localtime(now)
    if today.hour < MORNING:
        return []
    assessors = set(_members(ASSESSORS))
    coordinators = set(_members(COORDINATORS))
    written = []
    for person in sorted(assessors | coordinators, key=lambda user: user.pk):
        to_assess = queue(person, now=now).count() if person in assessors else 0
        to_confirm = supervising.to_confirm(person).count() if person in coordinators else 0
        to_settle = second_rating.to_settle(person).count() if person in coordinators else 0
        if not (to_assess or to_confirm or to_settle):
            continue
        written.append(
            write_notice(
                key=f"work-waits:{person.pk}:{today.date().isoformat()}",
                recipient=person,
                kind=WORK_WAITS,
                url=addresses.work_queue_path(),
                template="assessments/emails/work_waits",
                context={
                    "to_assess": to_assess,
                    "to_confirm": to_confirm,
                    "to_settle": to_settle,
                    "total": to_assess + to_confirm + to_settle,
                    "queue_url": absolute(addresses.work_queue_path()),
                },
            )
        )
    return written


def _members(role: str) -> QuerySet[User]:
    return User.objects.filter(groups__name=role, is_active=True)
