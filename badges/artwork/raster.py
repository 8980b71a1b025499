"""Drawing a scene as PNG with Pillow."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from badges.artwork import lettering
from badges.artwork.geometry import Path, Point
from badges.artwork.palette import channels
from badges.artwork.scene import CANVAS, Layer, Line, Paint, Radial, Scene, Solid, Stop, Vertical

Box = tuple[int, int, int, int]
_STEPS = 256
_SOLID, _SOFT = 191, 64


def png(scene: Scene, size: int) -> bytes:
    """Return a square PNG, `size` pixels wide, transparent around the scene, without metadata."""
    finer = 2 if size > 256 else 6
    canvas = Image.new("RGBA", (size * finer, size * finer))
    scale = size * finer / CANVAS
    for piece in scene:
        if isinstance(piece, Line):
            _letter(canvas, piece, scale)
        else:
            _lay(canvas, piece, scale)
    drawn = canvas.resize((size, size), Image.Resampling.BOX)
    file = io.BytesIO()
    (drawn if size <= 256 else _indexed(drawn)).save(file, "PNG", optimize=True)
    return file.getvalue()


def _indexed(drawn: Image.Image) -> Image.Image:
    """Return the image in 256 colours: most for the stones, some for soft edges, one for nothing.

    A badge has few hues, so dithering hides the loss and halves the bytes.
    """
    alpha = drawn.getchannel("A")
    solid = alpha.point([0] * 255 + [255])
    soft = alpha.point([0] + [255] * 254 + [0])
    inside = Image.new("RGB", drawn.size)
    inside.paste(drawn.convert("RGB"), mask=solid)
    colours = inside.quantize(_SOLID, Image.Quantize.MEDIANCUT)
    edges = Image.new("RGBA", drawn.size)
    edges.paste(drawn, mask=soft)
    rim = edges.quantize(_SOFT, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    packed = Image.new("P", drawn.size, _SOLID + _SOFT)
    packed.paste(inside.quantize(palette=colours, dither=Image.Dither.FLOYDSTEINBERG), mask=solid)
    after_solid = [min(255, index + _SOLID) for index in range(256)]
    packed.paste(rim.point(after_solid), mask=soft)
    inner, outer = colours.getpalette("RGBA") or [], rim.getpalette("RGBA") or []
    entries = (inner + [0] * 4 * _SOLID)[: 4 * _SOLID] + (outer + [0] * 4 * _SOFT)[: 4 * _SOFT]
    packed.putpalette([*entries, 0, 0, 0, 0], "RGBA")
    return packed


def _lay(canvas: Image.Image, layer: Layer, scale: float) -> None:
    drawn = [_pixels(path, scale, layer.shift) for path in layer.contours]
    margin = math.ceil((layer.width or 0) * scale / 2) + 1
    box = _box([point for points in drawn for point in points], margin, canvas.size)
    within = _pixels(layer.within, scale) if layer.within else None
    if within:
        box = _overlap(box, _box(within, 1, canvas.size))
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    if layer.width is None:
        mask = _filled(drawn, box)
    else:
        closed = [path.closed for path in layer.contours]
        mask = _stroked(drawn, closed, layer.width * scale, box)
    if within:
        mask = ImageChops.multiply(mask, _filled([within], box))
    _blend(canvas, _painted(layer.paint, box, scale), mask, box)


def _letter(canvas: Image.Image, line: Line, scale: float) -> None:
    box = (0, 0, *canvas.size)
    mask = Image.new("L", canvas.size)
    ImageDraw.Draw(mask).text(
        (line.x * scale, line.y * scale),
        line.text,
        fill=255,
        font=lettering.font(max(1, round(line.size * scale))),
        anchor="ms",
        stroke_width=line.size * scale / 90,
    )
    _blend(canvas, _painted(line.paint, box, scale), mask, box)


def _blend(canvas: Image.Image, paint: Image.Image, mask: Image.Image, box: Box) -> None:
    paint.putalpha(ImageChops.multiply(paint.getchannel("A"), mask))
    canvas.alpha_composite(paint, (box[0], box[1]))


def _painted(paint: Paint, box: Box, scale: float) -> Image.Image:
    size = (box[2] - box[0], box[3] - box[1])
    if isinstance(paint, Solid):
        return Image.new("RGBA", size, (*channels(paint.colour), round(paint.alpha * 255)))
    if isinstance(paint, Vertical):
        top, bottom = round(paint.top * scale), round(paint.bottom * scale)
        ramp = Image.linear_gradient("L").resize((1, max(1, bottom - top)))
        column = Image.new("L", (1, size[1]))
        if bottom < box[3]:
            column.paste(255, (0, max(0, bottom - box[1]), 1, size[1]))
        column.paste(ramp, (0, top - box[1]))
        shares = column.resize(size, Image.Resampling.NEAREST)
    else:
        shares = _rings(paint, box, scale)
    return Image.merge("RGBA", [shares.point(table) for table in _tables(tuple(paint.stops))])


def _rings(paint: Radial, box: Box, scale: float) -> Image.Image:
    """Return how far each pixel lies from the centre towards the ellipse, 255 on it and beyond."""
    across = max(2, round(2 * paint.radius_x * scale))
    down = max(2, round(2 * paint.radius_y * scale))
    disc = _disc().resize((across, down), Image.Resampling.BICUBIC)
    shares = Image.new("L", (box[2] - box[0], box[3] - box[1]), 255)
    left, top = round(paint.x * scale - across / 2), round(paint.y * scale - down / 2)
    shares.paste(disc, (left - box[0], top - box[1]))
    return shares


@lru_cache(maxsize=1)
def _disc() -> Image.Image:
    """Return Pillow's radial gradient, which ends at the corners, ending at the edges instead."""
    return Image.radial_gradient("L").point(
        [min(255, round(value * math.sqrt(2))) for value in range(_STEPS)]
    )


