"""What learners chose, and whether those who do well choose otherwise than those who do not."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from assessments import question_types
from assessments.question_types import Verdict

# At a quarter, more or less, the two groups differ most for their size.
# Source: T. L. Kelley, Journal of Educational Psychology 30 (1939), pages 17-24.
EXTREME_SHARE = 0.27
# What fewer people typed may tell who they are.
FEWEST_TO_SHOW = 3
MOST_TO_SHOW = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen: `option` is its id where it has one, `words` what it says.

    `is_right` is None for an option that nobody chose, for it takes an answer to be marked.
    """

    option: str
    words: str
    is_right: bool | None = None


@dataclass(frozen=True, slots=True)
class ChoiceRates:
    """How often a choice was made: a count, and shares (0 to 1) of all who answered, of the
    high and of the low scorers. `high` and `low` are None if nobody scores other than others.
    """

    choice: Choice
    chosen: int
    share: float
    high: float | None
    low: float | None


@dataclass(frozen=True, slots=True)
class ExtremeGroups:
    """For each score, which part of the people who have it belongs to a group."""

    high: Mapping[float, float]
    low: Mapping[float, float]


def choices_in(definition: Mapping[str, Any], answer: object) -> tuple[Choice, ...]:
    """What an answer chose, by the definition's own marking. Empty for no answer.

    Raises LookupError for an unknown question type.
    """
    outcome = question_types.get(definition["type"]).mark(definition, answer)
    if outcome is None:
        return ()
    return tuple(
        Choice(part.option_id, part.choice, part.verdict is Verdict.RIGHT)
        for part in outcome.feedback
    )


def offered_by(definition: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The options that learners see, without their verdict; empty where answers are typed.

    Raises LookupError for an unknown question type.
    """
    presented = question_types.get(definition["type"]).presented(definition, seed=0)
    return tuple(Choice(option.id, option.text) for option in presented.options)


def extreme_groups(
    counts: Mapping[float, int], share: float = EXTREME_SHARE
) -> ExtremeGroups | None:
    """The `share` of people with the highest and with the lowest score.

    Short sections have few scores, so the border falls among equals: they are all in the
    group, each in part, since nothing tells which of them belongs there. None if all score
    the same.
    """
    scores = sorted(score for score, count in counts.items() if count)
    if len(scores) < 2:
        return None
    size = share * sum(counts.values())
    return ExtremeGroups(
        high=_parts(reversed(scores), counts, size), low=_parts(scores, counts, size)
    )


def _parts(scores: Iterable[float], counts: Mapping[float, int], size: float) -> dict[float, float]:
    parts = {}
    for score in scores:
        if size <= 0:
            break
        parts[score] = min(1.0, size / counts[score])
        size -= counts[score]
    return parts


def choice_rates(
    answers: Mapping[tuple[float | None, Hashable], int],
    chosen_by: Callable[[Hashable], Sequence[Choice]],
    offered: Sequence[Choice] = (),
) -> tuple[ChoiceRates, ...]:
    """The rates of every choice, the most frequent first; options of `offered` that nobody
    chose come last, with 0.

    `answers` counts each answer by the rest mark of who gave it (`ItemTally.answers`);
    `chosen_by` is asked once for each different answer.
    """
    total = sum(answers.values())
    scores: Counter[float] = Counter()
    made: dict[Choice, Counter[float | None]] = {}
    known: dict[Hashable, Sequence[Choice]] = {}
    for (rest, answer), count in answers.items():
        if rest is not None:
            scores[rest] += count
        if answer not in known:
            known[answer] = chosen_by(answer)
        for choice in known[answer]:
            made.setdefault(choice, Counter())[rest] += count
    groups = extreme_groups(scores)
    rates = [
        ChoiceRates(
            choice=choice,
            chosen=by_score.total(),
            share=by_score.total() / total,
            high=_share(by_score, scores, groups.high) if groups else None,
            low=_share(by_score, scores, groups.low) if groups else None,
        )
        for choice, by_score in made.items()
    ]
    none = 0.0 if groups else None
    rates += [ChoiceRates(choice, 0, 0.0, none, none) for choice in unchosen(rates, offered)]
    return tuple(sorted(rates, key=lambda rate: (-rate.chosen, rate.choice.words)))


def _share(
    by_score: Mapping[float | None, int],
    scores: Mapping[float, int],
    parts: Mapping[float, float],
) -> float:
    of_all = fsum(scores[score] * part for score, part in parts.items())
    return min(1.0, fsum(by_score.get(score, 0) * part for score, part in parts.items()) / of_all)


def unchosen(rates: Sequence[ChoiceRates], offered: Sequence[Choice]) -> list[Choice]:
    """The options that no answer chose in any way, by their words."""
    chosen = {rate.choice.option for rate in rates if rate.chosen}
    left = (choice for choice in offered if choice.option not in chosen)
    return sorted(left, key=lambda choice: choice.words)


def worth_showing(
    rates: Sequence[ChoiceRates], offered: Sequence[Choice]
) -> tuple[ChoiceRates, ...]:
    """The most frequent, among them every option on offer and nothing that only one or two
    people came up with."""
    options = {(choice.option, choice.words) for choice in offered}
    return tuple(
        rate
        for rate in rates
        if rate.chosen >= FEWEST_TO_SHOW or (rate.choice.option, rate.choice.words) in options
    )[:MOST_TO_SHOW]
