"""Reading what people wrote: definitions from editors, values from form posts, numbers.

Nothing here raises, whatever it is given, and nothing it returns is unbounded: what cannot be
read comes back as empty or None.
"""

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import islice
from typing import Any

LONGEST_TEXT = 1000
MOST_VALUES = 50
MOST_ITEMS = 100
DEEPEST_NESTING = 8
LARGEST_POWER_OF_TEN = 30

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WRAPPER_KEYS = {"type", "value", "id"}


def is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def is_wrapped(value: object) -> bool:
    """Whether `value` is an item in Wagtail's stored form, `{"type", "value", "id"}`."""
    return (
        isinstance(value, Mapping)
        and "value" in value
        and "type" in value
        and (set(value) <= _WRAPPER_KEYS)
    )


def plain(definition: object) -> dict[str, Any]:
    """The definition as it stands in questions.yaml, from that form or from Wagtail's stored one.

    Wrapped items are unwrapped and keep the wrapper's id, unless they bring one of their own; a
    wrapped question keeps the wrapper's type too. What is no mapping becomes an empty definition.
    """
    unwrapped = _plain(definition, DEEPEST_NESTING)
    if not isinstance(unwrapped, dict):
        return {}
    if isinstance(definition, Mapping) and is_wrapped(definition):
        unwrapped.setdefault("type", definition["type"])
    return unwrapped


def _plain(value: object, depth: int) -> Any:
    if depth == 0:
        return None
    if isinstance(value, Mapping):
        if not is_wrapped(value):
            return {_name(key): _plain(entry, depth - 1) for key, entry in value.items()}
        content = _plain(value["value"], depth - 1)
        if isinstance(content, dict) and value.get("id"):
            content.setdefault("id", value["id"])
        return content
    if isinstance(value, Sequence) and is_list(value):
        return [_plain(entry, depth - 1) for entry in value]
    return value


def _name(key: object) -> str:
    return key if isinstance(key, str) else text_of(key) or type(key).__name__


def text_of(value: object) -> str:
    """A written value as text: numbers become their digits, everything but text is empty."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return ""
    if isinstance(value, int) and value.bit_length() > 128:
        return ""
    return str(value)


def lines_of(value: object) -> tuple[str, ...]:
    """The non-empty texts of a written list."""
    if not isinstance(value, Sequence) or not is_list(value):
        return ()
    texts = (text_of(entry) for entry in value[:MOST_ITEMS])
    return tuple(text for text in texts if text)


def number_of(value: object) -> Fraction | None:
    """A number an editor wrote, exactly as written: int, float, Decimal or text such as "2.5"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str) and len(value) > 64:
        return None
    try:
        number = Decimal(text_of(value))
    except InvalidOperation:
        return None
    # A fraction of 1e999999999 would have to be written out digit by digit.
    if not number.is_finite() or abs(number.adjusted()) > LARGEST_POWER_OF_TEN:
        return None
    return Fraction(number)


def folded(text: str) -> str:
    """Text as it is compared: case, runs of spaces and kinds of apostrophe make no difference."""
    composed = unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold()
    return " ".join(composed.split())


def is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def id_from_text(text: str) -> str:
    """A short id from the text alone: a position would tell the browser the order of the key."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a definition's list: its id, its text, and the entry as written."""

    id: str
    text: str
    entry: Mapping[str, Any] = field(default_factory=dict)

    def says(self, name: str) -> str:
        return text_of(self.entry.get(name))


def items_of(definition: Mapping[str, Any], name: str, text_name: str = "text") -> tuple[Item, ...]:
    """The entries of the list `name` of a plain definition, each with an id of its own.

    An entry keeps the id it was written with; without one, the id comes from its text. Entries
    that are no mapping are left out.
    """
    entries = definition.get(name)
    if not isinstance(entries, Sequence) or not is_list(entries):
        return ()
    items: list[Item] = []
    taken: set[str] = set()
    for entry in entries[:MOST_ITEMS]:
        if not isinstance(entry, Mapping):
            continue
        text = text_of(entry.get(text_name))
        written = text_of(entry.get("id"))
        option_id = written if is_id(written) else id_from_text(text)
        while option_id in taken:
            option_id = id_from_text(option_id + text)
        taken.add(option_id)
        items.append(Item(id=option_id, text=text, entry=entry))
    return tuple(items)


def shuffled(items: Iterable[Item], seed: int) -> tuple[Item, ...]:
    """The items in an order that depends on the seed and their ids alone, the same for ever."""

    def place(item: Item) -> bytes:
        return hashlib.sha256(f"{seed}:{item.id}".encode("utf-8", "surrogatepass")).digest()

    return tuple(sorted(items, key=place))


def clean_text(value: object) -> str:
    """What a learner typed, on one line, without characters that a database or JSON refuses."""
    if not isinstance(value, str):
        return ""
    kept = (
        " " if character.isspace() else character
        for character in value[:LONGEST_TEXT]
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    return " ".join("".join(kept).split())


def posted_values(data: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    values = data.get(name)
    if isinstance(values, str):
        return (values,)
    if not isinstance(values, Sequence) or not is_list(values):
        return ()
    return tuple(value for value in values[:MOST_VALUES] if isinstance(value, str))


def posted_ids(data: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """The ids posted under a name, each once."""
    return list(dict.fromkeys(value for value in posted_values(data, name) if is_id(value)))


def posted_id(data: Mapping[str, Sequence[str]], name: str) -> str | None:
    """The last id posted under a name, as a browser's last word."""
    ids = posted_ids(data, name)
    return ids[-1] if ids else None


def posted_text(data: Mapping[str, Sequence[str]], name: str) -> str:
    values = posted_values(data, name)
    return clean_text(values[-1]) if values else ""


def posted_rows(data: Mapping[str, Sequence[str]], start: str) -> dict[str, str]:
    """What was typed or selected in each row, by the id that follows `start` in the field's name.

    Rows left empty are left out.
    """
    names = (
        name
        for name in data
        if isinstance(name, str) and name.startswith(start) and is_id(name[len(start) :])
    )
    rows = {name[len(start) :]: posted_text(data, name) for name in islice(names, MOST_VALUES)}
    return {row: text for row, text in rows.items() if text}


def chosen_part(answer: object, name: str) -> object:
    """One part of an answer, None if the answer has no such part."""
    return answer.get(name) if isinstance(answer, Mapping) else None


def chosen_rows(answer: object, name: str, known: Iterable[str]) -> dict[str, Any]:
    """The rows of an answer's part that belong to known ids."""
    part = chosen_part(answer, name)
    if not isinstance(part, Mapping):
        return {}
    return {row: part[row] for row in known if row in part}
