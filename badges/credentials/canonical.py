"""From a JSON-LD document to the canonical text that a signature covers, in safe mode.

PyLD expands the document; what it would silently leave out of the signed form (members no context
defines, relative identifiers) is refused here. The canonical labels and the text are made by
``rdfc``, because PyLD escapes control characters in another way than the standard.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdError, JsonLdProcessor

from .contexts import AlteredContext, UnknownContext, document_loader
from .rdfc import WORK_LIMIT, Quad, Term, TooComplex, canonicalize_quads
from .wording import said as _

__all__ = [
    "CanonicalForm",
    "Limits",
    "TooComplex",
    "UnknownContext",
    "UnsafeDocument",
    "canonicalize",
]


class UnsafeDocument(ValueError):
    """Part of the document would not be covered by a signature, or it is no valid JSON-LD."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document one is willing to look at. Far above any real credential."""

    characters: int = 600_000
    objects: int = 1_500
    values: int = 12_000
    types: int = 3_000
    contexts: int = 150
    depth: int = 40
    comparisons: int = 1_000_000
    work: int = WORK_LIMIT


@dataclass(frozen=True, slots=True)
class CanonicalForm:
    """``nquads`` is the canonical text; ``quads`` are the statements it makes, unlabelled."""

    nquads: str
    quads: tuple[Quad, ...]


