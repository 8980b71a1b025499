"""The pictures of badges: river stones, stacked beside a trail, with an emblem carved on them.

Everything here is a function of plain values: the same artwork is always the same bytes.
"""

from __future__ import annotations

from badges.artwork import lettering, raster, vector
from badges.artwork.composition import Artwork, Kind, compose
from badges.artwork.emblems import EMBLEMS, FALLBACK, emblem, known
from badges.artwork.palette import MINERALS, Colour

__all__ = [
    "EMBLEMS",
    "FALLBACK",
    "Artwork",
    "Colour",
    "Kind",
    "colour_of",
    "draw_png",
    "draw_svg",
    "emblem_svg",
]

SMALLEST_LETTERED = 128
LARGEST_DRAWN = 1200


def draw_png(artwork: Artwork, size: int = 600) -> bytes:
    """Return a square PNG `size` pixels wide, with a transparent ground.

    Below 128 pixels, and where the bundled font lacks letters of the name, no name is lettered
    and the stones take its room. Raises ValueError for a size outside 1 to 1200.
    """
    if not 1 <= size <= LARGEST_DRAWN:
        raise ValueError(f"size must be 1 to {LARGEST_DRAWN} pixels, not {size}")
    lettered = lettering.drawable(artwork.name) if size >= SMALLEST_LETTERED else ""
    return raster.png(compose(artwork, lettered=lettered), size)


def draw_svg(artwork: Artwork) -> str:
    """Return a standalone SVG document, the name as its title and as text in the reader's font."""
    return vector.svg(compose(artwork), lettering.readable(artwork.name))


def emblem_svg(emblem_name: str) -> str:
    """Return the emblem as a decorative 24 by 24 icon in `currentColor`, for inline use."""
    return vector.icon(vector.marks(emblem(emblem_name)))


def colour_of(emblem_name: str) -> Colour:
    """Return the emblem's hex colours, each readable as text on its theme's ground."""
    return MINERALS[known(emblem_name)].colour
