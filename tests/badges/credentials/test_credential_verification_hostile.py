"""Whatever is presented, and whatever the world answers, there is a verdict."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges.credentials.baking import Baked, bake
from badges.credentials.report import CHECK_NAMES, Report
from tests.badges.credentials.published import World

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

_NAMES = st.sampled_from(
    (
        *("@context", "@id", "@type", "@graph", "id", "type", "issuer", "validFrom", "validUntil"),
        *("credentialSubject", "achievement", "criteria", "name", "identifier", "evidence"),
        *("proof", "proofValue", "verificationMethod", "cryptosuite", "credentialStatus"),
        *("recipient", "badge", "verification", "issuedOn", "expires", "result"),
    )
)
_TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "VerifiableCredential",
            "OpenBadgeCredential",
            "Assertion",
            "hosted",
            "did:web:a.org",
            "did:key:z6Mk",
            "https://a.org/1",
            "http://[",
            "_:b0",
            "2026-11-20T00:00:00Z",
            "0001-01-01T00:00:00+23:00",
            "DataIntegrityProof",
            "eddsa-rdfc-2022",
            "zzz",
            "\ud800",
        ]
    ),
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(_NAMES, _TEXTS), inner, max_size=6),
    ),
    max_leaves=25,
)
_relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _is_verdict(report: Report) -> bool:
    return [check.key for check in report.checks] == list(CHECK_NAMES) and all(
        check.explanation for check in report.checks
    )


@_relaxed
@given(st.binary(max_size=200))
def test_any_bytes_get_a_verdict(data: bytes) -> None:
    for prefix in (b"", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='http://www.w3.org/2000/svg'>", b"{"):
        report = World().verify(prefix + data)
        assert _is_verdict(report)
        assert report.verdict != "passed"


@_relaxed
@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert _is_verdict(World().verify(text))


@_relaxed
@given(st.dictionaries(st.one_of(_NAMES, _TEXTS), _JSON, max_size=8))
def test_any_json_gets_a_verdict(document: dict[str, Any]) -> None:
    report = World().verify(document, email="ada@example.org")
    assert _is_verdict(report)
    assert report.verdict != "passed"


@_relaxed
@given(st.data())
def test_a_genuine_credential_with_anything_put_into_it_gets_a_verdict(
    world: World, signed: dict[str, Any], data: st.DataObject
) -> None:
    document = json.loads(json.dumps(signed))
    holder: Any = document
    while True:
        key = data.draw(
            st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder)))
        )
        if not isinstance(holder[key], (dict, list)) or data.draw(st.booleans()):
            break
        holder = holder[key]
    holder[key] = data.draw(_JSON)
    assert _is_verdict(world.verify(document, email="ada@example.org"))


@_relaxed
@given(st.dictionaries(st.one_of(_NAMES, _TEXTS), _JSON, max_size=6))
def test_whatever_the_world_answers_there_is_a_verdict(
    world: World, signed: dict[str, Any], answer: dict[str, Any]
) -> None:
    odd = World({address: {**told, **answer} for address, told in world.documents.items()})
    assert _is_verdict(odd.verify(signed))
    for address in world.documents:
        assert _is_verdict(odd.verify(address, email="ada@example.org"))


@_relaxed
@given(st.text(max_size=50))
def test_anything_baked_into_an_image_gets_a_verdict(text: str) -> None:
    try:
        image = bake(SVG, Baked(credential=text.encode("utf-8", "ignore").decode()))
    except ValueError:
        return
    assert _is_verdict(World().verify(image))


def test_a_world_that_never_answers_is_no_reason_to_fail(signed: dict[str, Any]) -> None:
    assert World().verify(signed).verdict == "unknown"
