"""Sentences for people that are made here, where nobody knows their language, and said elsewhere.

Modules import ``said`` as ``_``, which is the name that ``makemessages`` looks for. What it makes
is the English sentence; ``badges.wording`` says it in the reader's language.
"""

from collections.abc import Mapping
from datetime import datetime


class Wording(str):
    """An English sentence that still knows what it was made of: a template in %-form, and the
    values in it. Also ``str()`` of it, and of an exception that carries it, is one."""

    template: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self


def said(template: str, **values: object) -> Wording:
    """The sentence with its values filled in: texts, numbers, days, lists of texts, and other
    sentences."""
    filled = {name: _in_english(value) for name, value in values.items()}
    wording = Wording(template % filled if values else template)
    wording.template = template
    wording.values = values
    return wording


def _in_english(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value:%d %B %Y}"
    return ", ".join(value) if isinstance(value, tuple) else value
