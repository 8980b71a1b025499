"""The emblems, each drawn once on a 24 by 24 grid.

An emblem is a handful of marks in one colour, so it reads as a stamp, a carving or an icon.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from badges.artwork.geometry import (
    Path,
    Point,
    arc,
    circle,
    mirrored,
    outline,
    polygon,
    polyline,
    smooth,
)

GRID = 24
FALLBACK = "stone"


@dataclass(frozen=True)
class Mark:
    """A piece of an emblem: contours filled by the even-odd rule, or round strokes if `width`."""

    contours: tuple[Path, ...]
    width: float | None = None


Emblem = tuple[Mark, ...]


def _fill(*contours: Path) -> Mark:
    return Mark(contours)


def _stroke(width: float, *contours: Path) -> Mark:
    return Mark(contours, width)


def _collaboration() -> Emblem:
    """A reef knot: two ropes, each held by the other."""
    rope = outline(
        "M0.9 9.2 C5 9.2 8 9.2 10 7.6 C12 6 12.6 4 15.2 4 C18 4 19 8 19 12"
        "C19 16 18 20 15.2 20 C12.6 20 12 18 10 16.4 C8 14.8 5 14.8 0.9 14.8"
    )
    other = mirrored(rope, 12)
    # Each leaves a gap where the other passes over it.
    over = ((0, 1.1), (1.75, 3.07), (3.45, 5.38), (5.81, 6))
    other_over = ((0, 0.19), (0.62, 2.55), (2.93, 4.25), (4.9, 6))
    return (
        _stroke(1.75, *(rope.stretch(*part) for part in over)),
        _stroke(1.75, *(other.stretch(*part) for part in other_over)),
    )


def _creative_problem_solving() -> Emblem:
    """A fiddlehead: a fern that finds its form by unrolling."""
    turns: list[Point] = []
    for step in range(27):
        angle = math.radians(180 + step * 30)
        reach = 7.3 - step * 0.232
        turns.append((12.6 + reach * math.cos(angle), 9.6 + reach * math.sin(angle)))
    coil = smooth([(8.6, 22.0), (6.6, 18.4), (5.5, 14.0), *turns], closed=False)
    leaves = [
        outline("M6.4 17.4 C8.4 15.6 11 16 12.4 18.4 C10 19.4 7.8 19.2 6.4 17.4 Z"),
        outline("M7.2 19.6 C5.6 18.4 3.4 18.6 2.2 20.4 C4 21.6 6 21.4 7.2 19.6 Z"),
    ]
    return (_stroke(2.0, coil), _fill(*leaves))


def _critical_thinking() -> Emblem:
    """An owl: looks long, then concludes."""
    body = outline(
        "M3.6 2.2 C6.2 3 8 3.6 9.4 4 C11 3.6 13 3.6 14.6 4 C16 3.6 17.8 3 20.4 2.2"
        "C20.2 4.2 20.3 5.8 20.6 8.4 C21.4 15.6 18.4 22 12 22 C5.6 22 2.6 15.6 3.4 8.4"
        "C3.7 5.8 3.8 4.2 3.6 2.2 Z"
    )
    eyes = [circle((8, 9.4), 2.9), circle((16, 9.4), 2.9)]
    pupils = [circle((8.3, 9.4), 1.35), circle((15.7, 9.4), 1.35)]
    beak = polygon((12, 10.8), (13.3, 12.7), (12, 15.2), (10.7, 12.7))
    return (_fill(body, *eyes, *pupils, beak),)


def _empathy() -> Emblem:
    """An opened mussel: two unlike halves, hinged, that make a heart."""
    half = outline("M11.3 21.4 C5.2 18 1.6 13 1.8 8.6 C2 5.2 4.4 3 7.2 3 C9.6 3 11.3 5 11.3 7.6 Z")
    right = mirrored(half, 12)
    growth = [
        outline("M15.4 15.4 C17.6 13.2 18.9 10.8 18.9 8.8 C18.9 7.4 18 6.5 16.8 6.5"),
    ]
    return (_fill(half), _stroke(1.5, right.placed(0.93, 1.15, 0.85)), _stroke(1.3, *growth))


def _initiative() -> Emblem:
    """A sloop on the wind, setting out before it is told to."""
    sails = [
        outline("M12.2 1.8 C17 5.4 19.6 10 20 15.6 L12.2 15.6 Z"),
        outline("M10.3 4.8 C9.6 9 7.6 12.8 4 15.6 L10.3 15.6 Z"),
    ]
    hull = outline(
        "M2.8 17.4 L21.2 17.4 C20.4 19.9 18.4 21.2 15.8 21.2 L8.6 21.2C5.8 21.2 3.7 19.9 2.8 17.4 Z"
    )
    return (_fill(*(path.turned(8, (12, 14)) for path in (*sails, hull))),)


def _intercultural_fluency() -> Emblem:
    """A bridge whose two spans stand on one pier."""
    deck = outline("M1.4 7.8 C6 3.4 18 3.4 22.6 7.8")
    spans = outline(
        "M1.8 10.2 C6.6 6.2 17.4 6.2 22.2 10.2 L22.2 17 L20.2 17 C20.2 13.8 18.8 11.8 16.7 11.8"
        "C14.7 11.8 13.3 13.8 13.3 17 L10.7 17 C10.7 13.8 9.3 11.8 7.3 11.8"
        "C5.2 11.8 3.8 13.8 3.8 17 L1.8 17 Z"
    )
    stream = outline(
        "M1.8 20.4 C4 19.2 6 19.2 8.6 20.4 C11.2 21.6 13 21.6 15.6 20.4C18 19.2 20 19.2 22.2 20.4"
    )
    return (_stroke(1.7, deck), _fill(spans), _stroke(1.6, stream))


def _oral_communication() -> Emblem:
    """A chickadee, named after what it says."""
    bird = outline(
        "M13.6 6.4 L16.8 6 L14.6 8 L16.4 9.4 L14.2 9.6 C15.4 14 13 18 8.6 18 C7 18 6 17.9 5 18.6"
        "L2.4 21.4 L1 19.8 C4 16.4 5.4 13.4 5.8 9.6 C6.2 6 8 3.8 10.4 3.8 "
        "C12 3.8 13.2 4.8 13.6 6.4 Z"
    )
    eye = circle((11.3, 7.3), 0.85)
    call = [arc((14.4, 7.8), 4.6, -38, 34), arc((14.4, 7.8), 7.6, -38, 34)]
    return (
        _fill(bird, eye),
        _stroke(1.6, *call),
        _stroke(1.2, polyline((8.6, 17.6), (9.2, 20.8)), polyline((10.8, 17), (11.6, 20.4))),
        _stroke(1.5, outline("M5.6 21.8 C9 20.6 13 20.4 18.4 20.6")),
    )


def _resilience() -> Emblem:
    """A flag spruce: shaped by the wind, and standing."""
    boughs = []
    for top, reach in ((3.6, 6.2), (7.6, 9.4), (11.8, 12.2)):
        bough = outline("M0 0 C0.3 1.8 0.65 2.3 1 1.7 C0.7 4 0.35 4.3 0 3.6 Z")
        boughs.append(bough.placed(reach, 7.9, top, scale_y=1))
    return (
        _fill(*boughs),
        _stroke(1.7, outline("M8 20.4 C7.7 14 7.7 8 8 2.2")),
        _stroke(1.8, outline("M2.6 21.6 C7 19.6 14 19.8 21 21.6")),
        _stroke(1.3, polyline((7.8, 11), (5.6, 10.6)), polyline((7.8, 15.2), (4.8, 15))),
    )


def _career_prepared() -> Emblem:
    """A trail that climbs."""
    mountain = outline(
        "M1.6 20.8 L9.4 5.2 C10.1 3.8 11.3 3.8 12 5.2 L14.8 10.8 L16.2 8.6"
        "C16.9 7.6 17.9 7.6 18.5 8.8 L22.6 20.8 Z"
    )
    trail = outline(
        "M8.2 20.8 C10 18.6 15.4 18.8 14.8 16.2 C14.3 14.2 9.2 14.8 9.4 12.2 "
        "C9.5 10.6 11 10.6 10.9 9 C12.2 10.8 11 11.6 11.1 12.4 "
        "C11.3 13.6 17.4 13.4 17.6 16.4 C17.8 18.8 14.4 19 13 20.8 Z"
    )
    return (_fill(mountain, trail),)


def _innovation() -> Emblem:
    """First light, which the coast sees before anyone else."""
    rays = []
    for degrees, outer in ((-60, 9.8), (-30, 8.6), (0, 9.8), (30, 8.6), (60, 9.8)):
        rays.append(polyline((12, 7.9), (12, 14.6 - outer)).turned(degrees, (12, 14.6)))
    sun = arc((12, 14.6), 4.6, 180, 360)
    return (
        _fill(Path(sun.start, sun.segments, closed=True)),
        _stroke(1.7, *rays),
        _stroke(1.7, polyline((2, 17.2), (22, 17.2)), polyline((6, 20.4), (18, 20.4))),
    )


def _leadership() -> Emblem:
    """The North Star that a state seal wears above "I lead"."""
    facets: list[Path] = []
    lesser: list[Path] = []
    for quarter in range(4):
        tip = (12.0, 1.2)
        for path, into in (
            (polygon(tip, (12, 12), (9.7, 9.7)), facets),
            (polygon((12.6, 3.4), (14.0, 9.5), (12.6, 10.9)), facets),
            (polygon((15.2, 8.8), (18.3, 5.7), (15.2, 8.8)), lesser),
        ):
            into.append(path.turned(90 * quarter, (12, 12)))
    return (_fill(*facets), _stroke(1.5, *lesser))


def _stone() -> Emblem:
    """A banded pebble and the rings it sends out."""
    crown = outline(
        "M4.7 7.4 C5.2 4.6 8.4 2.8 12.4 2.8 C16 2.8 18.6 4.2 19.3 6.2 C14.6 9.2 9.4 9 4.7 7.4 Z"
    )
    foot = outline(
        "M4.7 9.2 C9.4 10.9 14.6 11 19.6 8.1 "
        "C19.6 11.6 16.2 13.4 11.8 13.4 C8 13.4 5.1 12 4.7 9.2 Z"
    )
    return (
        _fill(crown, foot),
        _stroke(1.6, outline("M3 15.4 C7.6 18.2 16.4 18.2 21 15.4")),
        _stroke(1.6, outline("M7 19.6 C10 21 14 21 17 19.6")),
    )


_DRAWN: dict[str, Emblem] = {
    "career-prepared": _career_prepared(),
    "collaboration": _collaboration(),
    "creative-problem-solving": _creative_problem_solving(),
    "critical-thinking": _critical_thinking(),
    "empathy": _empathy(),
    "initiative": _initiative(),
    "innovation": _innovation(),
    "intercultural-fluency": _intercultural_fluency(),
    "leadership": _leadership(),
    "oral-communication": _oral_communication(),
    "resilience": _resilience(),
    FALLBACK: _stone(),
}

EMBLEMS: tuple[str, ...] = tuple(_DRAWN)


def known(name: str) -> str:
    """Return the name if an emblem bears it, else the fallback's name."""
    return name if name in _DRAWN else FALLBACK


def emblem(name: str) -> Emblem:
    """Return the marks of the named emblem, or of the fallback."""
    return _DRAWN[known(name)]
