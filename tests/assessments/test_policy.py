from datetime import UTC, datetime, timedelta

import pytest

from assessments.policy import Policy, allowance, time_allowed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_without_rules_one_may_always_start():
    allowed = allowance(Policy(), [NOW] * 9, NOW)

    assert (allowed.attempts_left, allowed.opens_at, allowed.may_start) == (None, None, True)


@pytest.mark.parametrize(("made", "left"), [(0, 3), (2, 1), (3, 0), (5, 0)])
def test_a_limit_counts_down_and_never_below_nothing(made, left):
    allowed = allowance(Policy(max_attempts=3), [NOW] * made, NOW)

    assert (allowed.attempts_left, allowed.may_start) == (left, left > 0)


def test_a_wait_counts_from_the_latest_submission():
    policy = Policy(wait=24 * HOUR)

    allowed = allowance(policy, [NOW - 30 * HOUR, NOW - 1 * HOUR, NOW - 50 * HOUR], NOW)

    assert (allowed.opens_at, allowed.may_start) == (NOW + 23 * HOUR, False)


def test_a_wait_is_over_at_its_very_end():
    assert allowance(Policy(wait=HOUR), [NOW - HOUR], NOW).may_start


@pytest.mark.parametrize(
    ("granted", "minutes"),
    [({}, 60), ({"extra_time_percent": 25}, 75), ({"untimed": True}, None)],
)
def test_what_was_granted_is_added_to_the_time(granted, minutes):
    allowed = time_allowed(Policy(time_limit=HOUR), **granted)

    assert allowed == (None if minutes is None else timedelta(minutes=minutes))


def test_without_a_limit_there_is_none_whatever_was_granted():
    assert time_allowed(Policy(), extra_time_percent=50) is None
