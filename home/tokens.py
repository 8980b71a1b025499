"""The colours of the design as static/css/tokens.css says them, in both schemes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

TOKENS = Path(settings.ROOT) / "static" / "css" / "tokens.css"
_COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,8})\s*;")


@dataclass(frozen=True, slots=True)
class Colour:
    name: str
    light: str
    dark: str


def colours() -> list[Colour]:
    """Every colour that has a name. One that the dark scheme leaves alone is the same in both."""
    light_part, _, rest = TOKENS.read_text().partition("prefers-color-scheme: dark")
    dark = dict(_COLOUR.findall(rest.partition("@media")[0]))
    return [
        Colour(name, value, dark.get(name, value)) for name, value in _COLOUR.findall(light_part)
    ]
