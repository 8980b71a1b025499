"""How long a lesson takes, counted from what it holds and never typed in."""

import math
import re
from typing import Any

WORDS_A_MINUTE = 200
MINUTES_FOR = {"check": 1, "reflection": 3, "scenario": 5, "download": 20, "video": 4}

_TAG = re.compile(r"<[^>]+>")
# What the learner reads within the time that the block has anyway.
_COUNTED = ("heading", "rich_text", "callout", "image")


def minutes_of(body: Any) -> int:
    """Whole minutes for a lesson's body (a StreamValue), rounded up; 0 for an empty one."""
    words = 0
    minutes = 0
    for block in body:
        minutes += MINUTES_FOR.get(block.block_type, 0)
        if block.block_type in _COUNTED:
            words += words_in(block.block.get_prep_value(block.value))
    return minutes + math.ceil(words / WORDS_A_MINUTE)


def words_in(value: Any) -> int:
    """The words in all texts of a raw block value, markup left out."""
    if isinstance(value, str):
        return len(_TAG.sub(" ", value).split())
    if isinstance(value, dict):
        return sum(words_in(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(words_in(inner) for inner in value)
    return 0
