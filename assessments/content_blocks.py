"""StreamField values of what the content folder holds: stable ids, and the form Wagtail keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.core.serializers.json import DjangoJSONEncoder

from assessments import question_types
from assessments.markdown_writing import markdown_of
from assessments.question_types import Field

# Ids of blocks come from their names, so that a second load finds the same block.
_NAMESPACE = UUID("5c0a7b0e-6d3f-5a43-9b1e-0f8f3a6f6f0c")


def stable_id(*names: str) -> str:
    """The id of a block: the same for the same names, and telling nothing about them."""
    return str(uuid5(_NAMESPACE, "/".join(names)))


def question_body(definition: Mapping[str, Any], *names: str) -> list[dict[str, Any]]:
    """The raw StreamField value of a question; `names` make the ids of its options its own.

    An option keeps its id as long as its text (or the `id` written with it) stays the same.
    """
    question_type = question_types.get(definition["type"])
    return [
        {
            "type": definition["type"],
            "value": _raw(question_type.fields, definition, names),
            "id": stable_id(*names),
        }
    ]


def normal(block: Any, raw: Any) -> Any:
    """A raw block value as Wagtail stores it once somebody has looked at it."""
    stored = block.get_prep_value(block.to_python(raw))
    return json.loads(json.dumps(stored, cls=DjangoJSONEncoder))


def comparable(value: Any) -> Any:
    """A stored value as two loads compare it: without the ids of blocks, and with rich text as
    Markdown, since the editor marks both in ways of its own that change nothing for a reader."""
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys()
        return {
            name: comparable(inner)
            for name, inner in value.items()
            if not (is_block and name == "id")
        }
    if isinstance(value, list):
        return [comparable(inner) for inner in value]
    if isinstance(value, str) and value.startswith("<"):
        return markdown_of(value)
    return value


def _raw(
    fields: Sequence[Field], entry: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, Any]:
    return {field.name: _raw_value(field, entry.get(field.name), names) for field in fields}


def _raw_value(field: Field, value: Any, names: tuple[str, ...]) -> Any:
    if field.kind == "list":
        items: list[dict[str, Any]] = []
        for item in value or ():
            own = item.get("id") or item.get("text") if field.item_fields else item
            inner = (*names, field.name, str(own or len(items)))
            raw = _raw(field.item_fields, item, inner) if field.item_fields else str(item)
            items.append({"type": "item", "value": raw, "id": stable_id(*inner)})
        return items
    if field.kind == "flag":
        return bool(value)
    if field.kind == "number":
        return None if value is None else str(value)
    return "" if value is None else str(value)
