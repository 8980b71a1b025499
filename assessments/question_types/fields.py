"""What a definition is made of, declared once.

From a type's tuple of `Field`s come the editor's form, the JSON Schema of the content files and
the checks that need no knowledge of the type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from .reading import folded, is_id, is_list, number_of, text_of

Kind = Literal["markdown", "text", "line", "number", "flag", "choice", "list"]

# What says where a question belongs and which type it is, in every content file.
PLACE_NAMES = ("type", "id", "competency", "behaviour")

_NUMBER_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of a definition.

    `kind`: `markdown` (formatted text), `text` (plain text, several lines), `line` (plain text,
    one line), `number`, `flag` (true or false), `choice` (one of `choices`, pairs of value and
    label) or `list`. A list holds mappings of `item_fields`, or lines if there are none;
    `item_label` names one of its items. `minimum` and `maximum` bound a number's value, a list's
    length and a text's number of characters.
    """

    name: str
    label: str
    kind: Kind
    help: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    item_fields: tuple["Field", ...] = ()
    item_label: str = ""
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a definition from being used: `path` to the entry (list positions from 0), and a
    sentence that says what is wrong and what to do."""

    path: tuple[str | int, ...]
    message: str

    def __str__(self) -> str:
        steps = (str(step + 1) if isinstance(step, int) else step for step in self.path)
        place = " ".join(steps)
        return f"{place}: {self.message}" if place else self.message


def in_words(count: int) -> str:
    return _NUMBER_WORDS[count] if 0 <= count < len(_NUMBER_WORDS) else str(count)


def are(count: int) -> str:
    """ "one is", "two are", "none are"."""
    return f"{in_words(count)} {'is' if count == 1 else 'are'}"


def shown(value: object) -> str:
    """A value quoted in a message, cut to a readable length."""
    text = value if isinstance(value, str) else text_of(value) or type(value).__name__
    return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'


def field_problems(
    fields: Sequence[Field],
    entry: Mapping[str, Any],
    path: tuple[str | int, ...] = (),
    whose: str = "The question",
) -> list[Problem]:
    """Every entry that is missing, of the wrong kind, out of bounds or unknown."""
    known = {field.name for field in fields} | ({"id"} if path else set(PLACE_NAMES))
    found = [
        Problem(path, f"{whose} has an unknown entry {shown(name)}. Correct its name or remove it.")
        for name in entry
        if name not in known
    ]
    for field in fields:
        found += _problems_of(field, entry.get(field.name), (*path, field.name), whose)
    return found


def _problems_of(
    field: Field, value: object, path: tuple[str | int, ...], whose: str
) -> list[Problem]:
    label = field.label.lower()
    if value is None or value == "" or value == []:
        if not field.required:
            return []
        return [Problem(path, f"{whose} has no {label}. {_REMEDY.get(field.kind, 'Write it.')}")]
    if field.kind == "list":
        return _problems_of_list(field, value, path, whose)
    message = _complaint(field, value, f"The {label} of {whose[0].lower()}{whose[1:]}")
    return [Problem(path, message)] if message else []


_REMEDY = {"list": "Write them.", "choice": "Choose one.", "number": "Give a number."}


def _complaint(field: Field, value: object, what: str) -> str:
    if field.kind == "flag":
        return "" if isinstance(value, bool) else f"{what} must be true or false."
    if field.kind == "number":
        return _complaint_about_number(field, value, what)
    if not isinstance(value, str) and not text_of(value):
        return f"{what} must be text. Put it in quotation marks."
    text = text_of(value)
    if field.kind == "choice":
        values = [choice for choice, _ in field.choices]
        if text in values:
            return ""
        return f"{what} is {shown(value)}. Choose one of: {', '.join(values)}."
    if field.required and not text:
        return f"{what} is blank. Write it."
    if field.maximum is not None and len(text) > field.maximum:
        return f"{what} is longer than {field.maximum} characters. Shorten it."
    return ""


def _complaint_about_number(field: Field, value: object, what: str) -> str:
    number = number_of(value)
    if number is None:
        return f"{what} must be a number, such as 2.5."
    if field.minimum is not None and number < Fraction(field.minimum):
        return f"{what} must be {field.minimum} or more."
    if field.maximum is not None and number > Fraction(field.maximum):
        return f"{what} must be {field.maximum} or less."
    return ""


def _problems_of_list(
    field: Field, value: object, path: tuple[str | int, ...], whose: str
) -> list[Problem]:
    label = field.label.lower()
    if not isinstance(value, Sequence) or not is_list(value):
        return [Problem(path, f"The {label} must be a list. Write each on a line with a dash.")]
    found: list[Problem] = []
    if field.minimum is not None and len(value) < field.minimum:
        found.append(
            Problem(
                path,
                f"Give at least {in_words(field.minimum)} {label}; there {_is(len(value))}.",
            )
        )
    if field.maximum is not None and len(value) > field.maximum:
        message = f"Give at most {in_words(field.maximum)} {label}; there {_is(len(value))}."
        return [*found, Problem(path, message)]
    for position, item in enumerate(value):
        whose_item = f"{field.item_label} {position + 1}"
        if path[:-1]:
            whose_item = f"{whose_item} of {whose[0].lower()}{whose[1:]}"
        found += _problems_of_item(field, item, (*path, position), whose_item)
    return found + _problems_of_ids(field, value, path)


def _is(count: int) -> str:
    return f"{'is' if count == 1 else 'are'} {in_words(count)}"


def _problems_of_item(
    field: Field, item: object, path: tuple[str | int, ...], whose: str
) -> list[Problem]:
    if not field.item_fields:
        return [] if text_of(item) else [Problem(path, f"{whose} is blank. Write it as text.")]
    if isinstance(item, Mapping):
        return field_problems(field.item_fields, item, path, whose)
    names = ", ".join(part.name for part in field.item_fields)
    return [Problem(path, f"{whose} must have entries of its own: {names}.")]


def _problems_of_ids(
    field: Field, items: Sequence[object], path: tuple[str | int, ...]
) -> list[Problem]:
    found: list[Problem] = []
    first: dict[str, int] = {}
    for position, item in enumerate(items):
        if not isinstance(item, Mapping) or item.get("id") is None:
            continue
        written = text_of(item["id"])
        label = f"{field.item_label} {position + 1}"
        if not is_id(written):
            message = f"The id of {label.lower()} may hold letters, digits, - and _ only. Change it"
            found.append(Problem((*path, position, "id"), f"{message}, or leave it out."))
        elif written in first:
            message = f"{field.item_label} {first[written] + 1} has the same id as {label.lower()}."
            found.append(Problem((*path, position, "id"), f"{message} Change one of them."))
        else:
            first[written] = position
    return found


def identical_problems(
    texts: Sequence[str], label: str, path: tuple[str | int, ...]
) -> list[Problem]:
    """A problem for each text that repeats an earlier one; blank texts are not compared."""
    found: list[Problem] = []
    first: dict[str, int] = {}
    for position, text in enumerate(texts):
        comparable = folded(text)
        if not comparable:
            continue
        if comparable in first:
            message = (
                f"{label} {first[comparable] + 1} and {label.lower()} {position + 1} are identical."
            )
            found.append(
                Problem((*path, position), f"{message} Change one of them or take it out.")
            )
        else:
            first[comparable] = position
    return found


def fields_schema(fields: Sequence[Field], also: Mapping[str, Any]) -> dict[str, Any]:
    """JSON Schema of a mapping with these fields, and the properties in `also`."""
    return {
        "type": "object",
        "properties": {**also, **{field.name: _field_schema(field) for field in fields}},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _field_schema(field: Field) -> dict[str, Any]:
    about = {"title": field.label, **({"description": field.help} if field.help else {})}
    if field.kind == "flag":
        return {**about, "type": "boolean"}
    if field.kind == "choice":
        return {**about, "enum": [value for value, _ in field.choices]}
    if field.kind == "number":
        return {**about, "type": "number", **_bounds(field, "minimum", "maximum")}
    if field.kind == "list":
        item = (
            fields_schema(field.item_fields, {"id": ID_SCHEMA})
            if field.item_fields
            else {"type": "string", "minLength": 1}
        )
        return {**about, "type": "array", "items": item, **_bounds(field, "minItems", "maxItems")}
    shortest = {"minLength": 1} if field.required else {}
    return {**about, "type": "string", **shortest, **_bounds(field, "minLength", "maxLength")}


def _bounds(field: Field, least: str, most: str) -> dict[str, int]:
    bounds = {least: field.minimum, most: field.maximum}
    return {name: bound for name, bound in bounds.items() if bound is not None}


ID_SCHEMA = {
    "type": "string",
    "pattern": "^[A-Za-z0-9_-]{1,64}$",
    "description": "Sent to the browser with the question, so it must not tell the answer.",
}
