"""The shapes of content files, declared once: what a file may hold, in a subset of JSON Schema.

From a shape come the checks with their sentences, and the schema files that an editor such as
VS Code completes and checks with. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from badges.content_files import LONGEST_SLUG, SLUG, Place, Problems, Source

Shape = Mapping[str, Any]

_SLUG_PATTERN = f"^{SLUG}$"
_FORMATS = {
    "uri": (re.compile(r"https?://[^\s]+"), "an address that begins with https://"),
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "an e-mail address"),
}


def text(about: str, *, longest: int | None = None) -> Shape:
    bound = {} if longest is None else {"maxLength": longest}
    return {"type": "string", "description": about, "minLength": 1, **bound}


def slug(about: str, *, longest: int = LONGEST_SLUG) -> Shape:
    return {**text(about, longest=longest), "pattern": _SLUG_PATTERN}


def address(about: str) -> Shape:
    return {**text(about, longest=200), "format": "uri"}


def email(about: str) -> Shape:
    return {**text(about, longest=254), "format": "email"}


def one_of(about: str, *values: str) -> Shape:
    return {"type": "string", "description": about, "enum": list(values)}


def whole_number(about: str, *, least: int, most: int) -> Shape:
    return {"type": "integer", "description": about, "minimum": least, "maximum": most}


def flag(about: str) -> Shape:
    return {"type": "boolean", "description": about}


def list_of(about: str, item: Shape, *, least: int = 0, most: int | None = None) -> Shape:
    bound = {} if most is None else {"maxItems": most}
    return {"type": "array", "description": about, "items": item, "minItems": least, **bound}


def set_of(about: str, item: Shape, *, least: int = 0, most: int | None = None) -> Shape:
    """A list that holds nothing twice."""
    return {**list_of(about, item, least=least, most=most), "uniqueItems": True}


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def either(*records: Shape) -> Shape:
    """One of several records, told apart by their first required entry."""
    return {"oneOf": list(records)}


def schema(title: str, shape: Shape) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **shape,
    }


def fits(source: Source, shape: Shape, problems: Problems) -> bool:
    """Whether the source has the shape; if not, every fault is noted at its line."""
    faults = list(_faults(shape, source.value, ()))
    for place, message in faults:
        source.complain(problems, message, *place)
    return not faults


Fault = tuple[Place, str]


def _faults(shape: Shape, value: Any, place: Place) -> Iterator[Fault]:
    if "oneOf" in shape:
        yield from _faults_of_either(shape, value, place)
    elif shape["type"] == "object":
        yield from _faults_of_record(shape, value, place)
    elif shape["type"] == "array":
        yield from _faults_of_list(shape, value, place)
    elif message := _fault_of_value(shape, value, _named(place)):
        yield place, message


def _faults_of_either(shape: Shape, value: Any, place: Place) -> Iterator[Fault]:
    for alternative in shape["oneOf"]:
        if isinstance(value, Mapping) and alternative["required"][0] in value:
            yield from _faults(alternative, value, place)
            return
    names = ", ".join(f"“{alternative['required'][0]}”" for alternative in shape["oneOf"])
    yield place, f"One of these entries has to be here: {names}."


def _faults_of_record(shape: Shape, value: Any, place: Place) -> Iterator[Fault]:
    known = shape["properties"]
    if not isinstance(value, Mapping):
        yield place, f"{_named(place)} must have entries of its own: {', '.join(known)}."
        return
    for name in shape["required"]:
        if value.get(name) is None:
            yield place, f"“{name}” is missing. Add it: {_about(known[name])}"
    for name, entry in value.items():
        if name not in known:
            likely = get_close_matches(name, list(known), n=1)
            remedy = f"Did you mean “{likely[0]}”?" if likely else "Correct its name or remove it."
            yield (*place, name), f"There is no entry “{name}” here. {remedy}"
        elif entry is not None:
            yield from _faults(known[name], entry, (*place, name))


def _faults_of_list(shape: Shape, value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield place, f"{_named(place)} must be a list. Write each on a line with a hyphen."
        return
    least, most = shape["minItems"], shape.get("maxItems")
    if len(value) < least or (most is not None and len(value) > most):
        wanted = (
            str(least)
            if least == most
            else f"{least} or more"
            if most is None
            else (f"{least} to {most}")
        )
        yield place, f"{_named(place)} must hold {wanted}; there are {len(value)}."
    for number, item in enumerate(value):
        yield from _faults(shape["items"], item, (*place, number))
        if shape.get("uniqueItems") and item in value[:number]:
            yield (*place, number), f"“{item}” stands in the list twice. Take one out."


def _fault_of_value(shape: Shape, value: Any, name: str) -> str:
    if shape["type"] == "boolean":
        return "" if isinstance(value, bool) else f"{name} must be true or false."
    if shape["type"] == "integer":
        if isinstance(value, bool) or not isinstance(value, int):
            return f"{name} must be a whole number."
        if not shape["minimum"] <= value <= shape["maximum"]:
            return f"{name} must be from {shape['minimum']} to {shape['maximum']}."
        return ""
    return _fault_of_text(shape, value, name)


def _fault_of_text(shape: Shape, value: Any, name: str) -> str:
    if not isinstance(value, str):
        return f"{name} must be text. Put it in quotation marks."
    if "enum" in shape:
        values = ", ".join(shape["enum"])
        return "" if value in shape["enum"] else f"{name} is “{value}”. Choose one of: {values}."
    if not value:
        return f"{name} is empty. Write it: {_about(shape)}"
    longest = shape.get("maxLength")
    if longest is not None and len(value) > longest:
        return f"{name} has {len(value)} characters. Shorten it to {longest}."
    if "pattern" in shape and not re.fullmatch(SLUG, value):
        return f"“{value}” is no slug. Use small letters, digits and single hyphens."
    if "format" in shape:
        pattern, wanted = _FORMATS[shape["format"]]
        return "" if pattern.fullmatch(value) else f"{name} must be {wanted}."
    return ""


def _named(place: Place) -> str:
    if not place:
        return "This"
    last = place[-1]
    return f"“{last}”" if isinstance(last, str) else f"Entry {last + 1}"


def _about(shape: Shape) -> str:
    about = str(shape.get("description", ""))
    return about if about.endswith((".", "?")) else f"{about}." if about else "see the README."
