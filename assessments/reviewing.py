"""Taking on work that waits, and judging it by its rubric."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.notice_kinds import RETURNED
from accounts.notices import write_notice
from assessments import addresses, moving, rubrics
from assessments.concluding import conclude
from assessments.independence import (
    CannotReview,
    people_in_conflict_with,
    require_independence,
)
from assessments.models import (
    HandIn,
    Rating,
    Review,
    State,
    Submission,
    SubmissionEvent,
    TaskJudgement,
)
from assessments.models.submission import SubmissionQuerySet
from assessments.rating import TakenRating, taken, words
from badges.addresses import absolute


class ClaimedByAnother(CannotReview):
    def __init__(self) -> None:
        super().__init__(_("Somebody else has taken this on, or it no longer waits."))


class NotClaimed(CannotReview):
    def __init__(self) -> None:
        super().__init__(_("Take this on first: it is not with you now."))


class RatedBefore(CannotReview):
    def __init__(self) -> None:
        super().__init__(_("You rated this already: the second rating is somebody else's."))


def queue(assessor: User | None = None, *, now: datetime | None = None) -> SubmissionQuerySet:
    """What waits to be taken on, oldest first; with an assessor, what they may take on.

    Left out are then their own work, that of people they have a conflict with, and what they
    rated already.
    """
    waiting = Submission.objects.unclaimed(now or timezone.now()).order_by("handed_in_at", "pk")
    if assessor is None:
        return waiting
    return (
        waiting.exclude(learner=assessor)
        .exclude(learner_id__in=people_in_conflict_with(assessor))
        .exclude(pk__in=_judgements(assessor).values("hand_in__submission"))
    )


def claim(*, submission_id: UUID, assessor: User) -> Submission:
    """Take on a submission for as many hours as its task says.

    Of two who claim at once one gets it; whoever has it already keeps it. Raises
    ClaimedByAnother, OwnWork, HasConflict or RatedBefore.
    """
    now = timezone.now()
    submission = Submission.objects.select_related("task", "learner").get(pk=submission_id)
    require_independence(assessor, submission.learner)
    lapses_at = now + timedelta(hours=submission.task.claim_hours)
    with transaction.atomic():
        claimed = (
            Submission.objects.unclaimed(now)
            .filter(pk=submission_id)
            .update(claimed_by=assessor, claim_lapses_at=lapses_at)
        )
        submission.refresh_from_db()
        if not claimed:
            if submission.claimed_by_id != assessor.pk:
                raise ClaimedByAnother
            return submission
        # The row is ours now, so nothing that is read here can change any more.
        if _judgements(assessor).filter(hand_in__submission=submission).exists():
            raise RatedBefore
        moving.record(submission, SubmissionEvent.Kind.CLAIMED, actor=assessor)
    return submission


def release(*, submission_id: UUID, assessor: User) -> None:
    """Give back what one has taken on. Does nothing for whoever has not."""
    with transaction.atomic():
        mine = Submission.objects.filter(pk=submission_id, claimed_by=assessor)
        if mine.update(claimed_by=None, claim_lapses_at=None):
            submission = Submission.objects.get(pk=submission_id)
            moving.record(submission, SubmissionEvent.Kind.RELEASED, actor=assessor)


def judge(
    *,
    submission_id: UUID,
    assessor: User,
    ratings: Mapping[str, str],
    comments: Mapping[str, str],
    overall: str = "",
) -> TaskJudgement | None:
    """Rate each criterion (key to level, key to comment); the frozen rubric decides.

    Returns the judgement, or None while a second rating, a coordinator or a supervisor is
    waited for. If the submission meets its rubric, the step that its task stands for is
    fulfilled in the same transaction. The second time it changes nothing. A claim that has
    lapsed still holds until somebody else takes the work on.

    Raises NotClaimed, OwnWork, HasConflict or InvalidRatings.
    """
    with transaction.atomic():
        submission = moving.locked(submission_id)
        hand_in = submission.latest_hand_in
        if _has_reviewed(hand_in, assessor, Review.Kind.JUDGEMENT):
            return TaskJudgement.objects.filter(submission=submission).first()
        hand_in = _with_assessor(submission, hand_in, assessor)
        rated = taken(submission.rubric, ratings, comments)
        is_met = rubrics.meets(
            submission.rubric,
            {rating.criterion: rating.level for rating in rated},
            submission.terms["required_level"],
        )
        _write(
            rated,
            hand_in=hand_in,
            kind=Review.Kind.JUDGEMENT,
            assessor=assessor,
            learner=submission.learner,
            is_second=submission.state == State.SECOND_RATING,
            is_met=is_met,
            overall=words(overall),
        )
        return conclude(submission, hand_in, SubmissionEvent.Kind.RATED, actor=assessor)


def ask_for_revision(
    *,
    submission_id: UUID,
    assessor: User,
    what_to_improve: str,
    ratings: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
) -> Submission:
    """Return a submission to its learner, who may then edit it and hand it in again.

    Some or all criteria may be rated on the way. The second time it changes nothing. Raises
    NotClaimed, OwnWork, HasConflict or InvalidRatings, and CannotReview without a word on what
    to improve or for a second rating, which is independent of what the learner does next.
    """
    with transaction.atomic():
        submission = moving.locked(submission_id)
        hand_in = submission.latest_hand_in
        if _has_reviewed(hand_in, assessor, Review.Kind.RETURN):
            return submission
        hand_in = _with_assessor(submission, hand_in, assessor)
        if submission.state == State.SECOND_RATING:
            raise CannotReview(_("A second rating judges what was handed in; it returns nothing."))
        improve = words(what_to_improve)
        if not improve:
            raise CannotReview(_("Say what to improve: it is what the learner goes by."))
        _write(
            taken(submission.rubric, ratings or {}, comments or {}, complete=False),
            hand_in=hand_in,
            kind=Review.Kind.RETURN,
            assessor=assessor,
            learner=submission.learner,
            overall=improve,
        )
        moving.move(
            submission, State.RETURNED, SubmissionEvent.Kind.RETURNED, actor=assessor, note=improve
        )
        write_notice(
            key=f"submission:{submission.pk}:returned:{hand_in.number}",
            recipient=submission.learner,
            kind=RETURNED,
            url=addresses.submission_path(submission.pk),
            template="assessments/emails/returned",
            context={
                "submission": submission,
                "what_to_improve": improve,
                "submission_url": absolute(addresses.submission_path(submission.pk)),
            },
        )
    return submission


def _judgements(assessor: User) -> QuerySet[Review]:
    return Review.objects.filter(kind=Review.Kind.JUDGEMENT, assessor=assessor)


def _has_reviewed(hand_in: HandIn | None, assessor: User, kind: Review.Kind) -> bool:
    return hand_in is not None and hand_in.reviews.filter(assessor=assessor, kind=kind).exists()


def _with_assessor(submission: Submission, hand_in: HandIn | None, assessor: User) -> HandIn:
    """The hand-in that `assessor` has taken on and may judge."""
    require_independence(assessor, submission.learner)
    if hand_in is None or submission.claimed_by_id != assessor.pk:
        raise NotClaimed
    return hand_in


def _write(rated: list[TakenRating], **fields: Any) -> Review:
    review = Review.objects.create(**fields)
    Rating.objects.bulk_create(
        Rating(
            review=review,
            criterion=rating.criterion,
            level=rating.level,
            comment=rating.comment,
        )
        for rating in rated
    )
    return review
