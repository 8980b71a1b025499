from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.mastery import is_shown, mastery_of

shares = st.fractions(min_value=0, max_value=1, max_denominator=60)
mastery_marks = st.integers(1, 100)


@given(st.lists(shares, min_size=1, max_size=30), mastery_marks)
def test_a_score_is_a_percentage(marks, mastery_mark):
    assert 0 <= mastery_of(marks, mastery_mark).score <= 100


@given(st.lists(shares, min_size=1, max_size=30), mastery_marks, st.data())
def test_a_better_answer_never_unmakes_mastery(marks, mastery_mark, data):
    index = data.draw(st.integers(0, len(marks) - 1))
    better = [*marks]
    better[index] = data.draw(st.fractions(min_value=marks[index], max_value=1))

    before = mastery_of(marks, mastery_mark)
    after = mastery_of(better, mastery_mark)

    assert after.is_demonstrated >= before.is_demonstrated


def test_thirds_that_make_the_mark_exactly_are_not_lost_to_rounding():
    marks = [Fraction(1, 3), Fraction(2, 3), Fraction(1), Fraction(1)]

    assert mastery_of(marks, 75).is_demonstrated


def test_nothing_asked_shows_nothing():
    with pytest.raises(ValueError, match="not asked about"):
        mastery_of([], 75)


asked_and_done = st.fixed_dictionaries(
    dict.fromkeys(
        (
            "asks_questions",
            "asks_task",
            "task_is_alternative",
            "questions_are_mastered",
            "task_is_met",
        ),
        st.booleans(),
    )
)


@pytest.mark.parametrize(
    ("asked", "done", "expected"),
    [
        ("questions", "", False),
        ("questions", "questions", True),
        ("questions", "task", False),
        ("task", "task", True),
        ("task", "questions", False),
        ("questions and task", "questions", False),
        ("questions and task", "task", False),
        ("questions and task", "questions and task", True),
        ("questions or task", "questions", True),
        ("questions or task", "task", True),
        ("questions or task", "", False),
    ],
)
def test_a_competency_is_shown_by_what_is_asked(asked, done, expected):
    shown = is_shown(
        asks_questions="questions" in asked,
        asks_task="task" in asked,
        task_is_alternative=" or " in asked,
        questions_are_mastered="questions" in done,
        task_is_met="task" in done,
    )

    assert shown is expected


@given(asked_and_done, st.sampled_from(["questions_are_mastered", "task_is_met"]))
def test_showing_more_never_unmakes_what_is_shown(asked, more):
    assert is_shown(**{**asked, more: True}) >= is_shown(**asked)


@given(asked_and_done)
def test_what_is_not_asked_or_not_mastered_never_shows_a_competency(asked):
    nothing = {**asked, "questions_are_mastered": False, "task_is_met": False}

    assert not is_shown(**nothing)
    assert not is_shown(**{**asked, "asks_questions": False, "asks_task": False})
