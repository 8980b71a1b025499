"""Setting names in one or two lines."""

from __future__ import annotations

import pytest

from badges.artwork import lettering

ROOM = 500


def test_a_short_name_is_set_on_one_line_in_the_largest_letters():
    assert lettering.fit("Empathy", ROOM) == lettering.Setting(("Empathy",), lettering.LARGEST)


def test_a_long_name_is_set_on_two_lines():
    setting = lettering.fit("Working With People Who Disagree With You", ROOM)
    assert " ".join(setting.lines) == "Working With People Who Disagree With You"
    assert len(setting.lines) == 2


def test_a_name_with_a_colon_breaks_after_it():
    setting = lettering.fit("Leadership: Introduction and Foundation", ROOM)
    assert setting.lines == ("Leadership:", "Introduction and Foundation")


@pytest.mark.parametrize("name", ["word " * 60, "W" * 300, "WWWW " + "W" * 300, "跨文化" * 60])
def test_a_name_too_long_for_two_lines_ends_in_an_ellipsis_within_the_room(name):
    setting = lettering.fit(name.strip(), ROOM)
    assert setting.lines[-1].endswith("…")
    assert all(0 < lettering.width(line, setting.size) <= ROOM for line in setting.lines)


def test_one_word_too_long_for_a_line_is_broken_between_letters():
    name = "Donaudampfschifffahrtsgesellschaftskapitänspatent"
    setting = lettering.fit(name, ROOM)
    assert "".join(setting.lines) == name
    assert all(lettering.width(line, setting.size) <= ROOM for line in setting.lines)


def test_a_readable_name_has_single_spaces_and_no_control_characters():
    assert lettering.readable(" Oral\x00\n  Communication\x07 ") == "Oral Communication"


def test_a_readable_name_cannot_turn_its_own_direction_around():
    assert lettering.readable("abc\u202egnp.exe") == "abcgnp.exe"


def test_a_letter_the_font_lacks_loses_its_accent_before_the_name_is_given_up():
    assert not lettering.has_glyph("ạ")
    assert lettering.drawable("Wabạnaki") == "Wabanaki"


def test_a_name_the_font_cannot_letter_is_given_up_whole():
    assert lettering.drawable("Empathy 共感") == ""
