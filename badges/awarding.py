"""The one verb by which anybody comes to hold a badge: skill, level or macro."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from badges.models import Award, Badge, Fulfilment, Issuer, StatusList
from badges.models.award import STATUS_LIST_LENGTH
from badges.signals import award_made
from badges.snapshots import achievement_of

# With as many draws a list is closed when it is about half full; unused places are decoys.
_DRAWS = 4


def award(
    *,
    badge: Badge,
    recipient: User,
    narrative: str,
    results: Iterable[Mapping[str, str]] = (),
    evidence: Iterable[Mapping[str, Any]] = (),
    stands_on: Iterable[Award] = (),
    stands_on_steps: Iterable[Fulfilment] = (),
) -> Award:
    """The award of `badge` to `recipient`: the one they hold, or a new one.

    Whether they have earned it was decided by the caller, in the line above. The
    follow-ups (signing, mailing, stacking) are scheduled after commit, and derivable
    from the rows should that be lost.
    """
    with transaction.atomic():
        # Two callers at once: the second waits here and then finds the first's award.
        User.objects.select_for_update(no_key=True).get(pk=recipient.pk)
        held = Award.objects.active().filter(badge=badge, recipient=recipient).first()
        if held is not None:
            return held
        made_at = timezone.now()
        made = _create(
            badge.issuer,
            badge=badge,
            recipient=recipient,
            recipient_name=recipient.name,
            recipient_email=recipient.email,
            awarded_at=made_at,
            expires_at=expiry_of(badge, made_at),
            achievement=achievement_of(badge),
            narrative=narrative,
            results=[dict(result) for result in results],
            evidence=[dict(item) for item in evidence],
        )
        made.stands_on.set(stands_on)
        made.stands_on_steps.set(stands_on_steps)
        award_made.send(sender=Award, award=made)
        schedule_follow_ups(made)
    return made


def schedule_follow_ups(made: Award) -> None:
    """Queue what follows an award. Lost messages do no harm: badges.sweeping repeats them."""
    from badges import tasks

    award_id, learner_id = str(made.pk), made.recipient_id
    transaction.on_commit(lambda: tasks.issue_credential.delay(award_id))
    transaction.on_commit(lambda: tasks.stack.delay(learner_id))


def expiry_of(badge: Badge, awarded_at: datetime) -> datetime | None:
    """`valid_months` after `awarded_at`, on the same day or the month's last."""
    if not badge.valid_months:
        return None
    months = awarded_at.month - 1 + badge.valid_months
    year, month = awarded_at.year + months // 12, months % 12 + 1
    for day in (awarded_at.day, 30, 29, 28):
        try:
            return awarded_at.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _create(issuer: Issuer, **fields: Any) -> Award:
    """The row, at a status index of its own.

    Indexes are random and never used again (Bitstring Status List 1.0, section 5.1). Two
    people may draw the same one in the same moment: the constraint tells, and we draw again.
    """
    for last_try in (False, False, True):
        status_list, status_index = _free_place(issuer)
        try:
            with transaction.atomic():
                return Award.objects.create(
                    status_list=status_list, status_index=status_index, **fields
                )
        except IntegrityError:
            if last_try:
                raise
    raise AssertionError("unreachable: the last try returns or raises")


def _free_place(issuer: Issuer) -> tuple[StatusList, int]:
    """A list and a free index in it. A list in which every draw is taken counts as full."""
    newest = StatusList.objects.filter(issuer=issuer).order_by("-pk").first()
    if newest is not None:
        drawn = {secrets.randbelow(STATUS_LIST_LENGTH) for _ in range(_DRAWS)}
        taken = newest.awards.filter(status_index__in=drawn).values_list("status_index", flat=True)
        if free := drawn.difference(taken):
            return newest, free.pop()
    return StatusList.objects.create(issuer=issuer), secrets.randbelow(STATUS_LIST_LENGTH)
