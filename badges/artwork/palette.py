"""One colour for each emblem, from the coast and the woods, and the mixing of shades."""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    """Hex colours of one emblem: readable on the light theme, readable on the dark theme."""

    light: str
    dark: str


class Mineral(NamedTuple):
    """What a stone is made of: its body colour, and the theme colours that go with it."""

    body: str
    colour: Colour


WARM = "#fff3dc"
DEEP = "#0b171d"
CHALK = "#f6f1e4"
GOLD = "#c2953f"
GRANITE = "#858880"
FOG = "#b3b6ad"

MINERALS: dict[str, Mineral] = {
    "career-prepared": Mineral("#7a604f", Colour("#74533e", "#cfa98d")),
    "collaboration": Mineral("#706a3c", Colour("#645e26", "#c6bd74")),
    "creative-problem-solving": Mineral("#587650", Colour("#476c38", "#9cc489")),
    "critical-thinking": Mineral("#50646f", Colour("#44596a", "#9db6c8")),
    "empathy": Mineral("#9a5d66", Colour("#944a57", "#e2a3ac")),
    "initiative": Mineral("#34737a", Colour("#1c6a71", "#76c1c6")),
    "innovation": Mineral("#a65f42", Colour("#9c4a26", "#eca27c")),
    "intercultural-fluency": Mineral("#6f6189", Colour("#655188", "#bcabdc")),
    "leadership": Mineral("#475685", Colour("#3c4d8a", "#a3b1e6")),
    "oral-communication": Mineral("#97712f", Colour("#835b13", "#e0b661")),
    "resilience": Mineral("#356252", Colour("#265a48", "#83bfa7")),
    "stone": Mineral("#686d69", Colour("#5c615d", "#b4b9b4")),
}


def mix(base: str, other: str, share: float) -> str:
    """Return the hex colour `share` (0 to 1) of the way from base to other."""
    pairs = zip(channels(base), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0 to 255) of a `#rrggbb` colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
