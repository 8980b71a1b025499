"""Who chooses what, and what an editor is told about it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.question_types import QUESTION_TYPES
from assessments.statistics import (
    Choice,
    choice_rates,
    choices_in,
    extreme_groups,
    offered_by,
    worth_showing,
)

RIGHT, WRONG, NEVER = Choice("a", "A", True), Choice("b", "B", False), Choice("c", "C")

SINGLE = {
    "type": "single_choice",
    "stem": "Which?",
    "options": [
        {"id": "a", "text": "A", "correct": True, "feedback": "Yes."},
        {"id": "b", "text": "B", "feedback": "No."},
        {"id": "c", "text": "C", "feedback": "No."},
    ],
}
BEST_WORST = {
    "type": "best_worst",
    "stem": "What now?",
    "options": [
        {"id": "a", "text": "A", "judgement": "best", "feedback": "Yes."},
        {"id": "b", "text": "B", "judgement": "worst", "feedback": "No."},
        {"id": "c", "text": "C", "feedback": "So-so."},
    ],
}


def chosen_by(answer):
    return {"a": [RIGHT], "b": [WRONG]}[answer]


class TestExtremeGroups:
    def test_they_are_the_27_percent_at_either_end(self):
        groups = extreme_groups(dict.fromkeys(range(100), 1))

        assert sorted(groups.high) == list(range(73, 100))
        assert sorted(groups.low) == list(range(27))
        assert {*groups.high.values(), *groups.low.values()} == {1}

    def test_equals_at_the_border_belong_to_the_group_in_part(self):
        # 27 of 100 people: the 20 at the top, and 7 of the 50 who are next.
        groups = extreme_groups({1.0: 20, 0.5: 50, 0.0: 30})

        assert groups.high == {1.0: 1.0, 0.5: pytest.approx(7 / 50)}
        assert groups.low == {0.0: pytest.approx(27 / 30)}

    def test_among_equals_nobody_is_high_or_low(self):
        assert extreme_groups({0.5: 80}) is None
        assert extreme_groups({}) is None

    @given(st.dictionaries(st.integers(0, 20), st.integers(1, 50), min_size=2))
    def test_both_hold_the_same_number_of_people(self, counts):
        groups = extreme_groups(counts)

        size = 0.27 * sum(counts.values())
        for group in (groups.high, groups.low):
            assert sum(counts[score] * part for score, part in group.items()) == (
                pytest.approx(size)
            )


class TestChoiceRates:
    def test_they_are_shares_of_all_and_of_high_and_low_scorers(self):
        answers = {(1.0, "a"): 45, (1.0, "b"): 5, (0.0, "a"): 20, (0.0, "b"): 30}

        right, wrong = choice_rates(answers, chosen_by)

        assert (right.choice, right.chosen, right.share) == (RIGHT, 65, 0.65)
        assert (right.high, right.low) == (pytest.approx(0.9), pytest.approx(0.4))
        assert (wrong.choice, wrong.chosen, wrong.share) == (WRONG, 35, 0.35)
        assert (wrong.high, wrong.low) == (pytest.approx(0.1), pytest.approx(0.6))

    def test_an_option_that_nobody_chose_stands_last_with_nothing(self):
        rates = choice_rates({(1.0, "a"): 2, (0.0, "b"): 1}, chosen_by, [NEVER, RIGHT])

        assert [rate.choice for rate in rates] == [RIGHT, WRONG, NEVER]
        assert (rates[-1].chosen, rates[-1].high) == (0, 0)

    def test_without_a_rest_to_score_by_only_the_share_is_known(self):
        (rate,) = choice_rates({(None, "a"): 4}, chosen_by)

        assert (rate.share, rate.high, rate.low) == (1, None, None)

    def test_no_answer_has_only_what_was_on_offer(self):
        (rate,) = choice_rates({}, chosen_by, [NEVER])

        assert (rate.choice, rate.chosen, rate.share) == (NEVER, 0, 0)

    @given(
        st.dictionaries(
            st.tuples(st.sampled_from([None, 0.0, 0.5, 1.0]), st.sampled_from("ab")),
            st.integers(1, 30),
        )
    )
    def test_rates_are_shares_and_those_of_one_choice_each_add_up_to_everybody(self, answers):
        rates = choice_rates(answers, chosen_by)

        for name in ("share", "high", "low"):
            values = [getattr(rate, name) for rate in rates if getattr(rate, name) is not None]
            assert all(0 <= value <= 1 for value in values)
            assert not values or sum(values) == pytest.approx(1)


class TestReadingAnswers:
    def test_a_choice_is_read_by_the_definitions_own_marking(self):
        assert choices_in(SINGLE, {"chosen": "a"}) == (RIGHT,)
        assert choices_in(SINGLE, {"chosen": "b"}) == (WRONG,)
        assert choices_in(SINGLE, {"chosen": "gone"}) == ()

    def test_each_part_of_an_answer_is_a_choice(self):
        assert choices_in(BEST_WORST, {"best": "a", "worst": "c"}) == (
            Choice("a", "Best: A", True),
            Choice("c", "Worst: C", False),
        )

    def test_an_option_chosen_in_any_way_is_not_one_that_nobody_chooses(self):
        answers = Counter({(0.0, "x"): 3})
        rates = choice_rates(
            answers,
            lambda _answer: choices_in(BEST_WORST, {"best": "a", "worst": "c"}),
            offered_by(BEST_WORST),
        )

        assert [rate.choice.words for rate in rates if not rate.chosen] == ["B"]

    @pytest.mark.parametrize("key", sorted(QUESTION_TYPES))
    def test_every_question_type_can_be_read_whatever_was_answered(self, key):
        assert choices_in({"type": key}, {"chosen": "x"}) == ()
        assert offered_by({"type": key}) == ()


class TestWorthShowing:
    def test_what_only_two_people_typed_is_left_out_and_every_option_stays(self):
        typed = {"a": [Choice("", "my name is Ann", False)], "b": [Choice("", "common", False)]}
        answers = {(None, "a"): 2, (None, "b"): 3}

        shown = worth_showing(choice_rates(answers, typed.__getitem__, [NEVER]), [NEVER])

        assert [rate.choice.words for rate in shown] == ["common", "C"]
