"""The card for links to an award."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from badges.artwork import Artwork, card, draw_png

WORDS = card.Card(
    kind="Skill badge",
    badge="Collaboration",
    lead="earned by",
    recipient="Ada Example",
    issuer="University",
    day="1 May 2026",
    site="Cairn",
    promise="Signed. Anyone can verify it.",
)


@pytest.fixture(scope="module")
def picture():
    return draw_png(Artwork("collaboration", "badge", 1, "Collaboration"), 60)


def test_the_same_words_make_the_same_bytes(picture):
    assert card.draw(WORDS, picture) == card.draw(WORDS, picture)


def test_it_is_small_enough_for_every_site(picture):
    drawn = card.draw(WORDS, picture)
    assert Image.open(io.BytesIO(drawn)).size == (1200, 630)
    assert len(drawn) < 300_000


@pytest.mark.parametrize("name", ["Żółć Gęślą-Jaźń", "José Ñuñez", "Нина Петрова", "Νίκη", "Đặng"])
def test_names_of_many_languages_are_lettered_in_full(name):
    assert card.drawable(name) == name


@pytest.mark.parametrize("name", ["王小明", "محمد", ""])
def test_a_name_that_the_font_cannot_letter_is_left_out_and_not_mangled(name, picture):
    assert card.drawable(name) == ""
    assert card.draw(replace(WORDS, recipient=name), picture)


@pytest.mark.parametrize("name", ["word " * 60, "W" * 300, "WWWW " + "W" * 300])
def test_a_long_name_ends_in_an_ellipsis_within_the_room(name):
    block = card.fit(name.strip(), 76, 44, room=500)
    assert len(block.lines) == 2
    assert block.lines[-1].endswith("…")
    assert all(card.width(line, block.size) <= 500 for line in block.lines)


def test_a_name_is_shortened_after_a_whole_word():
    name = "Learning to speak well before very many people at once"
    block = card.fit(name, 76, 60, room=500)
    assert block.lines[-1].endswith("…")
    assert block.lines[-1].removesuffix("…").split(" ")[-1] in name.split(" ")


def test_a_short_name_keeps_the_largest_letters():
    assert card.fit("Empathy", 76, 44, room=500) == card.Block(("Empathy",), 76, 87)
