import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld.canon import URDNA2015

from badges.credentials import contexts
from badges.credentials.canonical import (
    Limits,
    TooComplex,
    UnknownContext,
    UnsafeDocument,
    canonicalize,
)
from badges.credentials.rdfc import RDF_LANG_STRING, XSD_STRING, Quad, Term, canonicalize_quads

CREDENTIAL = {
    "@context": [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3],
    "id": "urn:example:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
}
P, Q = Term("iri", "https://example.org/p"), Term("iri", "https://example.org/q")

_nodes = st.sampled_from([Term("blank", f"_:x{n}") for n in range(5)] + [Term("iri", "urn:a")])
_literals = st.builds(
    Term, st.just("literal"), st.sampled_from(["", "a", 'ü"\n']), st.just(XSD_STRING)
)
_any_quads = st.builds(
    Quad,
    _nodes,
    st.sampled_from([P, Q]),
    st.one_of(_nodes, _literals),
    st.one_of(st.none(), _nodes),
)


def _names_each_blank_node_once(quad: Quad) -> bool:
    labels = [term.value for term in quad if term is not None and term.kind == "blank"]
    return len(labels) == len(set(labels))


# PyLD counts a statement once for each time it names a blank node, where the standard has a set.
_quads = _any_quads.filter(_names_each_blank_node_once)


def _by_pyld(quads: set[Quad]) -> str:
    kinds = {"iri": "IRI", "blank": "blank node", "literal": "literal"}
    dataset: dict[str, list[dict[str, Any]]] = {}
    for quad in quads:
        triple = {
            name: {"type": kinds[term.kind], "value": term.value, "datatype": term.datatype}
            for name, term in zip(("subject", "predicate", "object"), quad[:3], strict=True)
            if term is not None
        }
        dataset.setdefault(quad.graph.value if quad.graph else "@default", []).append(triple)
    text: str = URDNA2015().main(dataset, {"format": "application/n-quads"})
    return text


@given(st.sets(_quads, max_size=10))
def test_the_canonical_form_is_that_of_another_implementation(quads: set[Quad]) -> None:
    assert canonicalize_quads(quads, work_limit=10_000_000) == _by_pyld(quads)


@given(st.sets(_any_quads, max_size=9), st.permutations(range(5)))
def test_the_labels_a_document_came_with_do_not_matter(quads: set[Quad], order: list[int]) -> None:
    names = {f"_:x{old}": f"_:y{new}" for old, new in enumerate(order)}

    def renamed(term: Term | None) -> Term | None:
        return term and term._replace(value=names.get(term.value, term.value))

    relabelled = [Quad(*(renamed(term) for term in quad)) for quad in quads]  # type: ignore[arg-type]
    assert canonicalize_quads(relabelled) == canonicalize_quads(quads)


def test_control_characters_are_escaped_as_the_standard_says() -> None:
    text = '\x00\x07\b\t\n\x0b\f\r\x1f"\\\x7f\x85\u2028é'
    line = canonicalize_quads([Quad(P, Q, Term("literal", text, XSD_STRING))])
    escaped = r"\u0000\u0007\b\t\n\u000B\f\r\u001F\"\\\u007F" + "\x85\u2028é"
    assert line == f'<https://example.org/p> <https://example.org/q> "{escaped}" .\n'


def test_languages_and_datatypes_are_part_of_the_form() -> None:
    german = Quad(P, Q, Term("literal", "ja", RDF_LANG_STRING, "de"))
    number = Quad(P, Q, Term("literal", "1", "urn:number"))
    assert canonicalize_quads([german]).endswith(' "ja"@de .\n')
    assert canonicalize_quads([number]).endswith(' "1"^^<urn:number> .\n')


def test_the_order_of_members_does_not_matter() -> None:
    document = {**CREDENTIAL, "name": "Empathy", "description": "Listens."}
    turned = dict(reversed(document.items()))
    assert canonicalize(document).nquads == canonicalize(turned).nquads


def test_a_form_is_cut_into_lines_at_line_feeds_alone() -> None:
    form = canonicalize({**CREDENTIAL, "name": "one\u2028two\x85three"})
    assert len(form.quads) == 3
    assert "one\u2028two\x85three" in form.nquads


