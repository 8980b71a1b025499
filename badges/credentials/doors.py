"""What verification may ask of the world, handed in by the caller.

A door decides what it is willing to reach: addresses come from strangers' documents.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


class Unreachable(Exception):
    """What was asked for could not be had: refused, no answer, or no JSON object."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A JSON object that was fetched; ``gone`` when the answer was 410 Gone."""

    document: Mapping[str, Any]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Doors:
    """``resolve_did_or_key`` takes a DID, or the https address of a controller document, and gives
    that document. ``fetch_status_list`` takes the address of a status list credential and gives
    it. ``fetch_hosted`` takes the address of a hosted Open Badges 2.0 document.

    Each raises Unreachable.
    """

    resolve_did_or_key: Callable[[str], Mapping[str, Any]]
    fetch_status_list: Callable[[str], Mapping[str, Any]]
    fetch_hosted: Callable[[str], Fetched]
