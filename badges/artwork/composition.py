"""Which stones a badge is made of, where they lie, and what is carved on them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from badges.artwork import lettering, stones
from badges.artwork.emblems import GRID, emblem, known
from badges.artwork.geometry import Path, arc, polygon
from badges.artwork.palette import CHALK, DEEP, FOG, GOLD, GRANITE, MINERALS, WARM, mix
from badges.artwork.scene import CANVAS, Layer, Line, Scene, Solid, Stop, Vertical
from badges.artwork.stones import Stone

Kind = Literal["badge", "level", "macro"]

MOST_STONES = 5
LEDGE_TOP = 458
MIDDLE = CANVAS / 2


@dataclass(frozen=True)
class Artwork:
    """What a badge's picture shows.

    `emblem` names one of the emblems; an unknown one is drawn as the fallback. `stones` counts the
    stones of a level (1 to 5, others are brought into that range); a badge is always one stone
    and a macro-badge always three. `name` may be any text.
    """

    emblem: str
    kind: Kind
    stones: int
    name: str


def compose(artwork: Artwork, *, lettered: str | None = None) -> Scene:
    """Return the layers of the picture.

    `lettered` is the form of the name to letter on the ledge (by default the whole name). With
    nothing to letter there is no ledge, and the stones take its room.
    """
    name = lettering.readable(artwork.name if lettered is None else lettered)
    which = known(artwork.emblem)
    scene: list[Layer | Line] = []
    floor = LEDGE_TOP + 8 if name else CANVAS - 10
    pile = _pile(artwork, which, top=22, floor=floor, on_ledge=bool(name))
    if name:
        scene += _ledge(which, name, pile[0])
    if artwork.kind == "macro":
        scene += _wreath(pile)
    for index, stone in enumerate(pile):
        scene += stones.layers(stone)
        if index + 1 < len(pile):
            above = pile[index + 1]
            scene.append(
                stones.shadow_on(stone, x=above.x + 6, y=above.bottom - 4, reach=above.width / 2)
            )
    scene += _carving(which, pile[0])
    return tuple(scene)


def _pile(artwork: Artwork, which: str, *, top: float, floor: float, on_ledge: bool) -> list[Stone]:
    """Return the stones from the bottom up."""
    body = MINERALS[which].body
    room = floor - top
    if artwork.kind == "badge":
        return [Stone(MIDDLE, floor - room / 2, min(room * 1.1, 580), room, body, which, tilt=-3)]
    count = 3 if artwork.kind == "macro" else max(1, min(MOST_STONES, artwork.stones))
    sky = 60 if artwork.kind == "macro" else 0
    return _stack(which, body, count, top=top + sky, floor=floor, on_ledge=on_ledge)


def _stack(
    which: str, body: str, count: int, *, top: float, floor: float, on_ledge: bool
) -> list[Stone]:
    overlap = 7
    shares = [1.0] + [0.42 * 0.78**step for step in range(count - 1)]
    room = floor - top + overlap * (count - 1)
    widest = 500.0
    tallest = min(room / sum(shares), widest * 0.74)
    pile: list[Stone] = []
    base = floor if on_ledge else floor - (room - tallest * sum(shares)) / 2
    for step, share in enumerate(shares):
        height = tallest * share
        lean = (0, 9, -10, 6, -4)[step]
        pile.append(
            Stone(
                MIDDLE + lean,
                base - height / 2,
                widest * (1, 0.62, 0.4, 0.3, 0.22)[step] if step else min(widest, tallest * 1.5),
                height,
                body if not step else mix(body, (GRANITE, FOG)[step % 2], 0.62),
                f"{which} {step}",
                tilt=(0, -2.5, 3, -3, 4)[step],
                squareness=2.3,
            )
        )
        base -= height - overlap
    return pile


def _carving(which: str, stone: Stone) -> list[Layer]:
    """An emblem cut into the stone and left pale, its upper edge in shadow, its lower in light."""
    size = min(stone.height * 0.6, stone.width * 0.54)
    scale = size / GRID
    left, top = stone.x - size / 2, stone.y - size / 2 - stone.height * 0.03
    cut = Vertical(top, top + size, (Stop(0, mix(CHALK, stone.colour, 0.12)), Stop(1, CHALK)))
    depth = max(1.6, size / 110)
    layers = []
    for mark in emblem(which):
        contours = tuple(path.placed(scale, left, top) for path in mark.contours)
        width = mark.width and mark.width * scale
        lip = Layer(contours, Solid(WARM, 0.2), width, shift=depth * 0.8)
        wall = Layer(contours, Solid(DEEP, 0.6), width, shift=-depth)
        layers += [lip, wall, Layer(contours, cut, width)]
    layers.sort(key=lambda layer: isinstance(layer.paint, Vertical))
    return layers


def _ledge(which: str, name: str, resting: Stone) -> list[Layer | Line]:
    slab = Stone(
        MIDDLE,
        LEDGE_TOP + 64,
        568,
        122,
        mix(MINERALS[which].body, "#2a373d", 0.66),
        f"{which} ledge",
        squareness=3.6,
    )
    scene: list[Layer | Line] = list(stones.layers(slab, plain=True))
    scene.append(
        stones.shadow_on(slab, x=resting.x + 8, y=LEDGE_TOP + 4, reach=resting.width * 0.46)
    )
    setting = lettering.fit(name, 500)
    pitch = setting.size * 1.16
    first = slab.y + setting.size * 0.35 - pitch * (len(setting.lines) - 1) / 2 + 3
    for index, text in enumerate(setting.lines):
        whole = all(lettering.has_glyph(char) for char in text)
        measure = lettering.width(text, setting.size) if whole else None
        line = Line(text, MIDDLE, first + index * pitch, setting.size, Solid(CHALK), measure)
        scene += [replace(line, y=line.y - 1.6, paint=Solid(DEEP, 0.7)), line]
    return scene


def _wreath(pile: list[Stone]) -> list[Layer]:
    """Two spruce sprigs about the cairn and the North Star over it."""
    low, high = pile[0].bottom - 6, pile[1].top
    layers = []
    for side in (-1, 1):
        stem = arc(
            (MIDDLE, (low + high) / 2),
            262,
            90 - side * 30,
            90 - side * 122,
            radius_y=(low - high) / 2 + 10,
        )
        layers += _sprig(stem)
    layers.append(_star((pile[-1].x, pile[-1].top - 36), 32))
    return layers


def _sprig(stem: Path) -> list[Layer]:
    """A stem with paired needles that shorten towards the tip and end in one."""
    count = 13
    reach = len(stem.segments)
    stations = [stem.stretch(0, reach * (index + 1) / count) for index in range(count)]
    needles = []
    for index, part in enumerate(stations):
        handle, at = part.segments[-1][-2:]
        heading = math.atan2(at[1] - handle[1], at[0] - handle[0])
        length = 40 - 16 * index / count
        for lean in (-0.62, 0.62) if index + 1 < count else (0.0,):
            tip = (
                at[0] + length * math.cos(heading + lean),
                at[1] + length * math.sin(heading + lean),
            )
            needles.append(Path(at, ((tip,),)))
    return [Layer((stem,), Solid(GOLD), width=5), Layer(tuple(needles), Solid(GOLD), width=8)]


def _star(centre: tuple[float, float], reach: float) -> Layer:
    x, y = centre
    points = []
    for index in range(8):
        out = reach if index % 2 == 0 else reach * 0.26
        angle = math.radians(45 * index - 90)
        across = 0.8 if index % 4 == 2 else 1
        points.append((x + out * across * math.cos(angle), y + out * math.sin(angle)))
    return Layer((polygon(*points),), Solid(GOLD))