@lru_cache(maxsize=256)
def _tables(stops: tuple[Stop, ...]) -> list[list[int]]:
    """Return look-up tables for red, green, blue and alpha over 256 steps of a gradient.

    Badges of a colour share their gradients. Nobody may change what is returned.
    """
    rows = []
    for step in range(_STEPS):
        share = step / (_STEPS - 1)
        passed = sum(stop.offset < share for stop in stops)
        a, b = stops[max(0, passed - 1)], stops[min(passed, len(stops) - 1)]
        part = (share - a.offset) / (b.offset - a.offset) if b.offset > a.offset else 1.0
        part = max(0.0, min(1.0, part))
        first, second = (*channels(a.colour), a.alpha * 255), (*channels(b.colour), b.alpha * 255)
        rows.append([round(x + (y - x) * part) for x, y in zip(first, second, strict=True)])
    return [list(table) for table in zip(*rows, strict=True)]


def _filled(contours: Sequence[Sequence[Point]], box: Box) -> Image.Image:
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    for points in contours:
        piece = Image.new("L", mask.size)
        corners = [(round(x - box[0]), round(y - box[1])) for x, y in points]
        ImageDraw.Draw(piece).polygon(corners, fill=255)
        mask = ImageChops.difference(mask, piece)
    return mask


def _stroked(
    contours: Sequence[Sequence[Point]], closed: Sequence[bool], width: float, box: Box
) -> Image.Image:
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    pen = ImageDraw.Draw(mask)
    radius = width / 2
    # Pillow counts the pixel that an ellipse ends on as part of it.
    disc = max(0.0, radius - 0.5)
    for contour, joined in zip(contours, closed, strict=True):
        points = [(x - box[0], y - box[1]) for x, y in contour]
        for x, y in points:
            pen.ellipse((x - disc, y - disc, x + disc, y + disc), fill=255)
        ends = [*points[1:], points[0]] if joined else points[1:]
        for (x0, y0), (x1, y1) in zip(points, ends, strict=False):
            length = math.hypot(x1 - x0, y1 - y0)
            if length:
                dx, dy = (y0 - y1) / length * radius, (x1 - x0) / length * radius
                corners = (
                    (x0 + dx, y0 + dy),
                    (x1 + dx, y1 + dy),
                    (x1 - dx, y1 - dy),
                    (x0 - dx, y0 - dy),
                )
                pen.polygon([(round(x), round(y)) for x, y in corners], fill=255)
    return mask


def _pixels(path: Path, scale: float, shift: float = 0) -> list[Point]:
    return [(x * scale, (y + shift) * scale) for x, y in path.flattened(scale)]


def _box(points: Sequence[Point], margin: int, size: tuple[int, int]) -> Box:
    xs, ys = zip(*points, strict=True)
    return _overlap(
        (
            math.floor(min(xs)) - margin,
            math.floor(min(ys)) - margin,
            math.ceil(max(xs)) + margin,
            math.ceil(max(ys)) + margin,
        ),
        (0, 0, *size),
    )


def _overlap(a: Box, b: Box) -> Box:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
