"""The SVG files the site serves."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from badges.artwork import EMBLEMS, colour_of, export

SERVED = Path(__file__).parents[3] / "static" / "emblems"


def test_every_emblem_and_the_sites_mark_are_written(tmp_path):
    written = {path.stem for path in export.write(tmp_path / "emblems")}
    assert written == {*EMBLEMS, "cairn", "favicon"}


def test_the_files_served_are_the_files_written(tmp_path):
    for path in export.write(tmp_path):
        assert (SERVED / path.name).read_bytes() == path.read_bytes()


def test_the_favicon_turns_light_where_the_reader_prefers_dark():
    style = ElementTree.fromstring(export.favicon_svg())[0].text
    light, dark = colour_of(export.SITE_EMBLEM)
    assert style.index(light) < style.index("prefers-color-scheme:dark") < style.index(dark)


def test_the_sites_mark_takes_the_colour_of_its_text():
    assert 'fill="currentColor"' in export.cairn_svg()
