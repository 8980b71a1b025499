"""Which staff may read the evidence of a submission, and what of it."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments import second_rating, supervising
from assessments.independence import CannotReview, require_independence
from assessments.models import (
    EvidenceItem,
    HandIn,
    Review,
    State,
    Submission,
    SubmissionEvent,
)


def require_reader(submission: Submission, reader: User) -> None:
    """Raises OwnWork, HasConflict, or CannotReview, unless `reader` may read the evidence.

    That is an assessor who has taken it on or reviewed it, and a coordinator for whose
    decision it waits.
    """
    require_independence(reader, submission.learner)
    if reader.has_perm("assessments.review_submission") and (
        submission.claimed_by_id == reader.pk
        or Review.objects.filter(hand_in__submission=submission, assessor=reader).exists()
    ):
        return
    if reader.has_perm("assessments.decide_submission") and (
        second_rating.to_settle(reader).filter(pk=submission.pk).exists()
        or supervising.to_confirm(reader).filter(submission=submission).exists()
    ):
        return
    raise CannotReview(_("Take this on first: it is not with you now."))


def had_taken_on(submission: Submission, assessor: User) -> bool:
    """Whether `assessor`, who may judge this learner, ever took it on, be it with others now."""
    try:
        require_independence(assessor, submission.learner)
    except CannotReview:
        return False
    return submission.events.filter(kind=SubmissionEvent.Kind.CLAIMED, actor=assessor).exists()


def hand_ins_with_items(submission: Submission) -> QuerySet[HandIn]:
    """What was handed in, the latest first. What the learner edits since is not among it."""
    return submission.hand_ins.prefetch_related("items").order_by("-number")


def readable_file(submission_id: UUID, item_id: UUID, reader: User) -> EvidenceItem:
    """A handed-in file. Raises EvidenceItem.DoesNotExist or CannotReview."""
    item = (
        EvidenceItem.objects.select_related("submission__learner")
        .filter(submission=submission_id, hand_ins__isnull=False)
        .exclude(file="")
        .distinct()
        .get(pk=item_id)
    )
    require_reader(item.submission, reader)
    return item


def visible_history(submission: Submission, viewer: User) -> list[tuple[SubmissionEvent, str]]:
    """What happened to a submission, each with the note that `viewer` may read of it.

    Nobody who may still rate it independently reads what another said about it.
    """
    is_open = submission.state in (State.SECOND_RATING, State.DISPUTED)
    reads_all = not is_open or (
        submission.state == State.DISPUTED and viewer.has_perm("assessments.decide_submission")
    )
    return [
        (event, event.note if reads_all or event.actor_id == viewer.pk else "")
        for event in submission.events.select_related("actor")
    ]
