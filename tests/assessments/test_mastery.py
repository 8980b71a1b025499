from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.mastery import mastery_of

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
