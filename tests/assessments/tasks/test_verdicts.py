"""What ratings of a hand-in amount to, as a function of plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.verdicts import Standing, standing_of

ANY = {
    "is_rated_twice": st.booleans(),
    "resolution": st.none() | st.booleans(),
    "needs_sign_off": st.booleans(),
    "sign_off": st.none() | st.booleans(),
}


def standing(ratings, **changes):
    usual = {
        "is_rated_twice": False,
        "resolution": None,
        "needs_sign_off": False,
        "sign_off": None,
    }
    return standing_of(ratings, **{**usual, **changes})


@given(**ANY)
def test_without_a_rating_nothing_is_decided(**given_):
    assert standing_of([], **given_) is Standing.WAITS_FOR_RATING


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([True], Standing.WAITS_FOR_SECOND_RATING),
        ([False], Standing.WAITS_FOR_SECOND_RATING),
        ([True, True], Standing.MET),
        ([False, False], Standing.NOT_MET),
        ([True, False], Standing.RATERS_DISAGREE),
        ([False, True], Standing.RATERS_DISAGREE),
    ],
)
def test_what_is_rated_twice_waits_for_both_and_for_a_coordinator_if_they_disagree(
    ratings, expected
):
    assert standing(ratings, is_rated_twice=True) is expected


@pytest.mark.parametrize(
    ("decision", "expected"), [(True, Standing.MET), (False, Standing.NOT_MET)]
)
def test_a_coordinator_decides_between_two(decision, expected):
    assert standing([True, False], is_rated_twice=True, resolution=decision) is expected


@pytest.mark.parametrize(
    ("sign_off", "expected"),
    [(None, Standing.WAITS_FOR_SIGN_OFF), (True, Standing.MET), (False, Standing.NOT_MET)],
)
def test_a_sign_off_that_is_needed_is_waited_for_and_counts(sign_off, expected):
    assert standing([True], needs_sign_off=True, sign_off=sign_off) is expected


@given(ratings=st.lists(st.booleans(), min_size=1, max_size=2), **ANY)
def test_nothing_is_met_that_no_assessor_and_no_coordinator_called_met(ratings, **given_):
    if standing_of(ratings, **given_) is Standing.MET:
        assert any(ratings)
        assert given_["sign_off"] is True or not given_["needs_sign_off"]
        assert all(ratings) or given_["resolution"] is True


def test_a_sign_off_does_not_rescue_what_assessors_did_not_find():
    assert standing([False], needs_sign_off=True, sign_off=True) is Standing.NOT_MET
