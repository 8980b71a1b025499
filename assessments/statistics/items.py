"""How one question did: difficulty, discrimination, time."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from math import fsum

from .figures import correlation, median_of


def rest_marks(marks: Sequence[float]) -> list[float | None]:
    """For each mark of a section, the mean of the others; None for one that stands alone.

    A mean and not a sum, so that sections that asked a different number can be compared;
    rounded to 6 places, so that equal scores are equal whatever they were added up from.
    """
    if len(marks) < 2:
        return [None] * len(marks)
    return [
        round(fsum([*marks[:position], *marks[position + 1 :]]) / (len(marks) - 1), 6)
        for position in range(len(marks))
    ]


class ItemTally:
    """What happened to one revision of one question, attempt after attempt.

    An attempt that answered nothing of the section that asked it is `skip`ped: somebody who
    only looked in says nothing about the question. In the others, a question left without
    answer has the mark of 0 that the learner was given for it.
    """

    def __init__(self) -> None:
        self._seen: Counter[tuple[float, float | None, Hashable]] = Counter()
        self._seconds: Counter[int] = Counter()
        self._skipped = 0

    def add(
        self,
        *,
        mark: float,
        rest: float | None,
        answer: Hashable | None,
        seconds: float | None = None,
    ) -> None:
        """`mark` and `rest` (of `rest_marks`) from 0 to 1; `answer` None if there is none."""
        self._seen[mark, rest, answer] += 1
        if seconds is not None:
            self._seconds[round(seconds)] += 1

    def skip(self) -> None:
        self._skipped += 1

    @property
    def asked(self) -> int:
        return self._seen.total() + self._skipped

    @property
    def answered(self) -> int:
        return sum(count for (_, _, answer), count in self._seen.items() if answer is not None)

    @property
    def difficulty(self) -> float | None:
        """The mean mark, from 0 (nobody gets it right) to 1 (everybody does)."""
        n = self._seen.total()
        if n == 0:
            return None
        total = fsum(mark * count for (mark, _, _), count in self._seen.items())
        return min(1.0, max(0.0, total / n))

    @property
    def discrimination(self) -> float | None:
        """The correlation of the mark with the marks of the rest of its section.

        Corrected: the question is not part of what it is held against, which would lift the
        figure of every question, most in short sections. As the rest is short and every
        attempt draws another, it stays below that of a long test of the same questions: read
        it as an order among questions and not against textbook limits. None if nothing
        varies. Source: S. Henrysson, Psychometrika 28 (1963), pages 211-218.
        """
        pairs: Counter[tuple[float, float]] = Counter()
        for (mark, rest, _), count in self._seen.items():
            if rest is not None:
                pairs[mark, rest] += count
        return correlation(pairs)

    @property
    def median_seconds(self) -> float | None:
        """A median, since one learner who went to lunch must not change it."""
        return median_of(self._seconds)

    @property
    def answers(self) -> Mapping[tuple[float | None, Hashable], int]:
        """How often each answer was given, by the rest mark of who gave it."""
        found: Counter[tuple[float | None, Hashable]] = Counter()
        for (_, rest, answer), count in self._seen.items():
            if answer is not None:
                found[rest, answer] += count
        return found
