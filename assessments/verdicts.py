"""What the ratings of a hand-in, taken together, amount to. Pure: plain values in and out."""

from collections.abc import Sequence
from enum import Enum, auto


class Standing(Enum):
    """What a hand-in waits for, or how it came out."""

    WAITS_FOR_RATING = auto()
    WAITS_FOR_SECOND_RATING = auto()
    RATERS_DISAGREE = auto()
    WAITS_FOR_SIGN_OFF = auto()
    MET = auto()
    NOT_MET = auto()


def standing_of(
    ratings: Sequence[bool],
    *,
    is_rated_twice: bool,
    resolution: bool | None,
    needs_sign_off: bool,
    sign_off: bool | None,
) -> Standing:
    """Where a hand-in stands.

    `ratings` says, for each assessor who judged it, whether it meets the rubric;
    `resolution` what a coordinator decided where two of them disagree; `sign_off` whether
    what a supervisor confirmed, countersigned, meets it (None: nothing counts yet).
    """
    if not ratings:
        return Standing.WAITS_FOR_RATING
    if is_rated_twice and len(ratings) < 2:
        return Standing.WAITS_FOR_SECOND_RATING
    is_met = ratings[0]
    if len(set(ratings)) > 1:
        if resolution is None:
            return Standing.RATERS_DISAGREE
        is_met = resolution
    if is_met and needs_sign_off:
        if sign_off is None:
            return Standing.WAITS_FOR_SIGN_OFF
        is_met = sign_off
    return Standing.MET if is_met else Standing.NOT_MET
