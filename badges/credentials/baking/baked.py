"""What an image can carry."""

from dataclasses import dataclass


class NotBakeable(ValueError):
    """The bytes are no sound PNG or SVG image, or hold something else where a badge belongs."""


@dataclass(frozen=True, slots=True)
class Baked:
    """``assertion`` is Open Badges 2.0: JSON, a compact JWS or the assertion's URL.
    ``credential`` is Open Badges 3.0: JSON or a compact JWS. None where there is none."""

    assertion: str | None = None
    credential: str | None = None
