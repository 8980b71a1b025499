"""Figures that know nothing of questions. What was seen comes as counts, each value once."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, sqrt

# The two-sided 95 percent point of the normal distribution.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def wilson_interval(successes: int, trials: int, z: float = Z_95) -> Interval | None:
    """The score interval of a proportion, from 0 to 1; None without trials.

    Holds its level for few trials and for proportions at 0 or 1, where the usual
    p ± z·√(p(1-p)/n) shrinks to nothing. Raises ValueError unless 0 <= successes <= trials.
    Source: E. B. Wilson, JASA 22 (1927), pages 209-212.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if trials == 0:
        return None
    share = successes / trials
    middle = share + z * z / (2 * trials)
    reach = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # Rounding errors must not push an end past the share, or out of 0 to 1.
    return Interval(
        low=max(0.0, min(share, (middle - reach) / scale)),
        high=min(1.0, max(share, (middle + reach) / scale)),
    )


def correlation(counts: Mapping[tuple[float, float], int]) -> float | None:
    """Pearson's correlation of pairs, given how often each was seen.

    Where one side is 0 or 1 this is the point-biserial correlation. None if either side
    never varies, as it then varies with nothing.
    """
    seen = {pair: count for pair, count in counts.items() if count}
    if len({x for x, _ in seen}) < 2 or len({y for _, y in seen}) < 2:
        return None
    n = sum(seen.values())
    mean_x = fsum(x * count for (x, _), count in seen.items()) / n
    mean_y = fsum(y * count for (_, y), count in seen.items()) / n
    squares_x = fsum((x - mean_x) ** 2 * count for (x, _), count in seen.items())
    squares_y = fsum((y - mean_y) ** 2 * count for (_, y), count in seen.items())
    products = fsum((x - mean_x) * (y - mean_y) * count for (x, y), count in seen.items())
    spread = sqrt(squares_x) * sqrt(squares_y)
    if spread == 0:
        return None
    return max(-1.0, min(1.0, products / spread))


def median_of(counts: Mapping[int, int]) -> float | None:
    """The middle of whole numbers, given how often each was seen; of an even number of them
    the mean of the middle two. None of none."""
    n = sum(counts.values())
    if n == 0:
        return None
    lower, upper = _at(counts, (n - 1) // 2), _at(counts, n // 2)
    return (lower + upper) / 2


def _at(counts: Mapping[int, int], position: int) -> int:
    """What stands at a position, counted from 0, if all are put in order."""
    value = 0
    for value in sorted(counts):
        position -= counts[value]
        if position < 0:
            break
    return value
