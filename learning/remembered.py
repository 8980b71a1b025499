"""Facts that are the same for everybody, kept in the cache between two edits.

Every edit of what they are made from starts a new generation (learning.receivers), for these
facts as for the pages that visitors get (config.page_cache). Where the cache is one process's
own, the other processes notice within `SECONDS`.
"""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.core.cache import cache

SECONDS = 60
_GENERATION = "learning.generation"

K = TypeVar("K", int, str)
V = TypeVar("V")


def remembered(
    kind: str, names: Iterable[K], build: Callable[[list[K]], Mapping[K, V]]
) -> dict[K, V]:
    """The value for each of `names`, built by one call of `build` for all that are not kept.

    Names for which `build` returns no value are left out, and that is remembered too.
    """
    stem = f"learning.{kind}.{generation()}"
    key_of = {name: f"{stem}.{name}" for name in names}
    kept = cache.get_many(list(key_of.values()))
    values: dict[K, V | None] = {name: kept[key] for name, key in key_of.items() if key in kept}
    missing = [name for name in key_of if name not in values]
    if missing:
        built = build(missing)
        values |= {name: built.get(name) for name in missing}
        cache.set_many({key_of[name]: values[name] for name in missing}, SECONDS)
    return {name: value for name in key_of if (value := values[name]) is not None}


def what_holds() -> tuple[str, int]:
    """Under what a process may keep what it made itself: something else after every edit, and
    after `SECONDS` at the latest."""
    return generation(), int(time.monotonic() // SECONDS)


def generation() -> str:
    """The name of what holds now: another one after every edit."""
    return str(cache.get_or_set(_GENERATION, _new_generation, None))


def forget() -> None:
    """Build everything anew from now on."""
    cache.set(_GENERATION, _new_generation(), None)


def _new_generation() -> str:
    return uuid.uuid4().hex
