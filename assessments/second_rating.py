"""Independent second ratings: who gets one, what the raters see, what follows, what it shows."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments import moving
from assessments.concluding import conclude
from assessments.independence import (
    CannotReview,
    people_in_conflict_with,
    require_independence,
)
from assessments.models import (
    PerformanceTask,
    Resolution,
    Review,
    State,
    Submission,
    SubmissionEvent,
    TaskJudgement,
)
from assessments.rating import words


@dataclass(frozen=True, slots=True)
class RatingPair:
    """How two assessors rated one criterion of one hand-in, neither knowing of the other."""

    submission_id: UUID
    criterion: str
    first_assessor_id: int
    first: str
    second_assessor_id: int
    second: str


def is_rated_twice(submission_id: UUID, percent: int) -> bool:
    """Whether a submission is among the `percent` that are rated twice: always the same answer
    for the same id, and nobody can tell it in advance."""
    digest = hashlib.sha256(submission_id.bytes).digest()
    return int.from_bytes(digest[:8]) % 100 < percent


def visible_reviews(submission: Submission, viewer: User) -> QuerySet[Review]:
    """The reviews that `viewer` may see now, oldest first.

    While ratings are still to come, or disagree, an assessor sees no rating but their own, so
    that the second is independent; the learner sees what they were asked to improve. Whoever
    may settle disagreements sees them once there is one.
    """
    reviews = Review.objects.filter(hand_in__submission=submission).select_related(
        "assessor", "hand_in"
    )
    is_learner = viewer.pk == submission.learner_id
    if submission.state == State.JUDGED:
        return reviews
    if is_learner:
        return reviews.filter(kind=Review.Kind.RETURN)
    may_decide = viewer.has_perm("assessments.decide_submission")
    if may_decide and submission.state in (State.DISPUTED, State.SIGN_OFF):
        return reviews
    if submission.state in (State.SECOND_RATING, State.DISPUTED):
        return reviews.filter(assessor=viewer)
    return reviews.filter(Q(kind=Review.Kind.RETURN) | Q(assessor=viewer))


def to_settle(coordinator: User) -> QuerySet[Submission]:
    """The disagreements that wait for a coordinator and that this one may settle, oldest first."""
    return (
        Submission.objects.filter(state=State.DISPUTED)
        .exclude(learner=coordinator)
        .exclude(learner_id__in=people_in_conflict_with(coordinator))
        .exclude(hand_ins__reviews__assessor=coordinator)
        .order_by("handed_in_at", "pk")
    )


def resolve(
    *, submission_id: UUID, coordinator: User, is_met: bool, reason: str
) -> TaskJudgement | None:
    """Decide where two ratings disagree; the judgement, or None if a sign-off is waited for.

    The second time it changes nothing. Raises CannotReview if there is no disagreement, for
    one of the raters, for whoever may not judge this learner, and without a reason.
    """
    with transaction.atomic():
        submission = moving.locked(submission_id)
        hand_in = submission.latest_hand_in
        if hand_in is not None and hasattr(hand_in, "resolution"):
            return TaskJudgement.objects.filter(submission=submission).first()
        if hand_in is None or submission.state != State.DISPUTED:
            raise CannotReview(_("There is no disagreement to settle."))
        require_independence(coordinator, submission.learner)
        if hand_in.reviews.filter(assessor=coordinator).exists():
            raise CannotReview(_("You rated this yourself: another coordinator has to decide."))
        reason = words(reason)
        if not reason:
            raise CannotReview(_("Say why: the decision is kept with its reason."))
        Resolution.objects.create(
            hand_in=hand_in,
            is_met=is_met,
            reason=reason,
            resolved_by=coordinator,
            learner=submission.learner,
        )
        return conclude(
            submission, hand_in, SubmissionEvent.Kind.RESOLVED, actor=coordinator, note=reason
        )


def pairs(task: PerformanceTask) -> list[RatingPair]:
    """A pair for each criterion of each hand-in to `task` that two assessors have judged."""
    judged = (
        Review.objects.filter(
            hand_in__submission__task=task, kind=Review.Kind.JUDGEMENT, is_second=True
        )
        .select_related("hand_in")
        .prefetch_related("ratings", "hand_in__reviews__ratings")
        .order_by("pk")
    )
    found = []
    for second in judged:
        (first,) = [r for r in second.hand_in.reviews.all() if not r.is_second]
        levels = {rating.criterion: rating.level for rating in second.ratings.all()}
        found += [
            RatingPair(
                submission_id=second.hand_in.submission_id,
                criterion=rating.criterion,
                first_assessor_id=first.assessor_id,
                first=rating.level,
                second_assessor_id=second.assessor_id,
                second=levels[rating.criterion],
            )
            for rating in first.ratings.all()
        ]
    return found
