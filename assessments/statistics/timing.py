"""How long a question took, as far as the times of its saves tell."""

from collections.abc import Sequence
from datetime import datetime


def seconds_on_questions(
    started_at: datetime, saves: Sequence[tuple[datetime, datetime]]
) -> list[float | None]:
    """For each response of an attempt, given when it was first and last saved, the seconds
    from leaving the response before it (or starting) to its last save.

    A response keeps its first and its last save only. The last is the moment of leaving, if
    no other response was begun before it. If one was, the learner came back later: when they
    first left, and with it the time of this question and of the one after, is not known, and
    None is better than a time that covers another question. So the figures leave out those
    who came back, and include every pause: take a median of many.
    """
    order = sorted(range(len(saves)), key=lambda index: saves[index])
    seconds: list[float | None] = [None] * len(saves)
    arrived: datetime | None = started_at
    for place, index in enumerate(order):
        saved = saves[index][1]
        came_back = place + 1 < len(order) and saves[order[place + 1]][0] < saved
        left = None if came_back else saved
        if arrived is not None and left is not None and arrived <= left:
            seconds[index] = (left - arrived).total_seconds()
        arrived = left
    return seconds
