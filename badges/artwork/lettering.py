"""Setting a badge's name in one or two lines with the one font that is always there."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL import ImageFont

LARGEST, SMALLEST = 46, 24
LARGEST_OF_TWO = 37
_UNITS = 100
_NO_SUCH_GLYPH = "\uffff"
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Setting:
    """The lines of a name and the size of its letters, in canvas units."""

    lines: tuple[str, ...]
    size: int


@lru_cache(maxsize=8)
def font(pixels: int) -> ImageFont.FreeTypeFont:
    """Return the font that Pillow carries in itself, at a height in pixels."""
    loaded = ImageFont.load_default(size=pixels)
    if not isinstance(loaded, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType, so names cannot be lettered")
    return loaded


def readable(name: str) -> str:
    """Return the name on one line, without controls, lone surrogates or noncharacters.

    Of the format characters only the joiners stay: writing needs them, and the others can make a
    name read as something it is not.
    """
    spaced = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", name))
    kept = (
        char
        for char in spaced
        if char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn"}
    )
    return " ".join("".join(kept).split())


@lru_cache(maxsize=4096)
def has_glyph(char: str) -> bool:
    """Tell whether the font can draw the character as something other than an empty box."""
    if char.isspace():
        return True
    face = font(_UNITS)
    drawn, missing = face.getmask(char), face.getmask(_NO_SUCH_GLYPH)
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def drawable(name: str) -> str:
    """Return the name in letters the font has, accents dropped where it must be, else ""."""
    letters = []
    for char in readable(name):
        if char in _JOINERS:
            continue
        if not has_glyph(char):
            char = "".join(c for c in unicodedata.normalize("NFKD", char) if has_glyph(c))
            if not char:
                return ""
        letters.append(char)
    return "".join(letters)


def width(text: str, size: float) -> float:
    """Return how wide a line is, estimating a square or less for glyphs the font lacks."""
    known = "".join(char for char in text if has_glyph(char))
    unknown = sum(_guess(char) for char in text if not has_glyph(char))
    return (font(_UNITS).getlength(known) / _UNITS + unknown) * size


def fit(name: str, room: float) -> Setting:
    """Return the name in the largest letters that fit `room` canvas units, in at most two lines.

    A name too long even for two lines of the smallest letters ends in an ellipsis.
    """
    for size in range(LARGEST, LARGEST_OF_TWO, -1):
        if width(name, size) <= room:
            return Setting((name,), size)
    sizes = range(LARGEST_OF_TWO, SMALLEST - 1, -1)
    for size in sizes if width(name, SMALLEST) <= 2 * room else ():
        lines = _broken(name, size, room)
        if max(width(line, size) for line in lines) <= room:
            return Setting(lines, size)
    first = _longest_start(name, room)
    rest = name[len(first) :].strip()
    return Setting((first.strip(), _shortened(rest, room)), SMALLEST)


def _broken(name: str, size: float, room: float) -> tuple[str, ...]:
    """Return the name in two lines: after a colon where that fits, else as even as can be."""
    words = name.split(" ")
    if len(words) == 1:
        return (name,)
    splits = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]

    def widest(lines: tuple[str, str]) -> float:
        return max(width(line, size) for line in lines)

    told_apart = [lines for lines in splits if lines[0].endswith(":") and widest(lines) <= room]
    return min(told_apart or splits, key=widest)


def _longest_start(name: str, room: float) -> str:
    """Return as many whole words as fit on one line, or as many letters if one word is too long."""
    end = _letters_that_fit(name, room)
    space = name.rfind(" ", 0, end + 1)
    return name[: space if space > 0 else end]


def _shortened(text: str, room: float) -> str:
    if width(text, SMALLEST) <= room:
        return text
    return text[: _letters_that_fit(text, room - width("…", SMALLEST))].rstrip() + "…"


def _letters_that_fit(text: str, room: float) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(text[:middle], SMALLEST) <= room else (low, middle - 1)
    return low


def _guess(char: str) -> float:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 1 if unicodedata.east_asian_width(char) in {"W", "F"} else 0.62
