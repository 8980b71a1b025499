"""What a picture is made of, before anything decides how to draw it.

Lengths are in units of a square canvas `CANVAS` wide; y grows downwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from badges.artwork.geometry import Path

CANVAS = 600


@dataclass(frozen=True)
class Stop:
    """A colour (`#rrggbb`) and its alpha (0 to 1) at an offset (0 to 1) of a gradient."""

    offset: float
    colour: str
    alpha: float = 1


@dataclass(frozen=True)
class Solid:
    colour: str
    alpha: float = 1


@dataclass(frozen=True)
class Vertical:
    """A gradient from `top` to `bottom`, the end stops carried on beyond them."""

    top: float
    bottom: float
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Radial:
    """A gradient outward from (x, y) to an ellipse of these radii, the last stop beyond it."""

    x: float
    y: float
    radius_x: float
    radius_y: float
    stops: tuple[Stop, ...]


Paint = Solid | Vertical | Radial


@dataclass(frozen=True)
class Layer:
    """Contours filled by the even-odd rule, or stroked with round ends if `width` is given.

    `within` keeps the paint inside another closed path. `shift` moves the contours down.
    """

    contours: tuple[Path, ...]
    paint: Paint
    width: float | None = None
    within: Path | None = None
    shift: float = 0


@dataclass(frozen=True)
class Line:
    """One line of lettering, centred on x, its baseline at y.

    `measure` is the width it must take, or None where only the reader's own font can tell.
    """

    text: str
    x: float
    y: float
    size: float
    paint: Solid
    measure: float | None


Scene = tuple[Layer | Line, ...]
