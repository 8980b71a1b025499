"""What a short check of oneself asks, and what it recommends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

MOST_QUESTIONS = 4
ENOUGH = Fraction(3, 4)
SEEDS = 999

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CheckedLesson:
    """How one check of a lesson came out: `mark` from 0 to 1, and 0 if it was left open."""

    lesson_id: int
    mark: Fraction


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`lessons` are the ids of those worth reading before the assessment."""

    lessons: tuple[int, ...]

    @property
    def is_ready(self) -> bool:
        """Whether to go straight to the assessment."""
        return not self.lessons


def recommend(checked: Sequence[CheckedLesson]) -> Recommendation:
    """From the checks of a module, in the order of its lessons, to what to do first.

    Ready is whoever reaches three quarters on average, which is what a section of an assessment
    asks for unless its editors say otherwise, with no check wholly missed: since a check stands
    for a lesson, one missed check points to one lesson, and reading it costs less than an
    attempt that sends the learner back to it. Short of that, every check below three quarters
    names its lesson, so there is always one to name. The bar is no higher because a wrong
    recommendation is cheap: the assessment stays open, and what is shown in it stays shown.

    Raises ValueError if nothing was checked.
    """
    if not checked:
        raise ValueError("Nothing was checked, so there is nothing to recommend.")
    mean = sum((check.mark for check in checked), Fraction(0)) / len(checked)
    if mean >= ENOUGH and all(check.mark > 0 for check in checked):
        return Recommendation(lessons=())
    missed = (check.lesson_id for check in checked if check.mark < ENOUGH)
    return Recommendation(lessons=tuple(dict.fromkeys(missed)))


def spread(lessons: Sequence[Sequence[T]], *, seed: int, most: int = MOST_QUESTIONS) -> list[T]:
    """Up to `most` of the lessons' checks, in the order they stand in.

    No lesson gives a second one before each has given its first. With another `seed` they are
    others, where there are any.
    """
    chosen: list[tuple[int, int]] = []
    for turn in range(max(map(len, lessons), default=0)):
        giving = [place for place, checks in enumerate(lessons) if turn < len(checks)]
        for place in _evenly(giving, most - len(chosen), seed):
            chosen.append((place, (seed + turn) % len(lessons[place])))
    return [lessons[place][position] for place, position in sorted(chosen)]


def _evenly(places: Sequence[int], count: int, seed: int) -> Sequence[int]:
    if len(places) <= count:
        return places
    return [places[(seed + turn * len(places) // count) % len(places)] for turn in range(count)]


def seed_from(text: str) -> int:
    """The seed that an address names, 1 to `SEEDS`; 1 for everything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(SEEDS))
    return (int(text) if is_number else 0) or 1


def seed_after(seed: int) -> int:
    return seed % SEEDS + 1
