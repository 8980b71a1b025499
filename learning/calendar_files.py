"""Calendar files (iCalendar, RFC 5545) of whole days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75
_LINE_END = "\r\n"


@dataclass(frozen=True, slots=True)
class Event:
    """A day in a calendar. `uid` stays the same through all changes, `changes` counts them."""

    uid: str
    day: date
    title: str
    changed_at: datetime
    changes: int = 0
    description: str = ""
    url: str = ""


def calendar_file(events: Iterable[Event], *, name: str, product: str) -> str:
    """A calendar of `events`, ready to be sent as `text/calendar` in UTF-8."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(product)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        # Two names for the same: RFC 7986's, and the one that programs have long read.
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}{_LINE_END}" for line in lines)


def escaped(text: str) -> str:
    """`text` as a value of type TEXT (section 3.3.11)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> str:
    """`line` in pieces of at most 75 octets, no character cut in two (section 3.1)."""
    return f"{_LINE_END} ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    piece, size, room = "", 0, MOST_OCTETS
    for character in line:
        octets = len(character.encode())
        if size + octets > room:
            yield piece
            # The space that a continued line begins with counts too.
            piece, size, room = "", 0, MOST_OCTETS - 1
        piece += character
        size += octets
    yield piece


def _event(event: Event) -> list[str]:
    changed = event.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{event.changes}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        # The day on which it is over, not its last (section 3.6.1).
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(event.title)}",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{escaped(event.description)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    # A day of one's own keeps nobody from meeting.
    return [*lines, "TRANSP:TRANSPARENT", "END:VEVENT"]
