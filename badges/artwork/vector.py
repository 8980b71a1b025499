"""Drawing a scene, or a single emblem, as SVG."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape

from badges.artwork.emblems import GRID, Emblem
from badges.artwork.geometry import Path, number
from badges.artwork.scene import CANVAS, Layer, Line, Paint, Scene, Solid, Vertical

NAMESPACE = "http://www.w3.org/2000/svg"
_FONTS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif"


def svg(scene: Scene, title: str) -> str:
    """Return a standalone SVG document of the scene, titled for a screen reader."""
    mark = hashlib.sha256(repr((scene, title)).encode("utf-8", "replace")).hexdigest()[:6]
    definitions = _Definitions(f"c{mark}")
    body = "".join(
        _text(piece) if isinstance(piece, Line) else _layer(piece, definitions) for piece in scene
    )
    heading = f'<title id="c{mark}">{escape(title)}</title>' if title else ""
    label = f' aria-labelledby="c{mark}"' if title else ""
    return (
        f'<svg xmlns="{NAMESPACE}" viewBox="0 0 {CANVAS} {CANVAS}" role="img"{label}>'
        f'{heading}<defs>{definitions}</defs><g fill-rule="evenodd" stroke-linecap="round"'
        f' stroke-linejoin="round" text-anchor="middle" font-weight="500"'
        f' font-family="{_FONTS}">{body}</g></svg>'
    )


def marks(emblem: Emblem) -> str:
    """Return the emblem's SVG elements in the colour of the text around them."""
    pieces = []
    for mark in emblem:
        data = "".join(path.data() for path in mark.contours)
        if mark.width is None:
            pieces.append(f'<path fill="currentColor" fill-rule="evenodd" d="{data}"/>')
        else:
            pieces.append(
                f'<path fill="none" stroke="currentColor" stroke-width="{number(mark.width)}"'
                f' stroke-linecap="round" stroke-linejoin="round" d="{data}"/>'
            )
    return "".join(pieces)


def icon(inner: str, *, style: str = "") -> str:
    """Return a decorative SVG of 24 by 24 units around elements drawn in currentColor."""
    sheet = f"<style>{style}</style>" if style else ""
    return (
        f'<svg xmlns="{NAMESPACE}" viewBox="0 0 {GRID} {GRID}" aria-hidden="true"'
        f' focusable="false">{sheet}{inner}</svg>'
    )


class _Definitions:
    """Outlines, gradients and clips by content, so that each is written once."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._known: dict[str, str] = {}

    def name(self, template: str) -> str:
        """Return the id given to an element written with `{id}` in place of its id."""
        return self._known.setdefault(template, f"{self._prefix}-{len(self._known)}")

    def outline(self, contours: Iterable[Path]) -> str:
        """Return `#…` for the contours as one path without paint."""
        data = "".join(path.data(1) for path in contours)
        return "#" + self.name(f'<path id="{{id}}" d="{data}"/>')

    def __str__(self) -> str:
        return "".join(template.replace("{id}", name, 1) for template, name in self._known.items())


def _layer(layer: Layer, definitions: _Definitions) -> str:
    paint, alpha = _paint(layer.paint, definitions)
    if layer.width is None:
        look = f'fill="{paint}"' + (f' fill-opacity="{number(alpha)}"' if alpha < 1 else "")
    else:
        look = f'fill="none" stroke="{paint}" stroke-width="{number(layer.width)}"'
        look += f' stroke-opacity="{number(alpha)}"' if alpha < 1 else ""
    if layer.shift:
        look += f' y="{number(layer.shift)}"'
    if layer.within:
        clipped = f'<use href="{definitions.outline([layer.within])}"/>'
        clip = definitions.name(f'<clipPath id="{{id}}">{clipped}</clipPath>')
        look += f' clip-path="url(#{clip})"'
    return f'<use href="{definitions.outline(layer.contours)}" {look}/>'


def _paint(paint: Paint, definitions: _Definitions) -> tuple[str, float]:
    if isinstance(paint, Solid):
        return paint.colour, paint.alpha
    stops = "".join(
        f'<stop offset="{number(stop.offset)}" stop-color="{stop.colour}"'
        + (f' stop-opacity="{number(stop.alpha)}"/>' if stop.alpha < 1 else "/>")
        for stop in paint.stops
    )
    units = 'id="{id}" gradientUnits="userSpaceOnUse"'
    if isinstance(paint, Vertical):
        template = (
            f'<linearGradient {units} x1="0" x2="0" y1="{number(paint.top, 1)}"'
            f' y2="{number(paint.bottom, 1)}">{stops}</linearGradient>'
        )
    else:
        squeeze = paint.radius_y / paint.radius_x
        template = (
            f'<radialGradient {units} cx="0" cy="0" r="{number(paint.radius_x, 1)}"'
            f' gradientTransform="translate({number(paint.x, 1)} {number(paint.y, 1)})'
            f' scale(1 {number(squeeze, 4)})">{stops}</radialGradient>'
        )
    return f"url(#{definitions.name(template)})", 1


def _text(line: Line) -> str:
    measure = (
        f' textLength="{number(line.measure, 1)}" lengthAdjust="spacingAndGlyphs"'
        if line.measure
        else ""
    )
    opacity = f' fill-opacity="{number(line.paint.alpha)}"' if line.paint.alpha < 1 else ""
    return (
        f'<text x="{number(line.x, 1)}" y="{number(line.y, 1)}" font-size="{number(line.size)}"'
        f' fill="{line.paint.colour}"{opacity}{measure}>{escape(line.text)}</text>'
    )
