"""Whether the JSON that people read says what the signature vouches for.

A signature covers the statements a document makes, not its JSON, and the same statements can be
written in JSON so that a plain reader overlooks one: an expiry date under its full name, for
instance. Such a document is nobody's honest credential.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .extracting import identifier, items
from .rdfc import Quad
from .wording import said as _

_VOCABULARY: Final = "https://www.w3.org/2018/credentials#"
_DECIDING: Final = ("validFrom", "validUntil", "credentialStatus", "issuer", "credentialSubject")
_READABLE_KEYWORDS: Final = frozenset({"@context", "@value", "@language"})


def differs_from_signed_form(document: Mapping[str, Any], statements: Iterable[Quad]) -> str:
    """The difference in plain words, or nothing. Looks at how members are named, and at whether
    the members that decide are exactly those that were signed."""
    if _has_unreadable_member(document):
        return _("It is written in a way that hides part of what was signed.")
    signed = dict.fromkeys(_DECIDING, 0)
    for quad in statements:
        name = quad.predicate.value.removeprefix(_VOCABULARY)
        if quad.subject.value == identifier(document) and name in signed:
            signed[name] += 1
    for name, count in signed.items():
        if len([item for item in items(document.get(name)) if item is not None]) != count:
            return _("What it shows as %(name)s is not what was signed.", name=name)
    return ""


def _has_unreadable_member(document: Mapping[str, Any]) -> bool:
    pending: list[Any] = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, Mapping):
            for name, member in value.items():
                if ":" in name or (name.startswith("@") and name not in _READABLE_KEYWORDS):
                    return True
                # With labels of its own, an anonymous object could be told in two places.
                if name == "id" and isinstance(member, str) and member.startswith("_:"):
                    return True
                pending.append(member)
    return False
