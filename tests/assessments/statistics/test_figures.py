"""Proportions, correlations and medians, against values worked out elsewhere."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import correlation, median_of, wilson_interval

shares = st.integers(0, 10).map(lambda tenths: tenths / 10)
pairs = st.lists(st.tuples(shares, shares), max_size=40)


class TestWilsonInterval:
    @pytest.mark.parametrize(
        ("successes", "trials", "low", "high"),
        [
            # Method 3 in table I of R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872.
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )
    def test_it_gives_the_published_limits(self, successes, trials, low, high):
        interval = wilson_interval(successes, trials)

        assert interval.low == pytest.approx(low, abs=5e-5)
        assert interval.high == pytest.approx(high, abs=5e-5)

    def test_nothing_tried_has_no_interval(self):
        assert wilson_interval(0, 0) is None

    @pytest.mark.parametrize(("successes", "trials"), [(3, 2), (-1, 2), (1, 0)])
    def test_more_successes_than_trials_are_refused(self, successes, trials):
        with pytest.raises(ValueError, match="successes"):
            wilson_interval(successes, trials)

    @given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_it_holds_the_share_and_stays_between_0_and_1(self, case):
        successes, trials = case

        interval = wilson_interval(successes, trials)

        assert 0 <= interval.low <= successes / trials <= interval.high <= 1
        assert interval.low < interval.high

    @given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_ten_times_the_people_narrow_it(self, case):
        successes, trials = case

        few, many = wilson_interval(successes, trials), wilson_interval(10 * successes, 10 * trials)

        assert many.high - many.low < few.high - few.low


class TestCorrelation:
    def test_it_gives_the_value_worked_by_hand(self):
        # x: 1 2 3 4 5, y: 2 4 5 4 5. Deviations of y from 4: -2 0 1 0 1.
        # Products 4 + 0 + 0 + 0 + 2 = 6; squares 10 and 6; 6 / sqrt(60) = 0.7745966692.
        counts = Counter([(1, 2), (2, 4), (3, 5), (4, 4), (5, 5)])

        assert correlation(counts) == pytest.approx(0.7745966692414834)

    def test_a_point_biserial_is_the_gap_of_the_means_in_standard_deviations(self):
        # Scores of who got it right 3 4 5 (mean 4), wrong 1 2 3 (mean 2); all: mean 3, and
        # a population variance of 10 / 6. (4 - 2) / sqrt(10 / 6) * sqrt(1/2 * 1/2).
        counts = Counter([(1, 3), (1, 4), (1, 5), (0, 1), (0, 2), (0, 3)])

        assert correlation(counts) == pytest.approx(2 / (10 / 6) ** 0.5 * 0.5)

    def test_what_never_varies_goes_with_nothing(self):
        assert correlation(Counter({(0.1, 0.3): 3, (0.1, 0.7): 4})) is None
        assert correlation(Counter({(0.3, 0.1): 3, (0.7, 0.1): 4})) is None
        assert correlation(Counter()) is None

    @given(pairs)
    def test_it_lies_between_minus_1_and_1(self, seen):
        value = correlation(Counter(seen))

        assert value is None or -1 <= value <= 1

    @given(pairs, st.randoms(use_true_random=False))
    def test_the_order_makes_no_difference(self, seen, chance):
        shuffled = list(seen)
        chance.shuffle(shuffled)

        assert correlation(Counter(shuffled)) == correlation(Counter(seen))

    @given(pairs, st.integers(2, 5))
    def test_everybody_twice_changes_nothing(self, seen, times):
        once = correlation(Counter(seen))
        again = correlation(Counter(seen * times))

        assert (once is None) == (again is None)
        assert once is None or again == pytest.approx(once)

    @given(pairs)
    def test_the_opposite_mark_has_the_opposite_correlation(self, seen):
        value = correlation(Counter(seen))
        opposite = correlation(Counter((1 - x, y) for x, y in seen))

        assert value is None or opposite == pytest.approx(-value, abs=1e-9)


class TestMedian:
    def test_it_is_the_one_in_the_middle(self):
        assert median_of(Counter([9, 1, 5])) == 5

    def test_between_two_in_the_middle_it_is_their_mean(self):
        assert median_of(Counter([9, 1, 5, 6])) == 5.5

    def test_there_is_none_of_none(self):
        assert median_of(Counter()) is None

    @given(st.lists(st.integers(0, 50), min_size=1))
    def test_half_lie_on_either_side(self, values):
        middle = median_of(Counter(values))

        assert sum(value < middle for value in values) <= len(values) / 2
        assert sum(value > middle for value in values) <= len(values) / 2


def test_a_hundred_thousand_pairs_that_have_nothing_to_do_with_each_other_are_near_zero():
    chance = random.Random(4)
    seen = Counter((chance.randint(0, 1), chance.randint(0, 3)) for _ in range(100_000))

    assert abs(correlation(seen)) < 0.02
