"""Alpha, with everybody asked the same and with everybody asked something else."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import SectionTally

marks = st.sampled_from([0.0, 0.33333, 0.5, 1.0])
sections = st.lists(
    st.dictionaries(st.sampled_from("abcdef"), marks, min_size=2, max_size=4),
    min_size=2,
    max_size=40,
)


def tally_of(rows):
    tally = SectionTally()
    for row in rows:
        tally.add(row if isinstance(row, dict) else dict(enumerate(row)))
    return tally


def alpha_of(rows):
    found = tally_of(rows).reliability(minimum_attempts=2, minimum_shared_pairs=1)
    return found.alpha if found else None


class TestEverybodyAskedTheSame:
    def test_alpha_is_the_value_worked_by_hand(self):
        # Three questions, five people; variances of a sample:
        # a = 1 1 .5 0 .5: mean .6, squares .70 / 4 = .175
        # b = 1 .5 .5 0 0: mean .4, squares .70 / 4 = .175
        # c = 1 1 0 0 .5: mean .5, squares 1.00 / 4 = .25
        # totals 3 2.5 1 0 1: mean 1.5, squares 6.00 / 4 = 1.5
        # 3/2 * (1 - .6 / 1.5) = 0.9
        rows = [(1, 1, 1), (1, 0.5, 1), (0.5, 0.5, 0), (0, 0, 0), (0.5, 0, 0.5)]

        assert alpha_of(rows) == pytest.approx(0.9)

    def test_of_marks_0_and_1_it_is_kr20(self):
        # Four questions, six people; shares right 4/6 3/6 3/6 2/6: sum of p·q
        # 8/36 + 9/36 + 9/36 + 8/36 = 34/36. Totals 4 3 2 2 1 0: mean 2, squares 10, so a
        # population variance of 10/6. KR-20: 4/3 * (1 - (34/36) / (10/6)) = 0.5777...
        rows = [(1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 0, 0), (1, 0, 1, 0), (0, 0, 0, 1), (0, 0, 0, 0)]

        found = tally_of(rows).reliability(minimum_attempts=2, minimum_shared_pairs=1)

        assert found.alpha == pytest.approx(4 / 3 * (1 - (34 / 36) / (10 / 6)))
        assert found.is_kr20

    def test_part_marks_make_it_no_kr20(self):
        found = tally_of([(1, 1), (0.5, 0), (0, 0)]).reliability(
            minimum_attempts=2, minimum_shared_pairs=1
        )

        assert not found.is_kr20

    def test_questions_that_always_agree_reach_1(self):
        assert alpha_of([(1, 1, 1), (0, 0, 0), (1, 1, 1)]) == pytest.approx(1)

    def test_questions_that_contradict_one_another_fall_below_0(self):
        assert alpha_of([(1, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0)]) < 0


class TestEverybodyAskedSomethingElse:
    def test_the_alpha_of_a_full_table_is_found_again_from_random_draws(self):
        """Skill adds to every question: with covariance .04 and variance .25, four of them
        have an alpha of 4 * .04 / (.25 + 3 * .04) = 0.4324."""
        chance = random.Random(11)
        tally = SectionTally()
        for _ in range(6000):
            likely = 0.5 + chance.choice([-0.2, 0.2])
            drawn = chance.sample(range(40), 4)
            tally.add({question: float(chance.random() < likely) for question in drawn})

        found = tally.reliability()

        assert found.alpha == pytest.approx(4 * 0.04 / (0.25 + 3 * 0.04), abs=0.05)
        assert (found.questions, found.attempts) == (4, 6000)

    def test_a_draw_of_easy_and_of_hard_questions_does_not_pass_for_skill(self):
        """Everybody alike, questions of 20 and of 80 percent: nothing is consistent."""
        chance = random.Random(12)
        tally = SectionTally()
        for _ in range(6000):
            drawn = chance.sample(range(20), 4)
            tally.add({q: float(chance.random() < (0.2 if q < 10 else 0.8)) for q in drawn})

        assert tally.reliability().alpha == pytest.approx(0, abs=0.06)

    def test_questions_never_asked_together_tell_nothing(self):
        assert alpha_of([{"a": 1, "b": 0}, {"c": 1, "d": 1}, {"e": 0, "f": 1}]) is None


class TestTooLittleToSay:
    def test_fewer_attempts_than_the_minimum_have_no_alpha(self):
        rows = [(1, 1, 1), (0, 0, 1), (0, 0, 0)] * 10

        assert tally_of(rows).reliability() is not None
        assert tally_of(rows[1:]).reliability() is None

    def test_fewer_shared_pairs_than_the_minimum_have_no_alpha(self):
        """As many attempts as it takes, but hardly any two of the same questions."""
        rows = [{f"a{n // 2}": n % 2, f"b{n // 2}": n % 2} for n in range(58)]

        assert tally_of(rows).reliability() is None
        assert tally_of([*rows, rows[0]]).reliability() is not None

    def test_a_single_question_has_no_alpha(self):
        assert tally_of([{"a": n % 2} for n in range(100)]).reliability() is None

    def test_marks_that_never_vary_have_no_alpha(self):
        assert tally_of([(0.33333, 0.33333)] * 100).reliability() is None

    def test_without_any_attempt_there_is_no_alpha(self):
        assert SectionTally().reliability(minimum_attempts=0, minimum_shared_pairs=0) is None


class TestAlways:
    @given(sections)
    def test_alpha_is_never_above_1(self, rows):
        alpha = alpha_of(rows)

        assert alpha is None or alpha <= 1

    @given(sections, st.randoms(use_true_random=False))
    def test_who_came_first_makes_no_difference(self, rows, chance):
        shuffled = list(rows)
        chance.shuffle(shuffled)

        alpha, again = alpha_of(rows), alpha_of(shuffled)

        assert again == (None if alpha is None else pytest.approx(alpha, rel=1e-4))

    @given(sections)
    def test_the_names_of_questions_make_no_difference(self, rows):
        renamed = [{("new", name): mark for name, mark in row.items()} for row in rows]

        alpha = alpha_of(rows)

        assert alpha_of(renamed) == (None if alpha is None else pytest.approx(alpha))
