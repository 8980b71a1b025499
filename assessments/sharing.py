"""Showing evidence to others by a link: which pieces, until when, and taking it back.

Only what was handed in can be shown, and nothing of what assessors said about it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from assessments.models import EvidenceItem, EvidenceShare, HandIn, Submission
from badges.models import Award

LONGEST: Final = timedelta(days=365)
USUAL: Final = timedelta(days=30)
MOST_OPEN: Final = 30


class CannotShare(ValueError):
    """Evidence can't be shared so; `str()` tells the learner why."""


class Closed(Enum):
    """Why a link shows nothing (any more)."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class ShareClosed(Exception):
    def __init__(self, reason: Closed) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Work:
    """What a learner handed in for one task, as far as it can be shared."""

    submission: Submission
    items: tuple[EvidenceItem, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    share: EvidenceShare
    works: tuple[Work, ...]


def shareable(learner: User) -> list[Work]:
    """What of each of the learner's submissions was handed in last, the latest first."""
    hand_ins = HandIn.objects.order_by("number").prefetch_related("items")
    submissions = (
        Submission.objects.filter(learner=learner, hand_ins__isnull=False)
        .distinct()
        .select_related("task")
        .prefetch_related(Prefetch("hand_ins", queryset=hand_ins))
        .order_by("-handed_in_at")
    )
    return [Work(one, tuple(list(one.hand_ins.all())[-1].items.all())) for one in submissions]


def share(
    *,
    learner: User,
    title: str,
    item_ids: Collection[UUID],
    last_day: date,
    award: Award | None = None,
) -> EvidenceShare:
    """A link that shows these pieces of evidence until the end of `last_day`.

    Raises CannotShare.
    """
    if not item_ids:
        raise CannotShare(_("Choose at least one piece of evidence."))
    ends_at = _end_of(last_day)
    now = timezone.now()
    if ends_at <= now:
        raise CannotShare(_("Choose a last day that is still to come."))
    if ends_at > now + LONGEST + timedelta(days=1):
        raise CannotShare(_("A link can stay open for a year at most."))
    if award is not None and award.recipient_id != learner.pk:
        raise CannotShare(_("This badge is somebody else’s."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=learner.pk)
        items = list(_handed_in(learner).filter(pk__in=item_ids))
        if len(items) != len(set(item_ids)):
            raise CannotShare(_("Only what you have handed in yourself can be shared."))
        open_now = EvidenceShare.objects.filter(learner=learner, withdrawn_at=None, ends_at__gt=now)
        if open_now.count() >= MOST_OPEN:
            raise CannotShare(_("You have many open links. Withdraw one that is no longer needed."))
        made = EvidenceShare.objects.create(
            learner=learner,
            award=award,
            title=clean_line(title) or _("Without a name"),
            made_at=now,
            ends_at=ends_at,
        )
        made.items.set(items)
    return made


def withdraw(share_id: int, *, learner: User) -> None:
    """Close a link of the learner's own for good; one that is closed stays as it is."""
    EvidenceShare.objects.filter(pk=share_id, learner=learner, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )


def open_share(token: str) -> Opened:
    """What whoever has the link may see. Raises ShareClosed with the reason."""
    found = (
        EvidenceShare.objects.select_related("learner", "award__badge__issuer")
        .filter(token=token)
        .first()
    )
    # Somebody whose account was closed shows nothing any more.
    if found is None or not found.learner.is_active:
        raise ShareClosed(Closed.UNKNOWN)
    if found.withdrawn_at is not None:
        raise ShareClosed(Closed.WITHDRAWN)
    if not found.is_open(timezone.now()):
        raise ShareClosed(Closed.ENDED)
    return Opened(found, _works(found))


def count_opening(share_id: int) -> None:
    """Count that a link was opened; by whom is not kept."""
    EvidenceShare.objects.filter(pk=share_id).update(times_opened=F("times_opened") + 1)


def _works(found: EvidenceShare) -> tuple[Work, ...]:
    """The shared pieces by the work they belong to, in the order in which it was begun."""
    works: dict[UUID, list[EvidenceItem]] = {}
    items = (
        _handed_in(found.learner)
        .filter(pk__in=found.items.values("pk"))
        .select_related("submission__task")
        .order_by("submission__started_at", "added_at", "pk")
    )
    for item in items:
        works.setdefault(item.submission_id, []).append(item)
    return tuple(Work(listed[0].submission, tuple(listed)) for listed in works.values())


def _handed_in(learner: User) -> QuerySet[EvidenceItem]:
    return EvidenceItem.objects.filter(
        submission__learner=learner, hand_ins__isnull=False
    ).distinct()


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
