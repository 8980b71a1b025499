"""How far two raters who judged the same things agree.

Each function takes the ratings of the first and of the second in the same order, and raises
ValueError if there are not as many of one as of the other. All are exact until the last
division, so the order of what was judged makes no difference.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Literal


def percent_agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """The percentage rated alike; None of nothing. Raters who guess agree too: see kappa."""
    _check(first, second)
    if not first:
        return None
    return 100 * _alike(first, second) / len(first)


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Agreement beyond chance, from -1 to 1 for the same rating every time.

    0 is what two raters reach who hand out their own shares of ratings at random. None if
    there is nothing, or only one rating ever: chance alone then agrees wholly. Source:
    J. Cohen, Educational and Psychological Measurement 20 (1960), pages 37-46.
    """
    _check(first, second)
    n = len(first)
    of_first, of_second = Counter(first), Counter(second)
    by_chance = sum(count * of_second[rating] for rating, count in of_first.items())
    if by_chance == n * n:
        return None
    return (n * _alike(first, second) - by_chance) / (n * n - by_chance)


def weighted_kappa(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    *,
    scale: Sequence[Hashable],
    weights: Literal["linear", "quadratic"] = "linear",
) -> float | None:
    """Kappa for ratings on a scale (its steps in order), where a near miss counts for less.

    A disagreement weighs as many steps as lie between the two ratings, or the square of it.
    None as for `cohen_kappa`. Raises ValueError for a rating that is no step of the scale, or
    a step twice. Source: J. Cohen, Psychological Bulletin 70 (1968), pages 213-220.
    """
    _check(first, second)
    step = {rating: place for place, rating in enumerate(scale)}
    if len(step) != len(scale):
        raise ValueError("a scale has each of its steps once")
    if unknown := {*first, *second} - set(step):
        raise ValueError(f"not on the scale: {', '.join(sorted(map(str, unknown)))}")
    power = 1 if weights == "linear" else 2
    observed = sum(abs(step[a] - step[b]) ** power for a, b in zip(first, second, strict=True))
    of_first, of_second = Counter(first), Counter(second)
    by_chance = sum(
        of_first[a] * of_second[b] * abs(step[a] - step[b]) ** power
        for a in of_first
        for b in of_second
    )
    if by_chance == 0:
        return None
    return 1 - len(first) * observed / by_chance


def _alike(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    return sum(a == b for a, b in zip(first, second, strict=True))


def _check(first: Sequence[Hashable], second: Sequence[Hashable]) -> None:
    if len(first) != len(second):
        raise ValueError(f"{len(first)} ratings against {len(second)}")
