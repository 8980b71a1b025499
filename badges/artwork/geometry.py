"""Outlines made of straight lines and cubic Béziers, on a plane whose y axis points down."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Segment = tuple[Point, ...]

_WORD = re.compile(r"[MLCZ]|-?\d*\.?\d+")
_POINTS_TAKEN = {"L": 1, "C": 3}


@dataclass(frozen=True)
class Path:
    """A start and its segments: one point each for a line, three for a cubic Bézier."""

    start: Point
    segments: tuple[Segment, ...] = ()
    closed: bool = False

    def mapped(self, move: Callable[[Point], Point]) -> Path:
        """Return the path with `move` applied to every point and handle."""
        return Path(
            move(self.start),
            tuple(tuple(move(point) for point in segment) for segment in self.segments),
            self.closed,
        )

    def placed(
        self, scale: float = 1, dx: float = 0, dy: float = 0, *, scale_y: float | None = None
    ) -> Path:
        """Return the path scaled about the origin, then moved by (dx, dy)."""
        down = scale if scale_y is None else scale_y
        return self.mapped(lambda point: (point[0] * scale + dx, point[1] * down + dy))

    def turned(self, degrees: float, about: Point) -> Path:
        """Return the path turned clockwise on the screen about a point."""
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

        def turn(point: Point) -> Point:
            x, y = point[0] - about[0], point[1] - about[1]
            return about[0] + x * cos - y * sin, about[1] + x * sin + y * cos

        return self.mapped(turn)

    def stretch(self, begin: float, end: float) -> Path:
        """Return an open part of the path.

        `begin` and `end` count segments: 1.5 is half-way along the second one.
        """
        here, kept, start = self.start, [], None
        for index, segment in enumerate(self.segments):
            low, high = max(begin - index, 0.0), min(end - index, 1.0)
            if low < high:
                first, part = _cut(here, segment, low, high)
                start = first if start is None else start
                kept.append(part)
            here = segment[-1]
        return Path(self.start if start is None else start, tuple(kept))

    def flattened(self, scale: float = 1) -> list[Point]:
        """Return points along the path, within a fifth of a pixel when a unit is `scale` pixels."""
        points, here = [self.start], self.start
        for segment in self.segments:
            if len(segment) == 3:
                steps = _steps(here, segment, scale)
                points += [_on_cubic(here, segment, step / steps) for step in range(1, steps)]
            points.append(segment[-1])
            here = segment[-1]
        return points

    def data(self, digits: int = 2) -> str:
        """Return SVG path data, coordinates rounded to `digits` decimals.

        Segments are written relative to one another, which is shorter; what rounding takes from
        one is given back by the next.
        """
        x, y = round(self.start[0], digits), round(self.start[1], digits)
        parts = [f"M{_numbers([x, y], digits)}"]
        for segment in self.segments:
            steps = [value for point in segment for value in (point[0] - x, point[1] - y)]
            parts.append(("c" if len(segment) == 3 else "l") + _numbers(steps, digits))
            x, y = (
                round(x + round(steps[-2], digits), digits),
                round(y + round(steps[-1], digits), digits),
            )
        if not self.segments:
            parts.append("h0")
        return "".join(parts) + ("z" if self.closed else "")


def number(value: float, digits: int = 2) -> str:
    """Return the shortest decimal for a coordinate, never an exponent or a negative zero."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text.replace("0.", ".", 1) if abs(value) < 1 else text


