"""Raw bodies of lessons, as an editor would put them together."""

import uuid
from typing import Any

from tests import factories

CHECK = uuid.UUID("11111111-1111-4111-8111-111111111111")
SCENARIO = uuid.UUID("22222222-2222-4222-8222-222222222222")
REFLECTION = uuid.UUID("33333333-3333-4333-8333-333333333333")


def heading(text: str, level: str = "2") -> dict[str, Any]:
    return {"type": "heading", "value": {"level": level, "text": text}, "id": str(uuid.uuid4())}


def check() -> dict[str, Any]:
    return {"type": "check", "value": factories.single_choice("Which?"), "id": str(CHECK)}


def reflection() -> dict[str, Any]:
    value = {"key": "mine", "prompt": "How is it with you?", "help": "A few lines."}
    return {"type": "reflection", "value": value, "id": str(REFLECTION)}


def choice(key: str, to: str, *, behaviour: str = "", shows: bool = True) -> dict[str, Any]:
    return {
        "key": key,
        "text": f"Do {key}",
        "consequence": f"What {key} did.",
        "behaviour": behaviour,
        "shows": shows,
        "to": to,
    }


def scene(key: str, *choices: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "title": "", "text": f"<p>Scene {key}.</p>", "choices": list(choices)}


def scenario(*scenes: dict[str, Any]) -> dict[str, Any]:
    """Ask or wait; whoever asks then listens or leaves."""
    scenes = scenes or (
        scene(
            "opening",
            choice("ask", "middle", behaviour="behaviour-0"),
            choice("wait", "end", behaviour="behaviour-0", shows=False),
        ),
        scene(
            "middle",
            choice("listen", "end", behaviour="behaviour-1"),
            choice("leave", "end", behaviour="behaviour-1", shows=False),
        ),
        scene("end"),
    )
    value = {"title": "A hard talk", "start": scenes[0]["key"], "scenes": list(scenes)}
    return {"type": "scenario", "value": value, "id": str(SCENARIO)}
