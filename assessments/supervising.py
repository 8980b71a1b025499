"""A sign-off by somebody who saw the work, has no account and comes by a link."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.notice_kinds import SIGN_OFF
from accounts.notices import write_notice
from accounts.text import clean_line
from assessments import addresses, moving, rubrics
from assessments.concluding import conclude
from assessments.independence import (
    CannotReview,
    is_address_of,
    people_in_conflict_with,
    require_independence,
)
from assessments.inviting import invitation_of, require_usable, shown_hand_in
from assessments.models import (
    SignOff,
    SignOffRating,
    State,
    Submission,
    SubmissionEvent,
    SupervisorInvitation,
    TaskJudgement,
)
from assessments.rating import taken, words
from badges.addresses import absolute

STATEMENT_OF_TRUTH: Final = _(
    "I saw this person's work myself. What I say here is true to the best of my knowledge, "
    "and I may be asked about it."
)


def sign_off(
    *,
    token: str,
    hand_in_id: int,
    ratings: Mapping[str, str],
    comments: Mapping[str, str],
    overall: str = "",
    name: str,
    position: str,
    organisation: str,
    relationship: str,
    states_truth: bool,
) -> SignOff:
    """What a supervisor says, once for each link. It counts when a coordinator countersigns it.

    `hand_in_id` is the hand-in they were shown. Raises InvitationUnusable, InvalidRatings, and
    CannotReview if another has come since, if one of the details or the statement of truth
    (STATEMENT_OF_TRUTH) is missing, or if the link was sent to the learner.
    """
    details = {
        "name": clean_line(name)[:150],
        "position": clean_line(position)[:150],
        "organisation": clean_line(organisation)[:200],
        "relationship": clean_line(relationship)[:200],
    }
    submission_id = invitation_of(token).submission_id
    with transaction.atomic():
        submission = moving.locked(submission_id)
        invitation = invitation_of(token)
        require_usable(invitation)
        _refuse_self(invitation, submission.learner)
        hand_in = shown_hand_in(submission)
        if hand_in.pk != hand_in_id:
            raise CannotReview(_("The work has been handed in anew: please look at it again."))
        if not all(details.values()):
            raise CannotReview(
                _("Give your name, your position, your organisation, and how you know the person.")
            )
        if not states_truth:
            raise CannotReview(_("Confirm the statement, or do not sign."))
        rated = taken(submission.rubric, ratings, comments)
        signed = SignOff.objects.create(
            invitation=invitation,
            submission=submission,
            hand_in=hand_in,
            learner=submission.learner,
            statement=str(STATEMENT_OF_TRUTH),
            overall=words(overall),
            is_met=rubrics.meets(
                submission.rubric,
                {rating.criterion: rating.level for rating in rated},
                submission.terms["required_level"],
            ),
            **details,
        )
        SignOffRating.objects.bulk_create(
            SignOffRating(
                sign_off=signed,
                criterion=rating.criterion,
                level=rating.level,
                comment=rating.comment,
            )
            for rating in rated
        )
        SupervisorInvitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now())
        moving.record(submission, SubmissionEvent.Kind.SIGNED_OFF, actor=None)
        write_notice(
            key=f"sign-off:{signed.pk}:signed",
            recipient=submission.learner,
            kind=SIGN_OFF,
            url=addresses.submission_path(submission.pk),
            template="assessments/emails/signed_off",
            context={
                "submission": submission,
                "supervisor": signed.name,
                "submission_url": absolute(addresses.submission_path(submission.pk)),
            },
        )
    return signed


def countersign(*, sign_off_id: int, coordinator: User) -> TaskJudgement | None:
    """Confirm that a sign-off comes from whom it says. From then on it counts.

    Returns the judgement if the submission is judged with it, None if assessors are waited
    for. The second time it changes nothing. Raises CannotReview if it was refused, if it came
    from the learner or from this coordinator, or for whoever may not judge this learner.
    """
    with transaction.atomic():
        submission, signed = _locked_sign_off(sign_off_id)
        if signed.countersigned_at is not None:
            return TaskJudgement.objects.filter(submission=submission).first()
        if signed.refused_at is not None:
            raise CannotReview(_("This sign-off was refused."))
        require_independence(coordinator, submission.learner)
        _refuse_self(signed.invitation, submission.learner)
        if is_address_of(signed.invitation.email, coordinator):
            raise CannotReview(_("You gave this sign-off yourself: another has to confirm it."))
        if submission.state == State.JUDGED:
            raise CannotReview(_("This work has been judged already."))
        signed.countersigned_by, signed.countersigned_at = coordinator, timezone.now()
        signed.save(update_fields=["countersigned_by", "countersigned_at"])
        return conclude(
            submission,
            shown_hand_in(submission),
            SubmissionEvent.Kind.COUNTERSIGNED,
            actor=coordinator,
        )


def refuse(*, sign_off_id: int, coordinator: User, reason: str) -> None:
    """Refuse a sign-off; the learner is told why and may invite somebody else.

    The second time it changes nothing. Raises CannotReview without a reason, if it was
    countersigned, or for whoever may not judge this learner.
    """
    with transaction.atomic():
        submission, signed = _locked_sign_off(sign_off_id)
        if signed.refused_at is not None:
            return
        if signed.countersigned_at is not None:
            raise CannotReview(_("This sign-off has been confirmed already."))
        require_independence(coordinator, submission.learner)
        reason = words(reason)
        if not reason:
            raise CannotReview(_("Say why: the learner reads it."))
        signed.refused_by, signed.refused_at = coordinator, timezone.now()
        signed.refusal_reason = reason
        signed.save(update_fields=["refused_by", "refused_at", "refusal_reason"])
        moving.record(
            submission, SubmissionEvent.Kind.SIGN_OFF_REFUSED, actor=coordinator, note=reason
        )
        if submission.state == State.JUDGED:
            return
        write_notice(
            key=f"sign-off:{signed.pk}:refused",
            recipient=submission.learner,
            kind=SIGN_OFF,
            url=addresses.submission_path(submission.pk),
            template="assessments/emails/sign_off_refused",
            context={
                "submission": submission,
                "supervisor": signed.name,
                "reason": reason,
                "submission_url": absolute(addresses.submission_path(submission.pk)),
            },
        )


def to_confirm(coordinator: User) -> QuerySet[SignOff]:
    """The sign-offs that wait for a coordinator and that this one may decide, oldest first."""
    return (
        SignOff.objects.undecided()
        .exclude(submission__state=State.JUDGED)
        .exclude(learner=coordinator)
        .exclude(learner_id__in=people_in_conflict_with(coordinator))
        .order_by("signed_at", "pk")
    )


def _locked_sign_off(sign_off_id: int) -> tuple[Submission, SignOff]:
    submission_id = SignOff.objects.values_list("submission_id", flat=True).get(pk=sign_off_id)
    submission = moving.locked(submission_id)
    return submission, SignOff.objects.select_related("invitation").get(pk=sign_off_id)


def _refuse_self(invitation: SupervisorInvitation, learner: User) -> None:
    # Asked again whenever it matters: the address may have become theirs in the meantime.
    if is_address_of(invitation.email, learner):
        raise CannotReview(_("This link was sent to the learner: it can't count."))
