"""Questions as a `questions.yaml` of the content folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from assessments.question_types import QUESTION_TYPES
from assessments.question_types.fields import PLACE_NAMES, shown
from assessments.question_types.reading import text_of
from badges.content_files import Folder, Source
from badges.content_yaml import dumped

from .definitions import canonical
from .readings import Limits, Notes, Place, PlacedQuestion, ReadQuestion, RefusalError

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
# YAML reads 1:20:30 as base 60, which takes for ever for a long one.
_ENDLESS_NUMBER = re.compile(r"[-+0-9:._]{60,}")


def entry_of(placed: PlacedQuestion) -> dict[str, Any]:
    """A question as one entry of `questions.yaml`: where it belongs, then its definition."""
    place = {
        "id": placed.slug,
        "competency": placed.competency,
        "behaviour": placed.behaviour,
    }
    return {
        **{name: text for name, text in place.items() if text},
        **canonical(placed.definition),
    }


def written_yaml(questions: Iterable[PlacedQuestion]) -> str:
    """A `questions.yaml` that reads back as the same questions."""
    entries = [dumped([entry_of(question)]) for question in questions]
    return "\n".join(entries) or "[]\n"


def read_content_yaml(text: str, notes: Notes) -> None:
    """Adds the questions of a `questions.yaml` to `notes`.

    What is wrong with a definition is left to its type; what can't be read is an issue. Raises
    RefusalError for aliases, deep nesting and anything but a list.
    """
    _check_bounds(text, notes.limits)
    folder = Folder(Path())
    whole = folder.yaml_text(text, file="")
    for problem in folder.problems:
        notes.error(problem.message, problem.line)
    if whole is None:
        return
    if not isinstance(whole.value, list):
        raise RefusalError("The file must hold a list. Begin each question with - id:.", 1)
    lines: dict[str | int, dict[Place, int]] = {}
    for (first, *rest), line in ((place, line) for place, line in whole.lines.items() if place):
        lines.setdefault(first, {})[tuple(rest)] = line
    for number in range(len(whole.value)):
        source = whole.part(number)
        if not notes.has_room(source.line()):
            return
        try:
            notes.question(_question(source, lines.get(number, {}), notes))
        except RefusalError as refusal:
            notes.refusal(refusal, source.line())


def _question(source: Source, lines: Mapping[Place, int], notes: Notes) -> ReadQuestion:
    entry = source.value
    if not isinstance(entry, Mapping):
        raise RefusalError("A question has entries of its own: type, stem and options.")
    key = entry.get("type")
    if not isinstance(key, str) or key not in QUESTION_TYPES:
        types = ", ".join(sorted(QUESTION_TYPES))
        raise RefusalError(
            f"There is no question type {shown(key)}. Choose one of: {types}.", source.line("type")
        )
    definition = canonical({name: entry[name] for name in entry if name not in PLACE_NAMES[1:]})
    name = text_of(entry.get("id"))
    return ReadQuestion(
        slug=notes.free_slug(name, text_of(entry.get("stem"))),
        definition=definition,
        competency=text_of(entry.get("competency")),
        behaviour=text_of(entry.get("behaviour")),
        line=source.line(),
        source=notes.source,
        source_id=name,
        lines=lines,
    )


def _check_bounds(text: str, limits: Limits) -> None:
    """Before anything is built: the events of a YAML file come one by one."""
    depth = count = 0
    try:
        for event in yaml.parse(text, Loader=_Parser):
            count += 1
            line = event.start_mark.line + 1 if event.start_mark else None
            if isinstance(event, yaml.AliasEvent):
                raise RefusalError("Don't refer back with *. Write it out again.", line)
            if getattr(event, "tag", None):
                raise RefusalError("Don't name types with !. Write the value alone.", line)
            if isinstance(event, yaml.ScalarEvent) and _ENDLESS_NUMBER.fullmatch(event.value):
                raise RefusalError("The number is too long.", line)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST:
                raise RefusalError("The entries are nested too deeply.", line)
            if count > limits.elements:
                raise RefusalError("The file holds too many entries. Split it.", line)
    except yaml.YAMLError:
        return
