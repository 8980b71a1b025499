"""River stones: their outline, the light on them, and what the sea and the years left on them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass

from badges.artwork.geometry import Path, Point, smooth
from badges.artwork.palette import CHALK, DEEP, WARM, mix
from badges.artwork.scene import Layer, Radial, Solid, Stop, Vertical


@dataclass(frozen=True)
class Stone:
    """A stone centred on (x, y); `grain` names its own irregularities, `tilt` is in degrees."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    grain: str
    tilt: float = 0
    squareness: float = 2.25

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2


def shape(stone: Stone) -> Path:
    """Return the outline: a superellipse, a little heavier below, never quite even."""
    chance = fractions(stone.grain)
    waves = [
        (lobes, amount * (0.6 + 0.4 * next(chance)), next(chance) * math.tau)
        for lobes, amount in ((1, 0.012), (2, 0.014), (3, 0.018), (4, 0.008))
    ]
    points: list[Point] = []
    for index in range(16):
        angle = math.tau * index / 16
        cos, sin = math.cos(angle), math.sin(angle)
        power = 2 / stone.squareness
        x = math.copysign(abs(cos) ** power, cos)
        y = math.copysign(abs(sin) ** power, sin)
        uneven = 1 + sum(amount * math.cos(lobes * angle + phase) for lobes, amount, phase in waves)
        heavier = 1 + 0.045 * y
        points.append(
            (stone.x + x * stone.width / 2 * uneven * heavier, stone.y + y * stone.height / 2)
        )
    return smooth(points).turned(stone.tilt, (stone.x, stone.y))


def layers(stone: Stone, *, plain: bool = False) -> tuple[Layer, ...]:
    """Return the stone's layers from the body up; a `plain` one bears no vein, specks or lichen."""
    body = shape(stone)
    marks = () if plain else (*_specks(stone), *_quartz(stone, body), *_lichen(stone, body))
    return (_body(stone, body), *marks, *_light(stone, body))


def shadow_on(stone: Stone, *, x: float, y: float, reach: float) -> Layer:
    """Return the soft shadow of something that rests on the stone at (x, y)."""
    stops = (Stop(0, DEEP, 0.62), Stop(0.55, DEEP, 0.34), Stop(1, DEEP, 0))
    return Layer((shape(stone),), Radial(x, y, reach, max(16.0, stone.height * 0.17), stops))


def _body(stone: Stone, body: Path) -> Layer:
    return Layer(
        (body,),
        Vertical(
            stone.top,
            stone.bottom,
            (
                Stop(0, mix(stone.colour, WARM, 0.2)),
                Stop(0.22, mix(stone.colour, WARM, 0.11)),
                Stop(0.44, mix(stone.colour, WARM, 0.01)),
                Stop(0.64, mix(stone.colour, DEEP, 0.13)),
                Stop(0.84, mix(stone.colour, DEEP, 0.3)),
                Stop(1, mix(stone.colour, DEEP, 0.44)),
            ),
        ),
    )


def _light(stone: Stone, body: Path) -> tuple[Layer, ...]:
    glow = Radial(
        stone.x - stone.width * 0.14,
        stone.top + stone.height * 0.06,
        stone.width * 0.5,
        stone.height * 0.42,
        (Stop(0, WARM, 0.34), Stop(0.5, WARM, 0.13), Stop(1, WARM, 0)),
    )
    dusk = Radial(
        stone.x - stone.width * 0.03,
        stone.y - stone.height * 0.1,
        stone.width * 0.58,
        stone.height * 0.66,
        (Stop(0, DEEP, 0), Stop(0.7, DEEP, 0), Stop(1, DEEP, 0.3)),
    )
    rim = Vertical(
        stone.top,
        stone.bottom,
        (Stop(0, WARM, 0.5), Stop(0.4, WARM, 0.06), Stop(0.8, WARM, 0.03), Stop(1, WARM, 0.2)),
    )
    return (
        Layer((body,), glow),
        Layer((body,), dusk),
        Layer((body,), rim, width=5, within=body),
    )


def _quartz(stone: Stone, body: Path) -> tuple[Layer, ...]:
    """A pale vein around the stone's foot, as on a wishing stone, and a hair of one beside it."""
    chance = fractions(stone.grain + " quartz")
    height, reach = stone.height, stone.width * 0.54
    slope = (0.5 + next(chance)) * 0.09 * height * (1 if next(chance) < 0.5 else -1)
    level = stone.y + height * (0.35 + 0.03 * next(chance))

    def edge(shift: float, swell: float) -> list[Point]:
        places = (-1, -0.5, 0, 0.5, 1)
        return [
            (
                stone.x + across * reach,
                level
                + shift
                + slope * across
                - 0.12 * height * across * across
                + swell * height * (next(chance) - 0.3),
            )
            for across in places
        ]

    upper, lower = edge(0, 0.016), edge(height * 0.026, 0.03)
    over, under = smooth(upper, closed=False), smooth(lower[::-1], closed=False)
    vein = Path(over.start, (*over.segments, (under.start,), *under.segments), closed=True)
    hair = smooth(edge(height * 0.075, 0.012), closed=False)
    return (
        Layer((vein,), Solid(CHALK, 0.34), within=body),
        Layer((hair,), Solid(CHALK, 0.2), width=height * 0.009, within=body),
    )


def _specks(stone: Stone) -> tuple[Layer, ...]:
    chance = fractions(stone.grain + " specks")

    def scattered(count: int) -> tuple[Path, ...]:
        dots = []
        for _ in range(count):
            reach, angle = math.sqrt(next(chance)) * 0.47, next(chance) * math.tau
            x = stone.x + stone.width * reach * math.cos(angle)
            y = stone.y + stone.height * reach * math.sin(angle)
            dots.append(Path((float(round(x)), float(round(y)))))
        return tuple(dots)

    count = max(5, round(stone.width * stone.height / 4000))
    return (
        Layer(scattered(count), Solid(CHALK, 0.2), width=2.6),
        Layer(scattered(count), Solid(DEEP, 0.24), width=3.2),
    )


def _lichen(stone: Stone, body: Path) -> tuple[Layer, ...]:
    """A rosette of map lichen near the upper edge, on the side the grain decides."""
    chance = fractions(stone.grain + " lichen")
    side = 1 if next(chance) > 0.4 else -1
    x = stone.x + side * stone.width * (0.35 + 0.03 * next(chance))
    y = stone.y - stone.height * (0.2 + 0.08 * next(chance))
    unit = min(stone.height, 300) * 0.05
    tint = Solid(mix("#d6d3a2", stone.colour, 0.3), 0.5)

    def spots(count: int, low: float, high: float, size: float) -> Layer:
        dots = []
        for _ in range(count):
            reach, angle = unit * (low + (high - low) * next(chance)), next(chance) * math.tau
            dots.append(
                Path((x + reach * math.cos(angle) * 1.15, y + reach * math.sin(angle) * 0.9))
            )
        return Layer(tuple(dots), tint, width=unit * size, within=body)

    return spots(3, 0, 0.6, 1.1), spots(6, 0.7, 1.5, 0.62), spots(7, 1.2, 2.3, 0.3)


def fractions(seed: str) -> Iterator[float]:
    """Yield numbers from 0 to 1 that look scattered and are the same for the same seed."""
    block = 0
    while True:
        digest = hashlib.sha256(f"{seed} {block}".encode()).digest()
        for index in range(0, len(digest), 2):
            yield int.from_bytes(digest[index : index + 2]) / 65535
        block += 1
