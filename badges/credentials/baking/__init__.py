"""Badges inside images (Open Badges 2.0 and 3.0, baking): PNG and SVG.

An image may carry an Open Badges 2.0 assertion and a 3.0 credential side by side.
"""

from typing import Final

from ..wording import said as _
from . import png, svg
from .baked import Baked, NotBakeable

__all__ = ["LARGEST_IMAGE", "Baked", "NotBakeable", "bake", "extract", "png", "svg"]

LARGEST_IMAGE: Final = 10 * 1024 * 1024


def bake(image: bytes, baked: Baked, *, max_bytes: int = LARGEST_IMAGE) -> bytes:
    """The PNG or SVG image carrying exactly these, in place of any badge it carried before.

    Raises NotBakeable when the image is neither, is damaged or is larger than ``max_bytes``.
    """
    _check_size(image, max_bytes)
    return png.bake(image, baked) if png.is_png(image) else svg.bake(image, baked)


def extract(image: bytes, *, max_bytes: int = LARGEST_IMAGE) -> Baked:
    """What a PNG or SVG image carries; ``Baked()`` for a sound image that carries nothing.

    Raises NotBakeable as ``bake`` does, and when one kind of badge is there twice.
    """
    _check_size(image, max_bytes)
    return png.extract(image) if png.is_png(image) else svg.extract(image)


def _check_size(image: bytes, max_bytes: int) -> None:
    if len(image) > max_bytes:
        raise NotBakeable(_("the image is too large"))
