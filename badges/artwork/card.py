"""The picture that a link to an award shows where it is shared: 1200 by 630 pixels."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from badges.artwork import lettering
from badges.artwork.palette import channels
from badges.artwork.stones import Stone, fractions, shape

WIDTH, HEIGHT = 1200, 630

_FONT = Path(__file__).parent / "fonts" / "SourceSerifPro-Regular.ttf"
_NO_SUCH_GLYPH = "\uffff"
_FINER = 2
_COLOURS = 128

_PAPER, _INK, _SOFT, _SPRUCE = "#f5f2ea", "#20282a", "#545d5c", "#1d5141"
_FOREST, _ON_FOREST = "#17332b", "#ece9dc"

_PICTURE, _PICTURE_LEFT, _PICTURE_TOP = 452, 52, 40
_LEFT, _ROOM = 556, 588
_GROUND = 532
_LARGEST_BADGE, _SMALLEST_BADGE = 76, 44
_LARGEST_NAME, _SMALLEST_NAME = 48, 32
_SMALL = 28


@dataclass(frozen=True)
class Card:
    """What stands on a card. Each text may be anything; what the font can't letter is left out."""

    kind: str
    badge: str
    lead: str
    recipient: str
    issuer: str
    day: str
    site: str
    promise: str


@dataclass(frozen=True)
class Block:
    """Lines of one size, and how far their baselines are apart."""

    lines: tuple[str, ...]
    size: int
    pitch: int


def draw(card: Card, picture: bytes) -> bytes:
    """Return the card as a PNG, with the badge's `picture` (a square PNG) on it."""
    canvas = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), _PAPER)
    pen = ImageDraw.Draw(canvas)
    _landscape(pen)
    badge = Image.open(io.BytesIO(picture)).convert("RGBA")
    side = _PICTURE * _FINER
    badge = badge.resize((side, side), Image.Resampling.LANCZOS)
    canvas.paste(badge, (_PICTURE_LEFT * _FINER, _PICTURE_TOP * _FINER), badge)
    _words(pen, card)
    drawn = canvas.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    packed = drawn.quantize(_COLOURS, dither=Image.Dither.FLOYDSTEINBERG)
    file = io.BytesIO()
    packed.save(file, "PNG", optimize=True)
    return file.getvalue()


def drawable(text: str) -> str:
    """Return the text in letters the font has, accents dropped where it must be, else ""."""
    letters = []
    for char in lettering.readable(text):
        if not has_glyph(char):
            char = "".join(c for c in unicodedata.normalize("NFKD", char) if has_glyph(c))
            if not char:
                return ""
        letters.append(char)
    return "".join(letters)


@lru_cache(maxsize=4096)
def has_glyph(char: str) -> bool:
    if char.isspace():
        return True
    face = _font(100)
    drawn, missing = face.getmask(char), face.getmask(_NO_SUCH_GLYPH)
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def fit(text: str, largest: int, smallest: int, *, room: float = _ROOM) -> Block:
    """Return the text in the largest letters that fit `room`, on one line or two.

    One too long for two lines of the smallest letters ends in an ellipsis, after a whole word
    where there is one.
    """
    if width(text, largest) <= room:
        return _block((text,), largest)
    for size in range(largest, smallest - 1, -2):
        if width(text, size) <= room and size > largest * 0.7:
            return _block((text,), size)
        lines = _in_two(text, size, room)
        if lines is not None:
            return _block(lines, size)
    first, rest = _first_line(text, smallest, room)
    return _block((first, _shortened(rest, smallest, room)), smallest)


def _block(lines: tuple[str, ...], size: int) -> Block:
    return Block(lines, size, round(size * 1.14))


def _in_two(text: str, size: int, room: float) -> tuple[str, str] | None:
    """Return the text on two lines as even as can be, None where it takes more."""
    words = text.split(" ")
    splits = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    if not splits:
        return None
    best = min(splits, key=lambda lines: max(width(line, size) for line in lines))
    return best if max(width(line, size) for line in best) <= room else None


def _first_line(text: str, size: int, room: float) -> tuple[str, str]:
    end = _letters_that_fit(text, size, room)
    space = text.rfind(" ", 0, end + 1)
    cut = space if space > 0 else end
    return text[:cut].strip(), text[cut:].strip()


