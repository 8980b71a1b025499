"""What makes an editor look at a question, and what does not."""

import pytest

from assessments.statistics import (
    Choice,
    ChoiceRates,
    Flag,
    FlagKind,
    flags_of,
    seriousness,
)

RIGHT, WRONG, NEVER = Choice("a", "A", True), Choice("b", "B", False), Choice("c", "C")


def rates(*, right=(0.8, 0.4), wrong=(0.2, 0.6)):
    return [
        ChoiceRates(RIGHT, 60, 0.6, *right),
        ChoiceRates(WRONG, 40, 0.4, *wrong),
    ]


def flagged(**changes):
    sound = {
        "answered": 100,
        "difficulty": 0.6,
        "discrimination": 0.3,
        "rates": rates(),
        "offered": [],
    }
    return list(flags_of(**{**sound, **changes}))


PREFERRED = {"discrimination": -0.3, "rates": rates(right=(0.3, 0.7), wrong=(0.7, 0.3))}


def test_a_sound_question_has_no_flag():
    assert flagged() == []


class TestKeyProbablyWrong:
    def test_the_best_prefer_what_is_marked_wrong(self):
        assert flagged(**PREFERRED) == [Flag(FlagKind.KEY_PROBABLY_WRONG, "B")]

    def test_it_takes_fifty_answers(self):
        assert flagged(**PREFERRED, answered=50)
        assert flagged(**PREFERRED, answered=49) == []

    def test_it_takes_more_than_a_standard_error_below_zero(self):
        (flag,) = flagged(**{**PREFERRED, "discrimination": -0.09})

        assert flag.kind is FlagKind.TELLS_NOBODY_APART

    def test_it_takes_a_wrong_choice_that_the_best_make_more_than_the_right_one(self):
        (flag,) = flagged(discrimination=-0.3, rates=rates(right=(0.6, 0.7), wrong=(0.4, 0.3)))

        assert flag.kind is FlagKind.TELLS_NOBODY_APART

    def test_it_takes_a_wrong_choice_that_the_best_make_more_than_the_others(self):
        (flag,) = flagged(discrimination=-0.3, rates=rates(right=(0.3, 0.2), wrong=(0.7, 0.8)))

        assert flag.kind is FlagKind.TELLS_NOBODY_APART


class TestTellsNobodyApart:
    def test_the_better_do_no_better(self):
        assert flagged(discrimination=0.05) == [Flag(FlagKind.TELLS_NOBODY_APART)]

    def test_it_takes_fifty_answers(self):
        assert flagged(discrimination=0.05, answered=49) == []

    def test_what_nearly_everybody_gets_right_or_wrong_has_that_flag_alone(self):
        assert [f.kind for f in flagged(discrimination=0, difficulty=0.97)] == [FlagKind.TOO_EASY]
        assert [f.kind for f in flagged(discrimination=0, difficulty=0.1)] == [FlagKind.TOO_HARD]

    def test_what_could_not_be_computed_is_no_suspicion(self):
        assert flagged(discrimination=None) == []


class TestDifficulty:
    @pytest.mark.parametrize(
        ("difficulty", "kinds"),
        [
            (0.95, [FlagKind.TOO_EASY]),
            (0.94, []),
            (0.26, []),
            (0.25, [FlagKind.TOO_HARD]),
            (0.0, [FlagKind.TOO_HARD]),
        ],
    )
    def test_it_is_too_easy_from_95_percent_and_too_hard_to_25(self, difficulty, kinds):
        assert [flag.kind for flag in flagged(difficulty=difficulty)] == kinds

    def test_it_takes_thirty_answers(self):
        assert flagged(difficulty=1, answered=30)
        assert flagged(difficulty=1, answered=29) == []


class TestUnchosenOption:
    def test_an_option_that_nobody_chooses_is_named(self):
        assert flagged(offered=[RIGHT, NEVER]) == [Flag(FlagKind.UNCHOSEN_OPTION, "C")]

    def test_it_takes_thirty_answers(self):
        assert flagged(offered=[NEVER], answered=29) == []


def test_the_gravest_flag_comes_first():
    found = flagged(**PREFERRED, difficulty=0.2, offered=[NEVER])

    assert [flag.kind for flag in found] == [
        FlagKind.KEY_PROBABLY_WRONG,
        FlagKind.TOO_HARD,
        FlagKind.UNCHOSEN_OPTION,
    ]


def test_seriousness_counts_from_1_so_that_0_is_for_no_flag():
    assert sorted(seriousness(kind) for kind in FlagKind) == [1, 2, 3, 4, 5]