_DEFAULT_LIMITS: Final = Limits()
# A base that no document can mean, so that whatever was resolved against it is recognisable.
_RELATIVE: Final = "https://relative.invalid/"
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`\x7f]*')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_UNSIGNED_KEYWORDS: Final = frozenset({"@reverse", "@included", "@index", "@direction"})

# PyLD's processor and its context cache are not safe to share between threads.
_LOCK = Lock()
_CONTEXT_CACHE: dict[str, Any] = {}


def canonicalize(document: Mapping[str, Any], *, limits: Limits = _DEFAULT_LIMITS) -> CanonicalForm:
    """Canonicalise one JSON-LD document (RDFC-1.0).

    Raises UnsafeDocument, UnknownContext for a context that is not carried, TooComplex for a
    document beyond the limits.
    """
    _screen(document, limits)
    quads = _quads(document, limits)
    return CanonicalForm(canonicalize_quads(quads, work_limit=limits.work), quads)


def _screen(document: Mapping[str, Any], limits: Limits) -> None:
    """Refuse, in linear time, what is no plain JSON or too large to be handed to PyLD."""
    counted: Counter[str] = Counter()
    pending: list[tuple[Any, int]] = [(document, 0)]
    while pending:
        value, depth = pending.pop()
        counted["values"] += 1
        if depth > limits.depth:
            raise TooComplex("the document is nested too deeply")
        if isinstance(value, Mapping):
            counted["objects"] += 1
            for key, member in value.items():
                if not isinstance(key, str):
                    raise UnsafeDocument(_("a member name is not text"))
                counted["characters"] += _length(key)
                if key == "@context":
                    counted["contexts"] += _context_count(member)
                elif key in ("type", "@type") and isinstance(member, list):
                    counted["types"] += len(member)
                pending.append((member, depth + 1))
        elif isinstance(value, list):
            pending.extend((member, depth + 1) for member in value)
        elif isinstance(value, str):
            counted["characters"] += _length(value)
        elif isinstance(value, float) and not math.isfinite(value):
            raise UnsafeDocument(_("a number is not finite"))
        elif value is not None and not isinstance(value, (bool, int, float)):
            raise UnsafeDocument(_("the document is not plain JSON"))
        for name, count in counted.items():
            if count > getattr(limits, name):
                raise TooComplex(f"the document holds too many {name} for a credential")


def _length(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise UnsafeDocument(_("a text is not valid Unicode")) from error


def _context_count(context: object) -> int:
    entries = context if isinstance(context, list) else [context]
    if not all(isinstance(entry, str) for entry in entries):
        raise UnsafeDocument(_("a context must be named by its address, not written inline"))
    return len(entries)


class _SafeProcessor(JsonLdProcessor):
    def __init__(self, limits: Limits) -> None:
        super().__init__(on_property_dropped=_refuse_member)
        self.limits = limits

    def expand(self, input_: Any, options: Any) -> Any:
        expanded = super().expand(input_, options)
        _check_expanded(expanded, self.limits)
        return expanded


def _refuse_member(name: object) -> None:
    raise UnsafeDocument(
        _(
            "the member %(name)s is defined by none of the document's contexts",
            name=repr(name)[:80],
        )
    )


def _quads(document: Mapping[str, Any], limits: Limits) -> tuple[Quad, ...]:
    with _LOCK:
        options = {
            "base": _RELATIVE,
            "documentLoader": document_loader,
            "contextResolver": ContextResolver(_CONTEXT_CACHE, document_loader),
        }
        try:
            dataset = _SafeProcessor(limits).to_rdf(document, options)
        except (UnsafeDocument, TooComplex, AlteredContext):
            raise
        except JsonLdError as error:
            _reraise_unknown_context(error)
            raise UnsafeDocument(
                _("the document is no valid JSON-LD: %(why)s", why=_innermost(error)[:200])
            ) from error
        # PyLD answers some malformed documents with whatever its own code stumbles over.
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            _reraise_unknown_context(error)
            raise UnsafeDocument(_("this is no valid JSON-LD")) from error
    return tuple(_quad(triple, graph) for graph, triples in dataset.items() for triple in triples)


def _chain(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    return chain


def _reraise_unknown_context(error: Exception) -> None:
    for cause in _chain(error):
        if isinstance(cause, (UnknownContext, AlteredContext)):
            raise cause from None


def _innermost(error: JsonLdError) -> str:
    messages = [cause.args[0] for cause in _chain(error) if isinstance(cause, JsonLdError)]
    return str(messages[-1]) if messages else "unknown reason"


def _check_expanded(expanded: Any, limits: Limits) -> None:
    """Refuse what has no place in the signed form, and what PyLD compares value by value for
    longer than any credential needs."""
    occurrences: Counter[tuple[str, str]] = Counter()
    pending = [expanded]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(node)
            continue
        if not isinstance(node, dict):
            continue
        unsigned = _UNSIGNED_KEYWORDS.intersection(node)
        if unsigned:
            raise UnsafeDocument(
                _("%(name)s has no place in a signed credential", name=min(unsigned))
            )
        if "@value" in node:
            language = node.get("@language")
            if language is not None and not _LANGUAGE.fullmatch(str(language)):
                raise UnsafeDocument(_("%(text)s is no language tag", text=repr(language)[:80]))
            _check_iris(node.get("@type", []), literal_type=True)
            continue
        _check_iris(node.get("@id", []))
        _check_iris(node.get("@type", []))
        identity = node.get("@id") or f" {id(node)}"
        for name, values in node.items():
            if isinstance(values, list):
                occurrences[identity, name] += len(values)
            if not name.startswith("@"):
                _check_iris(name)
            if name not in {"@id", "@type"}:
                pending.append(values)
    if sum(count * count for count in occurrences.values()) > limits.comparisons:
        raise TooComplex("the document repeats a member too often for a credential")


def _check_iris(identifiers: Any, *, literal_type: bool = False) -> None:
    for identifier in identifiers if isinstance(identifiers, list) else [identifiers]:
        if literal_type and identifier == "@json":
            continue
        if not isinstance(identifier, str):
            raise UnsafeDocument(_("an identifier is not text"))
        if identifier.startswith(_RELATIVE):
            relative = identifier.removeprefix(_RELATIVE)
            raise UnsafeDocument(
                _(
                    "%(text)s is neither a known type nor an absolute address",
                    text=repr(relative)[:80],
                )
            )
        if not _IRI.fullmatch(identifier) and not identifier.startswith("_:"):
            raise UnsafeDocument(
                _("%(text)s is not an absolute address", text=repr(identifier)[:80])
            )


def _quad(triple: Mapping[str, Mapping[str, str]], graph: str) -> Quad:
    return Quad(
        _term(triple["subject"]),
        _term(triple["predicate"]),
        _term(triple["object"]),
        None if graph == "@default" else Term("blank" if graph.startswith("_:") else "iri", graph),
    )


def _term(component: Mapping[str, str]) -> Term:
    value = component["value"]
    if component["type"] == "literal":
        return Term("literal", value, component["datatype"], component.get("language", ""))
    return Term("blank" if component["type"] == "blank node" else "iri", value)
