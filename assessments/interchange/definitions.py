"""Definitions in one form, whichever file or block they come from, and slugs for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.question_types import QUESTION_TYPES, Field, plain
from assessments.question_types.reading import is_list, number_of, text_of

LONGEST_SLUG = 70

# What neither a database nor a web page takes.
_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def canonical(definition: object) -> dict[str, Any]:
    """The definition with its type first, fields in the order of the editor's form, texts
    without white space around them, numbers as numbers, and nothing that says nothing.

    Entries that its type does not know are kept, so that they can be reported.
    """
    entries = _cleaned(plain(definition))
    key = entries.pop("type", None)
    known = QUESTION_TYPES.get(key) if isinstance(key, str) else None
    return {"type": key, **_tidy_entry(known.fields if known else (), entries)}


def clean(text: str) -> str:
    """`text` without control characters and halves of characters, newlines as `\\n`."""
    return _UNUSABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(name): _cleaned(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_cleaned(entry) for entry in value]
    return value


def _tidy_entry(fields: Sequence[Field], entry: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name for field in fields}
    others = {name: value for name, value in entry.items() if name not in known}
    tidied = {field.name: _tidy(field, entry.get(field.name)) for field in fields}
    return {**others, **{name: value for name, value in tidied.items() if not _is_blank(value)}}


def _is_blank(value: object) -> bool:
    return value is None or value is False or value == "" or value == []


def _tidy(field: Field, value: Any) -> Any:
    if field.kind == "list":
        if not isinstance(value, Sequence) or not is_list(value):
            return value
        return [_tidy_item(field, item) for item in value]
    if field.kind == "flag":
        return value
    if field.kind == "number":
        return _tidy_number(value)
    return _tidy_text(value)


def _tidy_item(field: Field, item: Any) -> Any:
    if isinstance(item, Mapping):
        return _tidy_entry(field.item_fields, item)
    return _tidy_text(item)


def _tidy_text(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    return text_of(value) or value


def _tidy_number(value: Any) -> Any:
    number = number_of(value)
    return value if number is None else plain_number(number, str(value))


def plain_number(number: Fraction, otherwise: str) -> int | float | str:
    """The number as JSON and YAML write it, or `otherwise` where that would change it."""
    if number.denominator == 1:
        return number.numerator
    approximate = float(number)
    return approximate if Fraction(Decimal(repr(approximate))) == number else otherwise


def slug_from(text: str) -> str:
    """Small letters, digits and hyphens; empty if the text has no letter or digit of ASCII."""
    letters = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
    return slug[:LONGEST_SLUG].strip("-")


def free_slug(wanted: str, taken: Container[str]) -> str:
    """`wanted`, with the first number behind it that makes it one of its own."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