@pytest.mark.parametrize(
    "unsafe",
    [
        {"unheardOf": "x"},
        {"type": ["VerifiableCredential", "UnheardOf"]},
        {"id": "relative/address"},
        {"evidence": [{"id": "relative", "type": ["Evidence"]}]},
        {"evidence": [{"id": "urn:x> <urn:y> <urn:z", "type": ["Evidence"]}]},
        {"evidence": [{"id": "@nothing", "type": ["Evidence"]}]},
        {"evidence": [{"id": 7, "type": ["Evidence"]}]},
        {"name": {"@value": "x", "@language": "not a language"}},
        {"name": {"@value": "x", "@direction": "rtl", "@language": "he"}},
        {"@reverse": {"https://example.org/p": {"id": "urn:example:2"}}},
        {"@included": [{"id": "urn:example:2", "type": ["Evidence"]}]},
        {"@context": [{"unheardOf": "https://example.org/u"}]},
        {"name": float("nan")},
        {"name": "\ud800"},
        {"name": {1: "x"}},
        {"name": (1, 2)},
    ],
    ids=str,
)
def test_what_a_signature_would_not_cover_is_refused(unsafe: dict[str, Any]) -> None:
    with pytest.raises(UnsafeDocument):
        canonicalize({**CREDENTIAL, **unsafe})


def test_a_member_that_no_context_defines_is_named() -> None:
    with pytest.raises(UnsafeDocument, match="unheardOf"):
        canonicalize({**CREDENTIAL, "unheardOf": "x"})


def test_a_context_that_is_not_carried_is_named_and_never_fetched() -> None:
    with pytest.raises(UnknownContext) as caught:
        canonicalize({**CREDENTIAL, "@context": ["https://example.org/context"]})
    assert caught.value.url == "https://example.org/context"


def test_every_context_is_the_file_that_was_pinned() -> None:
    contexts.check_contexts()


def test_an_altered_context_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "credentials-v2.json").write_text(json.dumps({"@context": {}}))
    monkeypatch.setattr(contexts, "_directory", lambda: tmp_path)
    contexts.load_context.cache_clear()
    try:
        with pytest.raises(contexts.AlteredContext):
            contexts.load_context(contexts.CREDENTIALS_V2)
    finally:
        contexts.load_context.cache_clear()


def _clique(size: int) -> dict[str, Any]:
    return {
        "@context": [contexts.CREDENTIALS_V2],
        "@graph": [
            {
                "id": f"_:b{node}",
                "https://example.org/p": [
                    {"id": f"_:b{other}"} for other in range(size) if other != node
                ],
            }
            for node in range(size)
        ],
    }


def _ring(size: int) -> dict[str, Any]:
    return {
        "@context": [contexts.CREDENTIALS_V2],
        "@graph": [
            {"id": f"_:b{node}", "https://example.org/p": {"id": f"_:b{(node + 1) % size}"}}
            for node in range(size)
        ],
    }


def _deep(depth: int) -> dict[str, Any]:
    document: dict[str, Any] = {"type": ["Evidence"]}
    for _ in range(depth):
        document = {"evidence": document}
    return {**CREDENTIAL, **document}


@pytest.mark.parametrize(
    "document",
    [
        _clique(10),
        _clique(30),
        _ring(700),
        _deep(5000),
        {**CREDENTIAL, "name": "x" * 700_000},
        {**CREDENTIAL, "evidence": [{"type": ["Evidence"]}] * 5000},
        {
            **CREDENTIAL,
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "achievement": {
                    "type": ["Achievement"],
                    "tag": [str(number) for number in range(8000)],
                },
            },
        },
        {**CREDENTIAL, "@context": [contexts.CREDENTIALS_V2] * 500},
        {**CREDENTIAL, "evidence": [{"type": ["Evidence"] * 90}] * 40},
    ],
    ids=["clique", "large clique", "ring", "deep", "long", "wide", "tags", "contexts", "types"],
)
def test_a_document_made_to_keep_a_verifier_busy_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(TooComplex):
        canonicalize(document)


def test_the_limits_can_be_set() -> None:
    document = {**CREDENTIAL, "name": "Empathy"}
    canonicalize(document, limits=Limits(values=9))
    with pytest.raises(TooComplex):
        canonicalize(document, limits=Limits(values=8))
