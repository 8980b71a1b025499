"""How long a lesson takes, counted from what it holds and never typed in."""

import math
import re
from typing import Any

WORDS_A_MINUTE = 180
# A check or a question is a situation to read, options to weigh and feedback to take in; a
# reflection is a paragraph to write; a download is the sheet of an activity that is done in the
# learner's own setting over some days, about an hour in all.
MINUTES_FOR = {"check": 2, "reflection": 5, "download": 60, "video": 4}
MINUTES_FOR_A_QUESTION = 2
# To write up for an assessor what an activity has prepared.
MINUTES_FOR_A_TASK = 30

_TAG = re.compile(r"<[^>]+>")
# What is read. Of a scenario every scene: one way through it is less, a second way is more.
_COUNTED = ("heading", "rich_text", "callout", "image", "scenario")


def minutes_of(body: Any) -> int:
    """Whole minutes for a lesson's body (a StreamValue), rounded up; 0 for an empty one."""
    words = 0
    minutes = 0
    for block in body:
        minutes += MINUTES_FOR.get(block.block_type, 0)
        if block.block_type in _COUNTED:
            words += words_in(block.block.get_prep_value(block.value))
    return minutes + math.ceil(words / WORDS_A_MINUTE)


def minutes_of_assessment(*, questions: int, tasks: int) -> int:
    """Whole minutes for the questions of a first attempt and the tasks that are required."""
    return questions * MINUTES_FOR_A_QUESTION + tasks * MINUTES_FOR_A_TASK


def words_in(value: Any) -> int:
    """The words in all texts of a raw block value, markup left out."""
    if isinstance(value, str):
        return len(_TAG.sub(" ", value).split())
    if isinstance(value, dict):
        return sum(words_in(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(words_in(inner) for inner in value)
    return 0
