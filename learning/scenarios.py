"""Branching scenarios as plain values: their form, what is wrong with one, and a walk through.
Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    text: str
    consequence: str
    to: str
    behaviour: str = ""
    shows: bool = True


@dataclass(frozen=True, slots=True)
class Scene:
    """`text` is HTML; a scene without choices is an ending."""

    key: str
    text: str
    title: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def is_ending(self) -> bool:
        return not self.choices

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Scenario:
    title: str
    start: str
    scenes: tuple[Scene, ...]

    def scene(self, key: str) -> Scene | None:
        return next((scene for scene in self.scenes if scene.key == key), None)


@dataclass(frozen=True, slots=True)
class Step:
    scene: Scene
    choice: Choice


@dataclass(frozen=True, slots=True)
class Walk:
    """The choices made so far, and the scene they lead to."""

    steps: tuple[Step, ...]
    now: Scene


def scenario_of(value: Mapping[str, Any]) -> Scenario:
    """From a block's raw value; list items may be wrapped as `{"value": …}`."""
    scenes = []
    for scene in map(_unwrapped, value.get("scenes") or ()):
        choices = tuple(
            Choice(
                key=str(choice.get("key", "")),
                text=str(choice.get("text", "")),
                consequence=str(choice.get("consequence", "")),
                to=str(choice.get("to", "")),
                behaviour=str(choice.get("behaviour") or ""),
                shows=bool(choice.get("shows", True)),
            )
            for choice in map(_unwrapped, scene.get("choices") or ())
        )
        scenes.append(
            Scene(
                key=str(scene.get("key", "")),
                title=str(scene.get("title") or ""),
                text=str(scene.get("text", "")),
                choices=choices,
            )
        )
    return Scenario(
        title=str(value.get("title", "")), start=str(value.get("start", "")), scenes=tuple(scenes)
    )


def problems(scenario: Scenario) -> list[str]:
    """Whole sentences about what an editor has to put right; empty if nothing."""
    found = []
    keys = [scene.key for scene in scenario.scenes]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        found.append(f"Two scenes are called “{key}”. Give each a short name of its own.")
    if scenario.scene(scenario.start) is None:
        found.append(f"The first scene, “{scenario.start}”, does not exist.")
    for scene in scenario.scenes:
        choice_keys = [choice.key for choice in scene.choices]
        if len(set(choice_keys)) < len(choice_keys):
            found.append(f"In scene “{scene.key}” two choices have the same short name.")
        if len(scene.choices) == 1:
            found.append(f"Scene “{scene.key}” offers one choice only. Add another, or none.")
        for choice in scene.choices:
            if scenario.scene(choice.to) is None:
                found.append(
                    f"In scene “{scene.key}” the choice “{choice.key}” leads to “{choice.to}”, "
                    "which does not exist."
                )
    reachable = _reachable(scenario)
    for scene in scenario.scenes:
        if scene.key not in reachable:
            found.append(f"No choice leads to scene “{scene.key}”.")
    if not any(scene.is_ending for scene in scenario.scenes):
        found.append("The scenario has no ending: add a scene without choices.")
    else:
        for key in sorted(reachable - _leading_to_an_ending(scenario)):
            found.append(f"From scene “{key}” no ending can be reached.")
    return found


def walk(scenario: Scenario, choices: Sequence[tuple[str, str]]) -> Walk | None:
    """Follow choices (scene key, choice key) from the start.

    The walk ends where the scenario, which an editor may have changed meanwhile, no longer
    knows the next choice. None if it has no first scene.
    """
    now = scenario.scene(scenario.start)
    if now is None:
        return None
    steps: list[Step] = []
    for scene_key, choice_key in choices:
        choice = now.choice(choice_key) if now.key == scene_key else None
        following = scenario.scene(choice.to) if choice is not None else None
        if choice is None or following is None:
            break
        steps.append(Step(scene=now, choice=choice))
        now = following
    return Walk(steps=tuple(steps), now=now)


def _unwrapped(item: Any) -> Mapping[str, Any]:
    inner = item.get("value") if isinstance(item, Mapping) and "value" in item else item
    return inner if isinstance(inner, Mapping) else {}


def _reachable(scenario: Scenario) -> set[str]:
    found: set[str] = set()
    waiting = [scenario.start]
    while waiting:
        key = waiting.pop()
        scene = scenario.scene(key)
        if scene is None or key in found:
            continue
        found.add(key)
        waiting += [choice.to for choice in scene.choices]
    return found


def _leading_to_an_ending(scenario: Scenario) -> set[str]:
    found = {scene.key for scene in scenario.scenes if scene.is_ending}
    while True:
        more = {
            scene.key
            for scene in scenario.scenes
            if scene.key not in found and any(choice.to in found for choice in scene.choices)
        }
        if not more:
            return found
        found |= more