def outline(data: str) -> Path:
    """Read one contour written as SVG path data with absolute M, L, C and Z only."""
    numbers: list[float] = []
    segments: list[Segment] = []
    letter, closed = "M", False
    start: Point = (0.0, 0.0)
    for word in _WORD.findall(data):
        if word == "Z":
            closed = True
        elif word in "MLC":
            letter = word
        else:
            numbers.append(float(word))
            if letter == "M" and len(numbers) == 2:
                start, numbers = (numbers[0], numbers[1]), []
            elif letter != "M" and len(numbers) == 2 * _POINTS_TAKEN[letter]:
                segments.append(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
                numbers = []
    return Path(start, tuple(segments), closed)


def polygon(*points: Point) -> Path:
    return Path(points[0], tuple((point,) for point in points[1:]), closed=True)


def polyline(*points: Point) -> Path:
    return Path(points[0], tuple((point,) for point in points[1:]))


def arc(
    centre: Point, radius: float, begin: float, end: float, *, radius_y: float | None = None
) -> Path:
    """Return an open arc; angles in degrees, 0 to the right, growing clockwise on the screen."""
    down = radius if radius_y is None else radius_y
    count = max(1, math.ceil(abs(end - begin) / 90 - 1e-9))
    step = math.radians(end - begin) / count
    handle = 4 / 3 * math.tan(step / 4)

    def at(angle: float, out: float = 0.0) -> Point:
        x, y = math.cos(angle) - out * math.sin(angle), math.sin(angle) + out * math.cos(angle)
        return centre[0] + radius * x, centre[1] + down * y

    angles = [math.radians(begin) + step * index for index in range(count + 1)]
    segments = tuple((at(a, handle), at(b, -handle), at(b)) for a, b in pairwise(angles))
    return Path(at(angles[0]), segments)


def circle(centre: Point, radius: float, *, radius_y: float | None = None) -> Path:
    around = arc(centre, radius, 0, 360, radius_y=radius_y)
    return Path(around.start, around.segments, closed=True)


def smooth(points: Sequence[Point], *, closed: bool = True, tension: float = 1 / 6) -> Path:
    """Return a curve through the points (Catmull-Rom, as cubic Béziers)."""
    count = len(points)

    def point(index: int) -> Point:
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    segments = []
    for index in range(count if closed else count - 1):
        before, a, b, after = (point(index + shift) for shift in (-1, 0, 1, 2))
        segments.append(
            (
                (a[0] + (b[0] - before[0]) * tension, a[1] + (b[1] - before[1]) * tension),
                (b[0] - (after[0] - a[0]) * tension, b[1] - (after[1] - a[1]) * tension),
                b,
            )
        )
    return Path(points[0], tuple(segments), closed)


def mirrored(path: Path, axis: float) -> Path:
    """Return the path reflected in the vertical line x = axis."""
    return path.mapped(lambda point: (2 * axis - point[0], point[1]))


def bounds(points: Iterable[Point]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _numbers(values: Iterable[float], digits: int) -> str:
    text = " ".join(number(value, digits) for value in values)
    return text.replace(" -", "-")


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _on_cubic(start: Point, segment: Segment, share: float) -> Point:
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    points = (start, *segment)
    return (
        sum(w * p[0] for w, p in zip(weights, points, strict=True)),
        sum(w * p[1] for w, p in zip(weights, points, strict=True)),
    )


def _steps(start: Point, segment: Segment, scale: float) -> int:
    """Return how many chords keep within a fifth of a pixel of a cubic (by second differences)."""
    points = (start, *segment)
    bend = max(
        math.hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1])
        for a, b, c in zip(points, points[1:], points[2:], strict=False)
    )
    return max(1, math.ceil(math.sqrt(3 * bend * scale / (4 * 0.2))))


def _cut(start: Point, segment: Segment, low: float, high: float) -> tuple[Point, Segment]:
    """Return the start and segment of the part between two shares (de Casteljau)."""
    if len(segment) == 1:
        return _between(start, segment[0], low), (_between(start, segment[0], high),)

    def halves(points: Segment, share: float) -> tuple[Segment, Segment]:
        left, right, row = [points[0]], [points[-1]], list(points)
        while len(row) > 1:
            row = [_between(a, b, share) for a, b in pairwise(row)]
            left.append(row[0])
            right.append(row[-1])
        return tuple(left), tuple(reversed(right))

    head, _ = halves((start, *segment), high)
    _, tail = halves(head, low / high)
    return tail[0], tail[1:]
