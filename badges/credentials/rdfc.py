"""RDF Dataset Canonicalization (W3C RDFC-1.0, SHA-256) over quads in memory, within a budget.

The algorithm is factorial on graphs made to be ambiguous, so every permutation is paid for.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import permutations
from typing import Final, Literal, NamedTuple

XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
RDF_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

WORK_LIMIT: Final = 400_000

_TO_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\]')
_SHORT_ESCAPES: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


class TooComplex(ValueError):
    """The document is larger than any credential, or would take unreasonably long to check."""


class Term(NamedTuple):
    """``value`` is an IRI, a blank node label with ``_:``, or a literal's text."""

    kind: Literal["iri", "blank", "literal"]
    value: str
    datatype: str = ""
    language: str = ""


class Quad(NamedTuple):
    """``graph`` is None in the default graph."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term | None = None


def canonicalize_quads(quads: Iterable[Quad], *, work_limit: int = WORK_LIMIT) -> str:
    """The canonical N-Quads document. Raises TooComplex when the work exceeds the limit, whose
    unit is roughly one blank node looked at."""
    try:
        return _Canonicalization(set(quads), work_limit).run()
    except RecursionError as error:
        raise TooComplex("the document is built so that checking it leads too deep") from error


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(
        lambda match: _SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}", text
    )


def _nquad_term(term: Term) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    if term.kind == "blank":
        return term.value
    literal = f'"{_escaped(term.value)}"'
    if term.datatype == RDF_LANG_STRING:
        return f"{literal}@{term.language}"
    return literal if term.datatype == XSD_STRING else f"{literal}^^<{term.datatype}>"


def _nquad(quad: Quad) -> str:
    terms = (term for term in quad if term is not None)
    return " ".join(map(_nquad_term, terms)) + " .\n"


def _with_labels(quad: Quad, relabel: Callable[[str], str]) -> Quad:
    def labelled(term: Term) -> Term:
        return term._replace(value=relabel(term.value)) if term.kind == "blank" else term

    graph = None if quad.graph is None else labelled(quad.graph)
    return Quad(labelled(quad.subject), quad.predicate, labelled(quad.object), graph)


class _Issuer:
    """Gives out numbered labels and remembers the order (RDFC-1.0, section 4.5)."""

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = dict(issued or {})

    def issue(self, label: str) -> str:
        return self.issued.setdefault(label, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, self.issued)


class _Canonicalization:
    def __init__(self, quads: set[Quad], work_limit: int) -> None:
        self.quads = quads
        self.work_left = work_limit
        self.canonical = _Issuer("_:c14n")
        self.first_degree_hashes: dict[str, str] = {}
        self.quads_of: dict[str, list[Quad]] = defaultdict(list)
        for quad in quads:
            for label in {term.value for term in quad if term is not None and term.kind == "blank"}:
                self.quads_of[label].append(quad)

    def spend(self, work: int) -> None:
        self.work_left -= work
        if self.work_left < 0:
            raise TooComplex("the document is built so that checking it would take far too long")

    def run(self) -> str:
        by_hash: dict[str, list[str]] = defaultdict(list)
        for label in self.quads_of:
            by_hash[self.hash_first_degree(label)].append(label)
        groups = sorted(by_hash.items())
        for _, labels in groups:
            if len(labels) == 1:
                self.canonical.issue(labels[0])
        for _, labels in groups:
            if len(labels) > 1:
                self.issue_group(labels)
        return "".join(sorted(_nquad(self.relabelled(quad)) for quad in self.quads))

    def issue_group(self, labels: list[str]) -> None:
        results = []
        for label in labels:
            if label not in self.canonical.issued:
                issuer = _Issuer("_:b")
                issuer.issue(label)
                results.append(self.hash_n_degree(label, issuer))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for label in issuer.issued:
                self.canonical.issue(label)

    def relabelled(self, quad: Quad) -> Quad:
        return _with_labels(quad, lambda label: self.canonical.issued[label])

    def hash_first_degree(self, label: str) -> str:
        known = self.first_degree_hashes.get(label)
        if known is not None:
            return known
        lines = sorted(
            _nquad(_with_labels(quad, lambda other: "_:a" if other == label else "_:z"))
            for quad in self.quads_of[label]
        )
        digest = sha256("".join(lines).encode()).hexdigest()
        self.first_degree_hashes[label] = digest
        return digest

    def hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        predicate = "" if position == "g" else f"<{quad.predicate.value}>"
        identifier = (
            self.canonical.issued.get(related)
            or issuer.issued.get(related)
            or self.hash_first_degree(related)
        )
        return sha256(f"{position}{predicate}{identifier}".encode()).hexdigest()

    def related_by_hash(self, label: str, issuer: _Issuer) -> list[tuple[str, list[str]]]:
        related: dict[str, list[str]] = defaultdict(list)
        for quad in self.quads_of[label]:
            self.spend(1)
            for position, term in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if term is not None and term.kind == "blank" and term.value != label:
                    key = self.hash_related(term.value, quad, issuer, position)
                    related[key].append(term.value)
        return sorted(related.items())

    def hash_n_degree(self, label: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        data = []
        for related_hash, labels in self.related_by_hash(label, issuer):
            path, issuer = self.shortest_path(labels, issuer)
            data.append(related_hash + path)
        return sha256("".join(data).encode()).hexdigest(), issuer

    def shortest_path(self, labels: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        chosen: tuple[str, _Issuer] | None = None
        for order in permutations(labels):
            self.spend(len(order) + len(issuer.issued) // 8 + 1)
            candidate = self.path_of(order, issuer.copy(), chosen[0] if chosen else "")
            if candidate is not None and (chosen is None or candidate[0] < chosen[0]):
                chosen = candidate
        assert chosen is not None  # the first order is never abandoned
        return chosen

    def path_of(
        self, order: tuple[str, ...], issuer: _Issuer, best: str
    ) -> tuple[str, _Issuer] | None:
        """The path of one order of related nodes, or None once it cannot beat the best."""
        path = ""
        unvisited = []
        for label in order:
            canonical = self.canonical.issued.get(label)
            if canonical is None and label not in issuer.issued:
                unvisited.append(label)
            path += canonical or issuer.issue(label)
            if _cannot_win(path, best):
                return None
        for label in unvisited:
            digest, visited = self.hash_n_degree(label, issuer)
            path += f"{issuer.issue(label)}<{digest}>"
            issuer = visited
            if _cannot_win(path, best):
                return None
        return path, issuer


def _cannot_win(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best
