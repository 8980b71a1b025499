"""Whether the questions of a competency measure one thing, when every attempt draws others."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations

MINIMUM_ATTEMPTS = 30
# Pairs of marks of the same two questions, less one for each two questions.
MINIMUM_SHARED_PAIRS = 30


@dataclass(frozen=True, slots=True)
class Reliability:
    """`alpha` of a section of `questions` questions (a mean, if sections differed)."""

    alpha: float
    questions: float
    attempts: int
    is_kr20: bool


class _Moments:
    """Sums over what one question, or two, were given by the same people."""

    __slots__ = ("n", "products", "x", "y")

    def __init__(self) -> None:
        self.n = 0
        self.x = self.y = self.products = 0.0

    def add(self, x: float, y: float) -> None:
        self.n += 1
        self.x += x
        self.y += y
        self.products += x * y

    @property
    def codeviation(self) -> float:
        return self.products - self.x * self.y / self.n


class SectionTally:
    """The marks of one competency, section after section of different attempts.

    Holds sums for each question and for each two asked together, however many attempts.
    """

    def __init__(self) -> None:
        self._index: dict[Hashable, int] = {}
        self._items: dict[int, _Moments] = {}
        self._pairs: dict[tuple[int, int], _Moments] = {}
        self._sections = 0
        self._marks = 0
        self._only_0_or_1 = True

    def add(self, marks: Mapping[Hashable, float]) -> None:
        """The marks (0 to 1) of one section by question; leave out a section that answered
        nothing, since zeros for not trying would pass for agreement between questions."""
        self._sections += 1
        self._marks += len(marks)
        indexed = sorted(
            (self._index.setdefault(item, len(self._index)), mark) for item, mark in marks.items()
        )
        for item, mark in indexed:
            self._only_0_or_1 = self._only_0_or_1 and mark in (0, 1)
            self._items.setdefault(item, _Moments()).add(mark, mark)
        for (item, mark), (other, other_mark) in combinations(indexed, 2):
            self._pairs.setdefault((item, other), _Moments()).add(mark, other_mark)

    def reliability(
        self,
        *,
        minimum_attempts: int = MINIMUM_ATTEMPTS,
        minimum_shared_pairs: int = MINIMUM_SHARED_PAIRS,
    ) -> Reliability | None:
        """Cronbach's alpha of a section of the usual length; of marks 0 and 1 this is KR-20.

        Alpha needs the mean variance v of a question and the mean covariance c of two:
        k·c / (v + (k - 1)·c) for k questions. Where everybody was asked the same, that is the
        textbook alpha to the last digit. With questions drawn by chance each two of them have
        only some attempts in common, so c is pooled: the codeviations of each two over the
        attempts that drew both, added up and divided by their degrees of freedom (one less
        than those attempts, for each two); v likewise. Chance decides who is asked what, so
        what is missing is missing at random and the pooled covariance is not biased by it.

        It says how alike two such sections would *order* learners. That one draw is harder
        than another is not in it and comes on top of the error of a single result.

        None with fewer attempts or shared pairs than the minimum, with sections of one
        question, or if no mark varies: an alpha from a handful of pairs is noise.
        Sources: L. J. Cronbach, Psychometrika 16 (1951), pages 297-334 (alpha from the mean
        covariance, and as the mean over samples of questions); G. F. Kuder and
        M. W. Richardson, Psychometrika 2 (1937), pages 151-160.
        """
        shared = sum(pair.n - 1 for pair in self._pairs.values())
        repeated = sum(item.n - 1 for item in self._items.values())
        if self._sections < minimum_attempts or shared < max(1, minimum_shared_pairs):
            return None
        questions = self._marks / self._sections
        variance = sum(item.codeviation for item in self._items.values()) / repeated
        covariance = sum(pair.codeviation for pair in self._pairs.values()) / shared
        of_sections = variance + (questions - 1) * covariance
        # Sums of rounded numbers leave a trace where nothing varies.
        if questions <= 1 or variance < 1e-9 or of_sections < 1e-9:
            return None
        return Reliability(
            # Pooled over different people, c may come out above v, though no true one does.
            alpha=min(1.0, questions * covariance / of_sections),
            questions=questions,
            attempts=self._sections,
            is_kr20=self._only_0_or_1,
        )
