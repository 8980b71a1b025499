"""Write the emblems and the site's mark as SVG: `python -m badges.artwork.export FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path as FilePath

from badges.artwork import EMBLEMS, colour_of, emblem_svg
from badges.artwork.stones import Stone, shape
from badges.artwork.vector import icon

SITE_EMBLEM = "resilience"


def cairn_svg() -> str:
    """Return the site's mark, a cairn of three stones, as a 24 by 24 icon in `currentColor`."""
    return icon(_cairn())


def favicon_svg() -> str:
    """Return the site's mark in the site's green, lighter where the reader prefers dark."""
    light, dark = colour_of(SITE_EMBLEM)
    style = f"svg{{color:{light}}}@media (prefers-color-scheme:dark){{svg{{color:{dark}}}}}"
    return icon(_cairn(), style=style)


def write(folder: FilePath) -> list[FilePath]:
    """Write every emblem, `cairn.svg` and `favicon.svg` into the folder and return their paths."""
    drawings = {name: emblem_svg(name) for name in EMBLEMS}
    drawings |= {"cairn": cairn_svg(), "favicon": favicon_svg()}
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, drawing in drawings.items():
        path = folder / f"{name}.svg"
        path.write_text(drawing + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def _cairn() -> str:
    stones = (
        Stone(12, 18.6, 20.6, 7.6, "", "cairn foot", squareness=2.5),
        Stone(12.5, 11.35, 14.2, 5.6, "", "cairn middle", tilt=-3, squareness=2.4),
        Stone(11.7, 5.35, 8.6, 4.9, "", "cairn head", tilt=4, squareness=2.3),
    )
    data = "".join(shape(stone).data() for stone in stones)
    return f'<path fill="currentColor" d="{data}"/>'


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m badges.artwork.export FOLDER")
    for written in write(FilePath(sys.argv[1])):
        sys.stdout.write(f"{written}\n")
