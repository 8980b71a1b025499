"""What a learner is told about their work: the rubric in words, and what assessors said.

Who assessed it, and a rating that another one must not know of yet, are not told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments import rubrics
from assessments.models import Level, Review, State, Submission, SubmissionEvent

_WORKINGS = (SubmissionEvent.Kind.CLAIMED, SubmissionEvent.Kind.RELEASED)
_NOTES_FOR_LEARNERS = (SubmissionEvent.Kind.RETURNED, SubmissionEvent.Kind.SIGN_OFF_REFUSED)


@dataclass(frozen=True, slots=True)
class LevelInWords:
    value: str
    label: str
    description: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class CriterionInWords:
    key: str
    name: str
    levels: tuple[LevelInWords, ...]


@dataclass(frozen=True, slots=True)
class RatedCriterion:
    name: str
    level: str
    description: str
    is_enough: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One assessor's words on one hand-in. `is_met` is None for a return."""

    number: int
    is_met: bool | None
    overall: str
    said_at: datetime
    criteria: tuple[RatedCriterion, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    what: str
    note: str
    happened_at: datetime


def rubric_in_words(definition: Mapping[str, Any], required: str) -> list[CriterionInWords]:
    """The criteria of a rubric's definition, each with its levels from least to most."""
    return [
        CriterionInWords(
            key=criterion["key"],
            name=criterion["name"],
            levels=tuple(
                LevelInWords(
                    value=level,
                    label=str(Level(level).label),
                    description=criterion["levels"].get(level, ""),
                    is_required=level == required,
                )
                for level in rubrics.LEVELS
            ),
        )
        for criterion in definition["criteria"]
    ]


def feedback_on(submission: Submission) -> list[Feedback]:
    """What assessors said, the latest first: every return, and ratings once it is judged."""
    reviews = (
        Review.objects.filter(hand_in__submission=submission)
        .select_related("hand_in")
        .prefetch_related("ratings")
        .order_by("-reviewed_at", "-pk")
    )
    if submission.state != State.JUDGED:
        reviews = reviews.filter(kind=Review.Kind.RETURN)
    return [_feedback(submission, review) for review in reviews]


def history_of(submission: Submission) -> list[Happening]:
    """What happened to a submission, from its start, as far as it concerns its learner."""
    return [
        Happening(
            what=event.get_kind_display(),
            note=event.note if event.kind in _NOTES_FOR_LEARNERS else "",
            happened_at=event.happened_at,
        )
        for event in submission.events.exclude(kind__in=_WORKINGS)
    ]


def _feedback(submission: Submission, review: Review) -> Feedback:
    ratings = {rating.criterion: rating for rating in review.ratings.all()}
    required = submission.terms["required_level"]
    ranks = list(rubrics.LEVELS)
    return Feedback(
        number=review.hand_in.number,
        is_met=review.is_met,
        overall=review.overall,
        said_at=review.reviewed_at,
        criteria=tuple(
            RatedCriterion(
                name=criterion["name"],
                level=rating.get_level_display(),
                description=criterion["levels"].get(rating.level, ""),
                is_enough=ranks.index(rating.level) >= ranks.index(required),
                comment=rating.comment,
            )
            for criterion in submission.rubric["criteria"]
            if (rating := ratings.get(criterion["key"])) is not None
        ),
    )
