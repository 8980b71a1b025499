"""The pictures of badges as PNG and as SVG."""

from __future__ import annotations

import io
import re
import struct
from itertools import combinations
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops, ImageStat

from badges.artwork import EMBLEMS, Artwork, colour_of, draw_png, draw_svg, emblem_svg
from badges.artwork.emblems import GRID, emblem
from badges.artwork.geometry import polygon
from badges.artwork.palette import channels
from badges.artwork.raster import png
from badges.artwork.scene import CANVAS, Layer, Radial, Solid, Stop, Vertical

SVG = "{http://www.w3.org/2000/svg}"
KINDS = [
    Artwork("leadership", "badge", 1, "Leadership"),
    Artwork("leadership", "level", 1, "Leadership: Introduction and Foundation"),
    Artwork("leadership", "level", 2, "Leadership: Training and Practice"),
    Artwork("leadership", "level", 3, "Leadership: Application and Feedback"),
    Artwork("leadership", "macro", 3, "Leadership"),
]
NAMES = {
    "empty": "",
    "blank": " \t\n ",
    "long": "The patient and repeated application of what was learned " * 8,
    "one long word": "Donaudampfschifffahrtsgesellschaftskapitän" * 3,
    "Cyrillic": "Сотрудничество",
    "Arabic": "التواصل الشفهي",
    "Chinese": "跨文化交流能力",
    "emoji": "Teamwork 👩🏽‍🚀",
    "accents": "Résilience à l'œuvre: Łódź, Kraków",
    "control characters": "Null\x00 and bell\x07 and \x1b[31m",
    "a lone surrogate": "half \ud83d of a pair",
    "a noncharacter": "edge \uffff case",
    "right-to-left override": "abc\u202egnp.exe",
    "markup": "<&\"'>",
}


