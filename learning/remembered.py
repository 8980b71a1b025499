"""Facts that are the same for everybody, kept between two edits: in the cache, and unpacked in
each process.

Every edit of what they are made from starts a new generation (learning.receivers), for these
facts as for the pages that visitors get (config.page_cache). Where the cache is one process's
own, the other processes notice after `SECONDS` for the cache and as many for what is unpacked.
"""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.core.cache import cache

SECONDS = 30
_GENERATION = "learning.generation"
_WhatHolds = tuple[str, int]

K = TypeVar("K", int, str)
V = TypeVar("V")

_unpacked: tuple[_WhatHolds, dict[tuple[str, Any], Any]] = (("", 0), {})


def remembered(
    kind: str, names: Iterable[K], build: Callable[[list[K]], Mapping[K, V]]
) -> dict[K, V]:
    """The value for each of `names`, built by one call of `build` for all that are not kept.

    Names for which `build` returns no value are left out, and that is remembered too. The values
    are everybody's: only to be read.
    """
    here = _unpacked_now()
    wanted = list(names)
    missing = [name for name in wanted if (kind, name) not in here]
    if missing:
        here |= {(kind, name): value for name, value in _from_the_cache(kind, missing, build)}
    return {name: value for name in wanted if (value := here[kind, name]) is not None}


def what_holds() -> _WhatHolds:
    """Under what a process may keep what it made itself: something else after every edit, and
    after `SECONDS` at the latest."""
    return generation(), int(time.monotonic() // SECONDS)


def generation() -> str:
    """The name of what holds now: another one after every edit."""
    return str(cache.get_or_set(_GENERATION, _new_generation, None))


def forget() -> None:
    """Build everything anew from now on."""
    cache.set(_GENERATION, _new_generation(), None)


def _unpacked_now() -> dict[tuple[str, Any], Any]:
    global _unpacked
    holds = what_holds()
    if _unpacked[0] != holds:
        _unpacked = (holds, {})
    return _unpacked[1]


def _from_the_cache(
    kind: str, names: list[K], build: Callable[[list[K]], Mapping[K, V]]
) -> list[tuple[K, V | None]]:
    stem = f"learning.{kind}.{generation()}"
    kept = cache.get_many([f"{stem}.{name}" for name in names])
    values: dict[K, V | None] = {
        name: kept[key] for name in names if (key := f"{stem}.{name}") in kept
    }
    missing = [name for name in names if name not in values]
    if missing:
        built = build(missing)
        values |= {name: built.get(name) for name in missing}
        cache.set_many({f"{stem}.{name}": values[name] for name in missing}, SECONDS)
    return list(values.items())


def _new_generation() -> str:
    return uuid.uuid4().hex
