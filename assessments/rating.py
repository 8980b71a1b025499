"""Taking the ratings that somebody gives by a frozen rubric."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.text import clean_text
from assessments import rubrics
from assessments.independence import CannotReview

LONGEST_COMMENT = 10_000


class InvalidRatings(CannotReview):
    """`problems` says in sentences what is missing or wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TakenRating:
    criterion: str
    level: str
    comment: str


def taken(
    rubric: Mapping[str, Any],
    ratings: Mapping[str, str],
    comments: Mapping[str, str],
    *,
    complete: bool = True,
) -> list[TakenRating]:
    """One for each criterion that is rated, in the order of the rubric's definition.

    `complete` asks for a rating and a comment on each. Raises InvalidRatings.
    """
    if wrong := rubrics.rating_problems(rubric, ratings, comments, complete=complete):
        raise InvalidRatings(wrong)
    return [
        TakenRating(
            criterion=criterion["key"],
            level=ratings[criterion["key"]],
            comment=words(comments.get(criterion["key"], "")),
        )
        for criterion in rubric["criteria"]
        if ratings.get(criterion["key"])
    ]


def words(text: str) -> str:
    """Clean plain text. Raises InvalidRatings for more than LONGEST_COMMENT characters."""
    cleaned = clean_text(text).strip()
    if len(cleaned) > LONGEST_COMMENT:
        raise InvalidRatings(
            [f"A comment may have {LONGEST_COMMENT} characters; this one has {len(cleaned)}."]
        )
    return cleaned
