"""Summaries: notices that people chose to get together, once a day or once a week."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from accounts.notice_kinds import DIGEST, Frequency
from accounts.notices import write_notice

logger = logging.getLogger(__name__)

MORNING: Final = 7
# More than anybody reads; the rest is in the page.
MOST: Final = 50


def edition(frequency: Frequency, now: datetime) -> datetime:
    """The moment of the last summary that is due at `now`: seven in the morning in the site's
    time zone, of each day or of Mondays. It holds what was written before."""
    local = timezone.localtime(now)
    moment = local.replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)
    if frequency == Frequency.WEEKLY:
        moment -= timedelta(days=moment.weekday())
    if moment > local:
        moment -= timedelta(days=7 if frequency == Frequency.WEEKLY else 1)
    return moment


def write_digests(now: datetime) -> int:
    """Write each summary that is due at `now` and has something to tell; returns how many.

    One that fails is logged and does not hold up the others; the next run meets it again.
    """
    written = 0
    for frequency in (Frequency.DAILY, Frequency.WEEKLY):
        due = edition(frequency, now)
        people = (
            Notice.objects.undigested()
            .filter(frequency=frequency, created_at__lt=due, recipient__is_active=True)
            .order_by("recipient_id")
            .values_list("recipient_id", flat=True)
            .distinct()
        )
        for person_id in list(people):
            try:
                written += write_digest(person_id, frequency, due)
            except Exception:
                logger.exception("summary of %s for %s waits", due, person_id)
    return written


def write_digest(person_id: int, frequency: Frequency, due: datetime) -> bool:
    """One person's summary of `due`, and its notices marked as carried by it; says whether
    this call wrote it.

    One transaction holds both. Of two runs at once the second waits for the person's row and
    then finds the summary of the first, which is a notice: its key is unique.
    """
    key = f"digest:{frequency}:{person_id}:{due.date().isoformat()}"
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person_id)
        if Notice.objects.filter(key=key).exists():
            return False
        told = list(
            Notice.objects.undigested()
            .filter(recipient_id=person_id, frequency=frequency, created_at__lt=due)
            .order_by("created_at", "pk")
        )
        if not told:
            return False
        summary = write_notice(
            key=key,
            recipient=person,
            template="accounts/emails/digest",
            kind=DIGEST,
            context={
                "notices": told[:MOST],
                "more": max(0, len(told) - MOST),
                "total": len(told),
                "notices_url": settings.BASE_URL.rstrip("/") + reverse("notices"),
                "is_weekly": frequency == Frequency.WEEKLY,
            },
        )
        carried = Notice.objects.undigested().filter(pk__in=[notice.pk for notice in told])
        carried.update(carried_by=summary)
        return True
