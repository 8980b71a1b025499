"""What an editor sees of a question beside its stem: what is right, and what is said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments import question_types
from assessments.question_types import Field


@dataclass(frozen=True, slots=True)
class KeyItem:
    """An option, step or pair: its words, what it counts as ("Correct"), and the rest by label."""

    text: str
    marks: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One entry of the definition: either a `value` or `items`."""

    label: str
    value: str = ""
    items: tuple[KeyItem, ...] = ()


def answer_key(definition: Mapping[str, Any]) -> tuple[KeyPart, ...]:
    """Everything of a definition but its type and stem, in the order of the editor's form.

    Empty for an empty definition. Raises LookupError for an unknown question type.
    """
    if not definition:
        return ()
    fields = question_types.get(definition["type"]).fields
    parts = (_part(field, definition.get(field.name)) for field in fields if field.name != "stem")
    return tuple(part for part in parts if part.value or part.items)


def _part(field: Field, value: Any) -> KeyPart:
    if field.kind != "list":
        return KeyPart(label=field.label, value=_words(field, value))
    return KeyPart(
        label=field.label, items=tuple(_item(field.item_fields, entry) for entry in value or ())
    )


def _item(fields: Sequence[Field], entry: Any) -> KeyItem:
    if not fields:
        return KeyItem(text=str(entry))
    first, *others = fields
    marks, facts = [], []
    for field in others:
        value = entry.get(field.name)
        if field.kind == "flag":
            marks += [field.label] if value else []
        elif words := _words(field, value):
            if field.kind == "choice":
                marks.append(words)
            else:
                facts.append((field.label, words))
    return KeyItem(_words(first, entry.get(first.name)), tuple(marks), tuple(facts))


def _words(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind == "choice":
        return dict(field.choices).get(value, "")
    if field.kind == "list":
        return "; ".join(str(line) for line in value)
    return str(value)
