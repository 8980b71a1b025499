"""Two raters: agreement by chance taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import cohen_kappa, percent_agreement, weighted_kappa

SCALE = ["none", "some", "most", "all"]
ratings = st.lists(st.tuples(st.sampled_from(SCALE), st.sampled_from(SCALE)), max_size=30)


def raters(table):
    """The ratings of two raters from how often each pair of ratings was given."""
    pairs = [pair for pair, count in table.items() for _ in range(count)]
    return [first for first, _ in pairs], [second for _, second in pairs]


# The example of fifty grant applications: 35 alike; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5.
GRANTS = raters({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15})
# Steps 0, 1, 2; the first gives 4 3 3 of them, the second 3 4 3; 7 of 10 alike.
# Steps apart: 1 + 2 + 2 = 5, squared 1 + 4 + 4 = 9. By chance, over 10:
# linear 4*4*1 + 4*3*2 + 3*3*1 + 3*3*1 + 3*3*2 + 3*4*1 = 88, so 8.8;
# squared 4*4*1 + 4*3*4 + 3*3*1 + 3*3*1 + 3*3*4 + 3*4*1 = 130, so 13.
ESSAYS = raters(
    {
        ("none", "none"): 2,
        ("some", "some"): 3,
        ("most", "most"): 2,
        ("none", "some"): 1,
        ("none", "most"): 1,
        ("most", "none"): 1,
    }
)


class TestPercentAgreement:
    def test_it_is_the_share_rated_alike(self):
        assert percent_agreement(*GRANTS) == 70

    def test_nothing_rated_has_none(self):
        assert percent_agreement([], []) is None


class TestCohenKappa:
    def test_it_gives_the_value_worked_by_hand(self):
        assert cohen_kappa(*GRANTS) == pytest.approx(0.4)

    def test_raters_who_always_agree_reach_1(self):
        assert cohen_kappa(["a", "b", "c"], ["a", "b", "c"]) == 1

    def test_raters_who_agree_as_often_as_by_chance_reach_0(self):
        assert cohen_kappa(*raters({(a, b): 1 for a in "ab" for b in "ab"})) == 0

    def test_with_only_one_rating_ever_it_is_undefined(self):
        assert cohen_kappa(["a", "a"], ["a", "a"]) is None
        assert cohen_kappa([], []) is None


class TestWeightedKappa:
    def test_linear_weights_give_the_value_worked_by_hand(self):
        value = weighted_kappa(*ESSAYS, scale=SCALE)

        assert value == pytest.approx(1 - 5 / 8.8)

    def test_quadratic_weights_give_the_value_worked_by_hand(self):
        value = weighted_kappa(*ESSAYS, scale=SCALE, weights="quadratic")

        assert value == pytest.approx(1 - 9 / 13)

    def test_with_only_one_rating_ever_it_is_undefined(self):
        assert weighted_kappa(["all", "all"], ["all", "all"], scale=SCALE) is None

    def test_a_rating_that_is_not_on_the_scale_is_refused_by_name(self):
        with pytest.raises(ValueError, match="not on the scale: plenty"):
            weighted_kappa(["plenty"], ["all"], scale=SCALE)

    def test_a_scale_with_a_step_twice_is_refused(self):
        with pytest.raises(ValueError, match="once"):
            weighted_kappa([], [], scale=["a", "a"])

    def test_a_near_miss_costs_less_than_a_far_one(self):
        near = weighted_kappa(["none", "all"], ["some", "all"], scale=SCALE)
        far = weighted_kappa(["none", "all"], ["all", "all"], scale=SCALE)

        assert near > far

    @given(ratings)
    def test_on_a_scale_of_two_every_weight_gives_cohens_kappa(self, pairs):
        first = [a in SCALE[:2] for a, _ in pairs]
        second = [b in SCALE[:2] for _, b in pairs]

        plain = cohen_kappa(first, second)

        for weights in ("linear", "quadratic"):
            value = weighted_kappa(first, second, scale=[False, True], weights=weights)
            assert value == (None if plain is None else pytest.approx(plain))


@pytest.mark.parametrize(
    "agreement",
    [
        percent_agreement,
        cohen_kappa,
        lambda first, second: weighted_kappa(first, second, scale=SCALE),
        lambda first, second: weighted_kappa(first, second, scale=SCALE, weights="quadratic"),
    ],
    ids=["percent", "cohen", "linear", "quadratic"],
)
class TestEveryAgreement:
    @given(pairs=ratings)
    def test_it_is_the_same_whoever_is_called_the_first(self, agreement, pairs):
        first, second = [a for a, _ in pairs], [b for _, b in pairs]

        assert agreement(first, second) == agreement(second, first)

    @given(pairs=ratings, chance=st.randoms(use_true_random=False))
    def test_the_order_of_what_was_judged_makes_no_difference(self, agreement, pairs, chance):
        shuffled = list(pairs)
        chance.shuffle(shuffled)

        assert agreement([a for a, _ in shuffled], [b for _, b in shuffled]) == agreement(
            [a for a, _ in pairs], [b for _, b in pairs]
        )

    @given(pairs=ratings)
    def test_everything_judged_twice_changes_nothing(self, agreement, pairs):
        first, second = [a for a, _ in pairs], [b for _, b in pairs]

        once, twice = agreement(first, second), agreement(first * 2, second * 2)

        assert twice == (None if once is None else pytest.approx(once))

    @given(pairs=ratings)
    def test_it_never_exceeds_whole_agreement(self, agreement, pairs):
        first, second = [a for a, _ in pairs], [b for _, b in pairs]
        whole = agreement(SCALE, SCALE)

        value = agreement(first, second)

        assert value is None or -whole <= value <= whole

    def test_raters_of_different_numbers_of_things_are_refused(self, agreement):
        with pytest.raises(ValueError, match="2 ratings against 1"):
            agreement(["all", "all"], ["all"])
