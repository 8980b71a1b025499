"""Choosing which questions of a bank an attempt asks. Pure: chance comes in."""

from collections.abc import Mapping, Sequence
from random import Random


def draw(bank: Sequence[int], count: int, *, seen: Mapping[int, int], chance: Random) -> list[int]:
    """`count` of the question ids in `bank` (all of them, if it holds fewer), in random order.

    Questions that the learner has not seen come first. `seen` says in which of their
    attempts (1 is the first) each of the others was asked last: the longest ago comes next.
    """
    unseen = [question_id for question_id in bank if question_id not in seen]
    drawn = chance.sample(unseen, min(count, len(unseen)))
    if len(drawn) < count:
        again = [question_id for question_id in bank if question_id in seen]
        chance.shuffle(again)
        again.sort(key=lambda question_id: seen[question_id])
        drawn += again[: count - len(drawn)]
    chance.shuffle(drawn)
    return drawn
