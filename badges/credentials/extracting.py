"""Taking plain data out of documents that strangers wrote."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from .report import Link
from .texts import parse_timestamp, portable_text

_LONGEST_TEXT: Final = 5_000
_MOST_ITEMS: Final = 100


def items(value: object) -> list[Any]:
    """The values of a member that may be absent, one, or many."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in items(value)[:_MOST_ITEMS] if isinstance(item, Mapping)]


def first_object(value: object) -> Mapping[str, Any]:
    return next(iter(objects(value)), {})


def text(value: object) -> str:
    """A text, or the first of several in different languages."""
    for item in items(value):
        plain = item.get("@value") if isinstance(item, Mapping) else item
        if isinstance(plain, str):
            return portable_text(plain)[:_LONGEST_TEXT].strip()
    return ""


def texts(value: object) -> tuple[str, ...]:
    return tuple(filter(None, (text(item) for item in items(value)[:_MOST_ITEMS])))


def identifier(value: object) -> str:
    """The id of an object, or the value itself when it is one."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else ""


def web_address(value: object) -> str:
    """The http or https address an object or text gives, or nothing."""
    address = identifier(value)
    return address if host_of(address) and len(address) <= _LONGEST_TEXT else ""


def host_of(address: str) -> str:
    """Host and port of an http or https address, in lower case, or nothing."""
    try:
        parts = urlsplit(address)
        return parts.netloc.lower() if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def instant(value: object) -> datetime | None:
    """The instant a text names, or None."""
    try:
        return parse_timestamp(value) if isinstance(value, str) else None
    except ValueError:
        return None


def alignments(value: object) -> tuple[Link, ...]:
    return tuple(
        Link(text(item.get("targetName")), web_address(item.get("targetUrl")))
        for item in objects(value)
        if text(item.get("targetName"))
    )


def evidence(value: object) -> tuple[Link, ...]:
    found = []
    for item in items(value)[:_MOST_ITEMS]:
        members = item if isinstance(item, Mapping) else {}
        link = Link(
            text(members.get("name")),
            web_address(item),
            text(members.get("narrative")) or text(members.get("description")),
        )
        if link != Link(""):
            found.append(link)
    return tuple(found)