def artwork(name: str = "Empathy", emblem: str = "empathy") -> Artwork:
    return Artwork(emblem, "badge", 1, name)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGBA")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [
        part / 12.92 if (part := value / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for value in channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def chunk_names(png: bytes) -> list[bytes]:
    names, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        names.append(png[at + 4 : at + 8])
        at += length + 12
    return names


@pytest.mark.parametrize("which", EMBLEMS)
def test_every_emblem_is_drawn_as_a_png_of_the_size_asked(which):
    image = Image.open(io.BytesIO(draw_png(artwork(emblem=which), 200)))
    image.load()
    assert (image.format, image.size) == ("PNG", (200, 200))


@pytest.mark.parametrize("which", EMBLEMS)
def test_every_emblem_is_drawn_as_well_formed_svg(which):
    assert ElementTree.fromstring(draw_svg(artwork(emblem=which))).tag == f"{SVG}svg"


@pytest.mark.parametrize("which", EMBLEMS)
def test_every_emblem_is_an_icon_in_the_colour_of_its_text(which):
    icon = ElementTree.fromstring(emblem_svg(which))
    paints = {shape.get(paint) for shape in icon for paint in ("fill", "stroke")}
    assert icon.get("viewBox") == "0 0 24 24"
    assert paints <= {"currentColor", "none", None}


@pytest.mark.parametrize("picture", KINDS, ids=lambda a: f"{a.kind}-{a.stones}")
def test_a_full_size_png_is_light_enough_to_mail(picture):
    assert len(draw_png(picture)) < 80_000


@pytest.mark.parametrize("picture", KINDS, ids=lambda a: f"{a.kind}-{a.stones}")
def test_an_svg_stays_under_twenty_kilobytes(picture):
    assert len(draw_svg(picture).encode()) < 20_000


@pytest.mark.parametrize("size", [24, 600])
def test_a_png_has_transparent_corners(size):
    image = opened(draw_png(artwork(), size))
    last = size - 1
    corners = [image.getpixel(at) for at in ((0, 0), (last, 0), (0, last), (last, last))]
    assert [alpha for *_, alpha in corners] == [0, 0, 0, 0]


def test_a_full_size_png_is_opaque_where_the_stone_lies():
    assert opened(draw_png(artwork())).getpixel((300, 60))[3] == 255


def test_a_full_size_png_keeps_the_colour_of_the_stone():
    red, green, blue, _ = opened(draw_png(artwork(emblem="leadership"))).getpixel((100, 250))
    assert blue > green > red


def test_a_png_carries_no_metadata():
    assert set(chunk_names(draw_png(artwork()))) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


@pytest.mark.parametrize("picture", KINDS, ids=lambda a: f"{a.kind}-{a.stones}")
def test_the_same_artwork_is_the_same_bytes(picture):
    assert draw_png(picture, 300) == draw_png(picture, 300)
    assert draw_svg(picture) == draw_svg(picture)


def test_badge_levels_and_macro_badge_of_one_pathway_are_different_pictures():
    pictures = [Artwork("leadership", each.kind, each.stones, "Leadership") for each in KINDS]
    assert len({draw_png(picture, 96) for picture in pictures}) == len(KINDS)


@pytest.mark.parametrize(("asked", "drawn"), [(-2, 1), (0, 1), (99, 5)])
def test_a_level_of_an_impossible_number_of_stones_takes_the_nearest_possible(asked, drawn):
    assert draw_svg(Artwork("stone", "level", asked, "Level")) == draw_svg(
        Artwork("stone", "level", drawn, "Level")
    )


def test_a_macro_badge_is_three_stones_whatever_it_is_told():
    assert draw_svg(Artwork("stone", "macro", 1, "All")) == draw_svg(
        Artwork("stone", "macro", 3, "All")
    )


def test_an_unknown_emblem_is_drawn_as_the_fallback_stone():
    assert draw_png(artwork(emblem="beekeeping"), 96) == draw_png(artwork(emblem="stone"), 96)
    assert draw_svg(artwork(emblem="beekeeping")) == draw_svg(artwork(emblem="stone"))
    assert emblem_svg("beekeeping") == emblem_svg("stone")
    assert colour_of("beekeeping") == colour_of("stone")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_can_be_drawn_as_png(name):
    assert opened(draw_png(artwork(name), 200)).size == (200, 200)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_makes_well_formed_svg(name):
    ElementTree.fromstring(draw_svg(artwork(name)).encode("utf-8"))


def test_the_name_is_lettered_in_a_full_size_png():
    assert draw_png(artwork("Empathy")) != draw_png(artwork("Kindness"))


def test_too_small_a_png_for_lettering_leaves_the_name_out():
    assert draw_png(artwork("Empathy"), 96) == draw_png(artwork("Kindness"), 96)


def test_a_name_in_letters_the_font_lacks_is_left_out_rather_than_drawn_as_boxes():
    assert draw_png(artwork("跨文化交流能力"), 200) == draw_png(artwork(""), 200)


def test_an_svg_is_titled_with_the_name_for_a_screen_reader():
    root = ElementTree.fromstring(draw_svg(artwork("Listening & <Hearing>")))
    title = root[0]
    assert (title.tag, title.text) == (f"{SVG}title", "Listening & <Hearing>")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == title.get("id")


def test_markup_in_a_name_is_escaped():
    drawing = draw_svg(artwork('<script>"&'))
    assert "<script" not in drawing
    assert "&lt;script&gt;" in drawing


@pytest.mark.parametrize("picture", KINDS, ids=lambda a: f"{a.kind}-{a.stones}")
def test_an_svg_runs_nothing_and_fetches_nothing(picture):
    drawing = draw_svg(picture)
    root = ElementTree.fromstring(drawing)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    attributes = {name for element in root.iter() for name in element.attrib}
    references = re.findall(r'href="([^"]*)"|url\(([^)]*)\)', drawing)
    assert not tags & {"script", "image", "foreignObject", "style", "a"}
    assert not {name for name in attributes if name.startswith("on")}
    assert references
    assert all((href or url).startswith("#") for href, url in references)


def test_every_reference_in_an_svg_names_an_element_it_holds():
    drawing = draw_svg(KINDS[-1])
    held = {element.get("id") for element in ElementTree.fromstring(drawing).iter()}
    assert set(re.findall(r'(?:href="|url\()#([\w-]+)', drawing)) <= held


def test_two_svgs_on_one_page_share_no_id():
    ids = [set(re.findall(r' id="([^"]+)"', draw_svg(artwork(name)))) for name in ("One", "Two")]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize(("one", "other"), list(combinations(EMBLEMS, 2)))
def test_emblems_differ_in_shape_at_24_pixels(one, other, silhouettes):
    difference = ImageChops.difference(silhouettes[one], silhouettes[other])
    assert ImageStat.Stat(difference).mean[0] > 25


@pytest.fixture(scope="module")
def silhouettes() -> dict[str, Image.Image]:
    """The carving of each emblem at 24 pixels, in grey, so that colour does not tell them apart."""
    scale = CANVAS / GRID
    drawn = {}
    for name in EMBLEMS:
        scene = tuple(
            Layer(
                tuple(path.placed(scale) for path in mark.contours),
                Solid("#000000"),
                mark.width and mark.width * scale,
            )
            for mark in emblem(name)
        )
        drawn[name] = opened(png(scene, 24)).getchannel("A")
    return drawn


@pytest.mark.parametrize("name", EMBLEMS)
def test_an_emblem_fills_its_grid_and_stays_within_it(name):
    edges = [
        value + side * (mark.width or 0) / 2
        for mark in emblem(name)
        for path in mark.contours
        for point in path.flattened(24)
        for value in point
        for side in (-1, 1)
    ]
    assert 0 <= min(edges) < 3
    assert GRID - 3 < max(edges) <= GRID


def test_every_emblem_has_a_colour_of_its_own():
    assert len({colour_of(name) for name in EMBLEMS}) == len(EMBLEMS)


@pytest.mark.parametrize("which", EMBLEMS)
def test_an_emblems_colours_are_readable_as_text_on_their_themes(which):
    assert contrast(colour_of(which).light, "#faf9f6") >= 4.5
    assert contrast(colour_of(which).dark, "#14181b") >= 4.5


@pytest.mark.parametrize("size", [0, -1, 1201])
def test_a_size_that_cannot_be_drawn_is_refused(size):
    with pytest.raises(ValueError, match="size"):
        draw_png(artwork(), size)


def painted(paint: Vertical | Radial) -> Image.Image:
    """The whole canvas under this paint, 200 pixels wide."""
    everything = polygon((0, 0), (CANVAS, 0), (CANVAS, CANVAS), (0, CANVAS))
    return opened(png((Layer((everything,), paint),), 200))


def test_a_gradient_downward_begins_and_ends_with_its_colours_and_keeps_them_beyond():
    stops = (Stop(0, "#ff0000"), Stop(0.5, "#00ff00"), Stop(1, "#0000ff"))
    image = painted(Vertical(CANVAS / 4, CANVAS * 3 / 4, stops))

    assert image.getpixel((100, 10)) == (255, 0, 0, 255)
    assert image.getpixel((100, 190)) == (0, 0, 255, 255)
    red, green, blue, _alpha = image.getpixel((100, 100))
    assert green > 240 > 15 > max(red, blue)


def test_a_gradient_outward_begins_with_its_first_colour_and_ends_with_its_last():
    stops = (Stop(0, "#ff0000"), Stop(1, "#0000ff", alpha=0.5))
    half = CANVAS / 2
    image = painted(Radial(half, half, CANVAS / 4, CANVAS / 4, stops))

    red, _green, blue, _alpha = image.getpixel((100, 100))
    assert red > 240 > 15 > blue
    assert image.getpixel((5, 5)) == (0, 0, 255, 128)
