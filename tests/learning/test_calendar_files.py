from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from learning.calendar_files import MOST_OCTETS, Event, calendar_file, escaped, folded

CHANGED = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


def event(**fields):
    return Event(
        **{
            "uid": "1@example.org",
            "day": date(2026, 12, 31),
            "title": "Assessment",
            "changed_at": CHANGED,
            **fields,
        }
    )


def lines_of(*events):
    written = calendar_file(events, name="My dates", product="-//Cairn//Cairn//EN")
    return written.replace("\r\n ", "").split("\r\n")


def test_a_calendar_holds_an_event_for_each_date():
    lines = lines_of(event(), event(uid="2@example.org"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert {"UID:1@example.org", "UID:2@example.org"} <= set(lines)


def test_a_calendar_without_dates_is_one_all_the_same():
    assert "VERSION:2.0" in lines_of()


def test_a_day_ends_where_the_next_begins_also_at_the_end_of_a_year():
    lines = lines_of(event())
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines


def test_the_time_of_a_change_is_written_in_universal_time():
    in_maine = CHANGED.astimezone(timezone(timedelta(hours=-5)))
    assert "DTSTAMP:20260301T123000Z" in lines_of(event(changed_at=in_maine))


def test_a_change_has_a_higher_sequence():
    assert "SEQUENCE:3" in lines_of(event(changes=3))


def test_what_has_a_meaning_in_the_format_is_escaped():
    assert escaped("a, b; c\\d\r\ne") == "a\\, b\\; c\\\\d\\ne"


def test_a_title_can_add_no_line_of_its_own():
    lines = lines_of(event(title="x\nEND:VEVENT\r\nBEGIN:VALARM"))
    assert "BEGIN:VALARM" not in lines
    assert lines.count("END:VEVENT") == 1


def test_a_long_line_of_wide_characters_is_cut_between_them():
    pieces = folded("SUMMARY:" + "ä" * 100).split("\r\n")
    assert len(pieces) > 2
    assert all(piece.encode().decode() == piece for piece in pieces)


@given(TEXTS)
def test_folding_keeps_to_75_octets_and_loses_nothing(text):
    written = folded(text)
    assert all(len(line.encode()) <= MOST_OCTETS for line in written.split("\r\n"))
    assert written.replace("\r\n ", "") == text


@given(TEXTS)
def test_escaping_can_be_undone(text):
    undone, rest = "", iter(escaped(text))
    for character in rest:
        if character == "\\":
            following = next(rest)
            undone += "\n" if following == "n" else following
        else:
            undone += character
    assert undone == text