def _shortened(text: str, size: int, room: float) -> str:
    if width(text, size) <= room:
        return text
    end = _letters_that_fit(text, size, room - width("…", size))
    space = text.rfind(" ", 0, end + 1)
    return text[: space if space > end / 2 else end].rstrip(" ,.;:-") + "…"


def _letters_that_fit(text: str, size: int, room: float) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(text[:middle], size) <= room else (low, middle - 1)
    return low


def width(text: str, size: int) -> float:
    """Return how wide a line is in letters of this size."""
    return _font(100).getlength(text) * size / 100


@lru_cache(maxsize=16)
def _font(pixels: int) -> ImageFont.FreeTypeFont:
    # The basic layout is the same on every machine; Raqm is not everywhere.
    return ImageFont.truetype(_FONT, pixels, layout_engine=ImageFont.Layout.BASIC)


def _words(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Set the words beside the picture, as one block in the middle of its height."""
    recipient = drawable(card.recipient)
    parts: list[tuple[str, str, int, int, int]] = [(card.kind, _SPRUCE, _SMALL, _SMALL, 0)]
    parts.append((card.badge, _INK, _LARGEST_BADGE, _SMALLEST_BADGE, 12))
    if recipient:
        parts.append((card.lead, _SOFT, _SMALL, _SMALL, 26))
        parts.append((recipient, _INK, _LARGEST_NAME, _SMALLEST_NAME, 8))
    parts.append((card.issuer, _SOFT, _SMALL, _SMALL - 4, 24))
    parts.append((card.day, _SOFT, _SMALL, _SMALL, 0))
    blocks = [
        (fit(text, largest, smallest), colour, above)
        for given, colour, largest, smallest, above in parts
        if (text := drawable(given))
    ]
    height = sum(above + block.pitch * len(block.lines) for block, _, above in blocks)
    top = max(24.0, _PICTURE_TOP + (_PICTURE - height) / 2)
    for block, colour, above in blocks:
        top += above
        for line in block.lines:
            _line(pen, line, _LEFT, top + block.pitch * 0.78, block.size, colour)
            top += block.pitch
    _line(pen, card.site, 116, HEIGHT - 33, 36, _ON_FOREST)
    promise = drawable(card.promise)
    _line(pen, promise, WIDTH - 56, HEIGHT - 34, 26, _ON_FOREST, anchor="rs")


def _line(
    pen: ImageDraw.ImageDraw,
    text: str,
    x: float,
    baseline: float,
    size: int,
    colour: str,
    anchor: str = "ls",
) -> None:
    pen.text(
        (x * _FINER, baseline * _FINER), text, colour, font=_font(size * _FINER), anchor=anchor
    )


def _landscape(pen: ImageDraw.ImageDraw) -> None:
    """A forest at dusk along the foot of the card, and the site's mark in it."""
    chance = fractions("card")
    x = -20.0
    while x < WIDTH:
        _spruce(pen, x, _GROUND + 24, 20 + 44 * next(chance) ** 2)
        x += 13 + 26 * next(chance)
    pen.rectangle((0, (_GROUND + 18) * _FINER, WIDTH * _FINER, HEIGHT * _FINER), _FOREST)
    for stone in (
        Stone(80, HEIGHT - 30, 50, 18, "", "cairn foot", squareness=2.5),
        Stone(81, HEIGHT - 47, 34, 14, "", "cairn middle", tilt=-3, squareness=2.4),
        Stone(79, HEIGHT - 61, 21, 12, "", "cairn head", tilt=4, squareness=2.3),
    ):
        outline = [(px * _FINER, py * _FINER) for px, py in shape(stone).flattened(_FINER)]
        pen.polygon(outline, channels(_ON_FOREST))


def _spruce(pen: ImageDraw.ImageDraw, x: float, foot: float, height: float) -> None:
    def at(across: float, up: float) -> tuple[float, float]:
        return (x + across * height * 0.3) * _FINER, (foot - up * height) * _FINER

    left = [at(-1, 0), at(-0.55, 0.3), at(-0.72, 0.3), at(-0.32, 0.62), at(-0.45, 0.62)]
    right = [at(-across, up) for across, up in ((-1, 0), (-0.55, 0.3), (-0.72, 0.3))]
    right += [at(0.32, 0.62), at(0.45, 0.62)]
    pen.polygon([*left, at(0, 1), *reversed(right)], _FOREST)
