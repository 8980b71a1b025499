"""Items of QTI 2.1, 2.2 and 3.0.

A package that Cairn wrote keeps each question beside its item (`qti_packages`). That copy counts
only while the item still says the same: an item edited elsewhere is read as everybody sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assessments.question_types import QUESTION_TYPES

from .definitions import canonical, clean, slug_from
from .markup import Node, parsed_xml
from .qti_interactions import INTERACTIONS, Item, interactions_in
from .qti_writing import item_xml
from .readings import Limits, Notes, PlacedQuestion, ReadQuestion, RefusalError

_CHOICES = ("simplechoice", "simpleassociablechoice", "inlinechoice")


def read_item(root: Node, notes: Notes, kept: Any = None) -> None:
    """Adds the question of an assessmentItem to `notes`; `kept` is what the package keeps of it.

    Raises RefusalError if it is no item, or one that our question types cannot hold.
    """
    if root.name != "assessmentitem":
        raise RefusalError("The file is no QTI item (assessmentItem).", root.line)
    if not notes.has_room(root.line):
        return
    body = root.child("itembody")
    if body is None:
        raise RefusalError("The item has no body.", root.line)
    placed = _kept_question(root, kept, notes) or _foreign_question(root, body, notes)
    notes.question(
        ReadQuestion(
            slug=notes.free_slug(placed.slug, str(placed.definition.get("stem", ""))),
            definition=placed.definition,
            competency=placed.competency,
            behaviour=placed.behaviour,
            line=root.line,
            source=notes.source,
            source_id=root.get("identifier"),
        )
    )


def _kept_question(root: Node, kept: Any, notes: Notes) -> PlacedQuestion | None:
    if kept is None:
        return None
    placed = _placed(kept)
    if placed is not None and _says_the_same(root, item_xml(placed), notes.limits):
        return placed
    notes.warning(
        "The item was changed since Cairn wrote it, so it was read as other systems see it.",
        root.line,
    )
    return None


def _placed(kept: Any) -> PlacedQuestion | None:
    if not isinstance(kept, dict):
        return None
    entry = dict(kept)
    slug, competency, behaviour = (
        entry.pop(name, "") for name in ("id", "competency", "behaviour")
    )
    definition = canonical(entry)
    names = (definition["type"], slug, competency, behaviour)
    if not all(isinstance(name, str) for name in names) or names[0] not in QUESTION_TYPES:
        return None
    return PlacedQuestion(clean(slug), definition, clean(competency), clean(behaviour))


def _says_the_same(item: Node, written: str, limits: Limits) -> bool:
    try:
        return _comparable(item) == _comparable(parsed_xml(written, limits))
    except RefusalError:
        return False


def _comparable(node: Node) -> tuple[Any, ...]:
    """What of an element is content: not its place in the file, nor how it was indented."""
    attributes = {
        name: value for name, value in node.attributes.items() if name != "schemalocation"
    }
    parts: list[Any] = []
    texts: list[str] = []
    for part in [*node.content, None]:
        if isinstance(part, str):
            texts.append(part)
            continue
        parts.append(" ".join("".join(texts).split()))
        texts = []
        if part is not None:
            parts.append(_comparable(part))
    return (node.name, tuple(sorted(attributes.items())), tuple(parts))


def _foreign_question(root: Node, body: Node, notes: Notes) -> PlacedQuestion:
    item = Item(root, body, notes)
    found = interactions_in(body)
    kinds = {interaction.name for interaction in found}
    if not found:
        raise RefusalError("The item asks nothing: it has no interaction.", root.line)
    unsupported = sorted(kinds - INTERACTIONS.keys())
    if unsupported:
        raise RefusalError(f"The interaction {unsupported[0]} is not supported.", root.line)
    notes.check_answers(len(found), root.line)
    for interaction in found:
        notes.check_answers(len(list(interaction.within(*_CHOICES))), interaction.line)
    definition = _reader(item, found, kinds)(item, found)
    unused = item.unused_feedback()
    if unused:
        notes.warning("Feedback that belongs to no single answer was left out.", unused[0].line)
    slug = slug_from(root.get("identifier")) or slug_from(root.get("title"))
    return PlacedQuestion(slug, definition)


def _reader(
    item: Item, found: list[Node], kinds: set[str]
) -> Callable[[Item, list[Node]], Mapping[str, Any]]:
    if len(found) == 1 or kinds <= {"textentryinteraction", "inlinechoiceinteraction"}:
        return INTERACTIONS[found[0].name]
    if len(found) == 2 and all(node.has_class("cairn-judgement") for node in found):
        return INTERACTIONS["choiceinteraction"]
    raise RefusalError("Items that ask several questions at once are not supported.", item.line)
