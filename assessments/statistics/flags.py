"""What an editor should look at. A flag is a suspicion with a reason, never a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from .choices import Choice, ChoiceRates, unchosen

MINIMUM_ANSWERS = 30
# Correlations of fewer answers scatter too widely to say anything.
MINIMUM_FOR_DISCRIMINATION = 50
TOO_EASY_FROM = 0.95
# What guessing among four options gives.
TOO_HARD_TO = 0.25
APART_FROM = 0.1


class FlagKind(StrEnum):
    """From the least serious to the most."""

    UNCHOSEN_OPTION = "unchosen_option"
    TOO_EASY = "too_easy"
    TELLS_NOBODY_APART = "tells_nobody_apart"
    TOO_HARD = "too_hard"
    KEY_PROBABLY_WRONG = "key_probably_wrong"


@dataclass(frozen=True, slots=True)
class Flag:
    """`choice` in words: the option that nobody chooses, or that the best choose wrongly."""

    kind: FlagKind
    choice: str = ""


def seriousness(kind: FlagKind) -> int:
    """From 1; 0 is for a question without flags."""
    return list(FlagKind).index(kind) + 1


def flags_of(
    *,
    answered: int,
    difficulty: float | None,
    discrimination: float | None,
    rates: Sequence[ChoiceRates],
    offered: Sequence[Choice],
) -> tuple[Flag, ...]:
    """The flags of one revision of a question, the most serious first."""
    found: list[Flag] = []
    if answered >= MINIMUM_FOR_DISCRIMINATION and discrimination is not None:
        wrong = _preferred_by_the_best(rates)
        # An unrelated question falls below zero half of the time: ask for a standard error.
        if wrong and discrimination < -1 / sqrt(answered):
            found.append(Flag(FlagKind.KEY_PROBABLY_WRONG, wrong.words))
        elif discrimination < APART_FROM and not _is_extreme(difficulty):
            found.append(Flag(FlagKind.TELLS_NOBODY_APART))
    if answered >= MINIMUM_ANSWERS:
        if difficulty is not None and difficulty <= TOO_HARD_TO:
            found.append(Flag(FlagKind.TOO_HARD))
        if difficulty is not None and difficulty >= TOO_EASY_FROM:
            found.append(Flag(FlagKind.TOO_EASY))
        found += [
            Flag(FlagKind.UNCHOSEN_OPTION, choice.words) for choice in unchosen(rates, offered)
        ]
    return tuple(sorted(found, key=lambda flag: -seriousness(flag.kind)))


def _is_extreme(difficulty: float | None) -> bool:
    return difficulty is None or not TOO_HARD_TO < difficulty < TOO_EASY_FROM


def _preferred_by_the_best(rates: Sequence[ChoiceRates]) -> Choice | None:
    """The wrong choice that high scorers make more than low scorers do, and more than one
    that is right; the most frequent of them, if there are several."""
    right = [rate.high for rate in rates if rate.choice.is_right and rate.high is not None]
    least = min(right, default=0.0)
    wrong = [
        (rate.high, rate.choice)
        for rate in rates
        if rate.choice.is_right is False
        and rate.high is not None
        and rate.low is not None
        and rate.high > rate.low
        and rate.high > least
    ]
    return max(wrong, key=lambda pair: pair[0])[1] if wrong else None
