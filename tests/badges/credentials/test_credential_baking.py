import io
import json
import struct
import zlib
from typing import Any

import openbadgeslib.baking
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badges.credentials.baking import Baked, NotBakeable, bake, extract

ASSERTION = json.dumps({"id": "https://a.org/1", "name": "Ä <&> ]]> \u2028"}, ensure_ascii=False)
CREDENTIAL = json.dumps({"id": "https://a.org/2", "name": "Ö ]]> --> <!["}, ensure_ascii=False)
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl"
BOTH = Baked(ASSERTION, CREDENTIAL)

SVG = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- <svg> a comment -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" aria-label="a &gt; b">
  <path d='M0 0'/><text>\xc3\xa4</text>
</svg>
"""
PLAIN_SVGS = [
    SVG,
    b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    b"<s:svg xmlns:s='http://www.w3.org/2000/svg' />",
]


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(file, "PNG")
    return file.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", checksum)


def _with_chunk(image: bytes, chunk: bytes) -> bytes:
    return image[:33] + chunk + image[33:]


IMAGES = [_png(), *PLAIN_SVGS]


def _readable(baked: Baked) -> list[Any]:
    return [text and json.loads(text) for text in (baked.assertion, baked.credential)]


@pytest.mark.parametrize("image", IMAGES)
@pytest.mark.parametrize("baked", [BOTH, Baked(ASSERTION), Baked(credential=CREDENTIAL), Baked()])
def test_an_image_gives_back_what_was_baked_into_it(image: bytes, baked: Baked) -> None:
    assert _readable(extract(bake(image, baked))) == _readable(baked)


@pytest.mark.parametrize("image", IMAGES)
def test_tokens_and_addresses_can_be_baked_too(image: bytes) -> None:
    baked = Baked("https://a.org/1", TOKEN)
    assert extract(bake(image, baked)) == baked


@pytest.mark.parametrize("image", IMAGES)
def test_baking_again_replaces_what_was_there(image: bytes) -> None:
    once = bake(image, Baked(credential=CREDENTIAL))
    assert bake(bake(image, BOTH), Baked(credential=CREDENTIAL)) == once


@pytest.mark.parametrize("image", PLAIN_SVGS[:1])
def test_the_drawing_is_left_as_it_was(image: bytes) -> None:
    assert bake(bake(image, BOTH), Baked()) == image


def test_a_baked_png_still_shows_the_same_picture() -> None:
    before, after = (Image.open(io.BytesIO(i)) for i in (_png(), bake(_png(), BOTH)))
    assert before.tobytes() == after.tobytes()


def test_another_tool_reads_what_was_baked() -> None:
    png, svg = bake(_png(), BOTH), bake(SVG, Baked(credential=TOKEN))
    assert openbadgeslib.baking.extract_png(png) == ASSERTION
    assert (
        openbadgeslib.baking.extract_png(png, keyword=openbadgeslib.baking.ITXT_KEYWORD_OB3)
        == CREDENTIAL
    )
    found = openbadgeslib.baking.extract_svg(
        svg,
        element=openbadgeslib.baking.SVG_ELEMENT_OB3,
    )
    assert found == TOKEN


def test_the_svg_element_stands_first_and_its_namespace_on_the_root() -> None:
    baked = bake(SVG, Baked(ASSERTION)).decode()
    assert (
        '" xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="https://a.org/1"><![CDATA[{'
        in baked
    )


def test_compressed_text_from_another_tool_is_read() -> None:
    data = b"openbadges\0\1\0\0\0" + zlib.compress(ASSERTION.encode())
    assert extract(_with_chunk(_png(), _chunk(b"iTXt", data))).assertion == ASSERTION


def test_an_image_without_a_badge_carries_nothing() -> None:
    assert extract(_png()) == extract(SVG) == Baked()


BOMB = b"openbadges\0\1\0\0\0" + zlib.compress(b" " * 50_000_000)
TEXT = _chunk(b"iTXt", b"openbadges\0\0\0\0\0{}")
DAMAGED = {
    "empty": b"",
    "no image": b"GIF89a",
    "signature only": _png()[:8],
    "cut short": _png()[:-5],
    "changed byte": _png()[:20] + b"\x01" + _png()[21:],
    "no header": _png()[:8] + _png()[33:],
    "endless length": _png()[:33] + b"\xff\xff\xff\xffIDAT",
    "two badges": _with_chunk(_with_chunk(_png(), TEXT), TEXT),
    "bomb": _with_chunk(_png(), _chunk(b"iTXt", BOMB)),
    "broken compression": _with_chunk(_png(), _chunk(b"iTXt", b"openbadges\0\1\0\0\0xyz")),
    "no text": _with_chunk(_png(), _chunk(b"iTXt", b"openbadges\0")),
    "no unicode": _with_chunk(_png(), _chunk(b"iTXt", b"openbadges\0\0\0\0\0\xff")),
    "too many chunks": _png()[:33] + _chunk(b"tEXt", b"") * 30_000 + _png()[33:],
    "html": b"<html></html>",
    "broken svg": b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
    "entities": b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    "external entity": b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><svg/>',
    "two svg badges": bake(SVG, BOTH).replace(
        b"<path",
        b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">x</o:credential><path',
    ),
}


@pytest.mark.parametrize("image", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_or_hostile_image_is_refused(image: bytes) -> None:
    with pytest.raises(NotBakeable):
        extract(image)


def test_an_image_larger_than_allowed_is_refused() -> None:
    with pytest.raises(NotBakeable):
        extract(_png(), max_bytes=50)
    with pytest.raises(NotBakeable):
        bake(SVG, BOTH, max_bytes=50)


@pytest.mark.parametrize(
    "image",
    [SVG.decode().replace("UTF-8", name).encode(name) for name in ("utf-16", "iso-8859-1")],
)
def test_an_svg_in_another_encoding_is_read_but_not_edited(image: bytes) -> None:
    assert extract(image) == Baked()
    with pytest.raises(NotBakeable):
        bake(image, BOTH)


def test_an_assertion_without_an_id_cannot_be_verified_and_is_not_baked() -> None:
    with pytest.raises(NotBakeable):
        bake(SVG, Baked("{}"))


@given(st.data())
def test_no_byte_of_a_png_changes_what_it_carries_unnoticed(data: st.DataObject) -> None:
    image = bytearray(bake(_png(), BOTH))
    position = data.draw(st.integers(0, len(image) - 1))
    image[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NotBakeable):
        extract(bytes(image))
