"""Inviting somebody who saw the work, by a link: sending it, withdrawing it, opening it."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.notices import write_notice
from accounts.text import clean_line
from assessments import addresses, moving
from assessments.independence import is_address_of
from assessments.models import (
    EvidenceItem,
    HandIn,
    State,
    Submission,
    SubmissionEvent,
    SupervisorInvitation,
)
from badges.addresses import absolute

LIFETIME: Final = timedelta(days=14)
MOST_PER_LEARNER: Final = 5
MOST_PER_ADDRESS: Final = 3
_RATE_PERIOD: Final = timedelta(days=1)


class CannotInvite(Exception):
    """A supervisor can't be invited, or not now; `str()` tells the learner why."""


class Unusable(Enum):
    """Why a link does not open (any more)."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED = "used"
    CLOSED = "closed"


_REASONS: Final[Mapping[Unusable, str | Promise]] = {
    Unusable.UNKNOWN: _("This link is not complete. Open it from the message again."),
    Unusable.EXPIRED: _("This link has expired. Ask for a new one."),
    Unusable.REVOKED: _("This link was withdrawn or replaced by a newer one."),
    Unusable.USED: _("You have signed off with this link. Thank you: nothing more is to do."),
    Unusable.CLOSED: _("This work has been judged already. Thank you: nothing more is to do."),
}


class InvitationUnusable(Exception):
    """A link does not open: `reason` says why, `str()` says it to whoever followed it."""

    def __init__(self, reason: Unusable) -> None:
        super().__init__(_REASONS[reason])
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """What a supervisor is shown: the work as it was handed in last, and what it is rated by.

    `terms` and `rubric` are the frozen definitions of the task and of its rubric.
    """

    invitation: SupervisorInvitation
    hand_in: HandIn
    items: list[EvidenceItem]
    terms: dict[str, Any]
    rubric: dict[str, Any]


def invite(*, submission_id: UUID, name: str, email: str) -> SupervisorInvitation:
    """Send a link for signing off a submission to its learner's supervisor.

    If the same address has a link that still opens, nothing is sent and it is returned; a link
    sent to another address is revoked. Raises CannotInvite if the task asks for no supervisor,
    nothing has been handed in, it is signed off or judged already, the address is the
    learner's own, or too many were sent within a day.
    """
    name, email = clean_line(name)[:150], clean_line(email).lower()
    if not name:
        raise CannotInvite(_("Give the name of your supervisor."))
    try:
        validate_email(email)
    except ValidationError as error:
        raise CannotInvite(_("Give the e-mail address of your supervisor.")) from error
    with transaction.atomic():
        submission = moving.locked(submission_id)
        _require_open(submission)
        waiting = submission.invitations.unanswered().first()
        now = timezone.now()
        if waiting is not None and waiting.email == email and waiting.expires_at > now:
            return waiting
        return _send(submission, name=name, email=email, instead_of=waiting)


def resend(invitation: SupervisorInvitation) -> SupervisorInvitation:
    """Send a new link for an invitation; the old one opens nothing any more.

    The second time it returns what the first time sent. Raises CannotInvite as `invite` does.
    """
    with transaction.atomic():
        submission = moving.locked(invitation.submission_id)
        invitation = SupervisorInvitation.objects.select_related("replaced_by").get(
            pk=invitation.pk
        )
        if invitation.replaced_by is not None:
            return invitation.replaced_by
        _require_open(submission)
        if invitation.revoked_at is not None:
            raise CannotInvite(_("This invitation was withdrawn. Invite your supervisor anew."))
        return _send(
            submission, name=invitation.name, email=invitation.email, instead_of=invitation
        )


def revoke(invitation: SupervisorInvitation) -> None:
    """Withdraw a link that has not been used; anything else stays as it is."""
    with transaction.atomic():
        submission = moving.locked(invitation.submission_id)
        unanswered = submission.invitations.unanswered().filter(pk=invitation.pk)
        if unanswered.update(revoked_at=timezone.now()):
            moving.record(
                submission,
                SubmissionEvent.Kind.INVITATION_REVOKED,
                actor=submission.learner,
            )


def open_invitation(token: str) -> OpenInvitation:
    """What the holder of a link may see. Raises InvitationUnusable with the reason."""
    invitation = invitation_of(token)
    require_usable(invitation)
    submission = invitation.submission
    hand_in = shown_hand_in(submission)
    return OpenInvitation(
        invitation=invitation,
        hand_in=hand_in,
        items=list(hand_in.items.all()),
        terms=submission.terms,
        rubric=submission.rubric,
    )


def invitation_of(token: str) -> SupervisorInvitation:
    invitation = (
        SupervisorInvitation.objects.select_related("submission__task__rubric", "learner")
        .filter(token_hash=_hash(token))
        .first()
    )
    if invitation is None:
        raise InvitationUnusable(Unusable.UNKNOWN)
    return invitation


def require_usable(invitation: SupervisorInvitation) -> None:
    if invitation.used_at is not None:
        raise InvitationUnusable(Unusable.USED)
    if invitation.revoked_at is not None:
        raise InvitationUnusable(Unusable.REVOKED)
    if invitation.submission.state == State.JUDGED:
        raise InvitationUnusable(Unusable.CLOSED)
    if invitation.expires_at <= timezone.now():
        raise InvitationUnusable(Unusable.EXPIRED)


def shown_hand_in(submission: Submission) -> HandIn:
    """What a supervisor is shown, and what counts: the latest hand-in."""
    hand_in = submission.latest_hand_in
    assert hand_in is not None  # invitations are sent only for what has been handed in
    return hand_in


def _send(
    submission: Submission,
    *,
    name: str,
    email: str,
    instead_of: SupervisorInvitation | None,
) -> SupervisorInvitation:
    learner, now = submission.learner, timezone.now()
    if is_address_of(email, learner):
        raise CannotInvite(_("This is an address of your own. A supervisor is somebody else."))
    lately = SupervisorInvitation.objects.filter(invited_at__gt=now - _RATE_PERIOD)
    if lately.filter(learner=learner).count() >= MOST_PER_LEARNER:
        raise CannotInvite(_("You have sent many invitations today. Try again tomorrow."))
    if lately.filter(email=email).count() >= MOST_PER_ADDRESS:
        raise CannotInvite(_("This address was written to several times today: give it a day."))
    submission.invitations.unanswered().update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = SupervisorInvitation.objects.create(
        submission=submission,
        learner=learner,
        name=name,
        email=email,
        token_hash=_hash(token),
        invited_at=now,
        expires_at=now + LIFETIME,
    )
    if instead_of is not None:
        SupervisorInvitation.objects.filter(pk=instead_of.pk).update(replaced_by=invitation)
    moving.record(submission, SubmissionEvent.Kind.INVITED, actor=learner)
    write_notice(
        key=f"supervisor-invitation:{invitation.pk}",
        recipient=None,
        email=email,
        is_secret=True,
        template="assessments/emails/supervisor_invited",
        context={
            "submission": submission,
            "invitation": invitation,
            "learner_name": learner.name,
            "sign_off_url": absolute(addresses.sign_off_path(token)),
        },
    )
    return invitation


def _require_open(submission: Submission) -> None:
    if not submission.terms["needs_supervisor"]:
        raise CannotInvite(_("This task does not ask for a supervisor."))
    if submission.state == State.DRAFT:
        raise CannotInvite(_("Hand in your work first: your supervisor is shown what is in it."))
    if submission.state == State.JUDGED:
        raise CannotInvite(_("This work has been judged already."))
    if submission.sign_offs.filter(refused_at=None).exists():
        raise CannotInvite(_("Your supervisor has signed off already."))


def _hash(token: str) -> str:
    # The token is random and long, so a plain digest can't be guessed back.
    return hashlib.sha256(token.encode()).hexdigest()
