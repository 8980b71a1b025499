"""Verifying Open Badges 3.0 credentials."""

import copy
import dataclasses
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badges.credentials import facts, multikey, ob2, ob3, status_list
from badges.credentials.baking import Baked, bake
from badges.credentials.canonical import canonicalize
from badges.credentials.data_integrity import sign
from badges.credentials.report import CHECK_NAMES, Report
from tests.badges.credentials.published import AWARDED, EMAIL, NOW, World

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def _verdicts(report: Report) -> dict[str, str]:
    return {check.key: check.verdict for check in report.checks}


def _explanation(report: Report, key: str) -> str:
    return next(check.explanation for check in report.checks if check.key == key)


def test_a_genuine_credential_passes_every_check_in_the_order_of_the_standard(
    world: World, signed: dict[str, Any]
) -> None:
    report = world.verify(signed, email=EMAIL)
    assert list(_verdicts(report)) == list(CHECK_NAMES)
    assert set(_verdicts(report).values()) == {"passed"}
    assert report.verdict == "passed"
    assert report.standard == "Open Badges 3.0"


def test_the_summary_says_who_what_and_who_says_so(world: World, signed: dict[str, Any]) -> None:
    summary = world.verify(signed).summary
    assert summary.recipient_name == "Ada Lovelace"
    assert summary.achievement_name == "Empathy"
    assert summary.narrative.startswith("Answered a customer")
    assert [(item.competency, item.statement) for item in summary.shown] == [
        ("Listen actively", "5 of 5 questions"),
        ("Validate feelings", "Proficient"),
    ]
    assert summary.issuer_name == "Example University"
    assert summary.awarded_at == AWARDED
    assert summary.expires_at == AWARDED + timedelta(days=365)
    assert [item.name for item in summary.evidence] == ["Reflection", "Conversation"]


@pytest.mark.parametrize("form", ["text", "bytes", "svg", "indented with a mark"])
def test_a_credential_is_read_in_any_form(world: World, signed: dict[str, Any], form: str) -> None:
    text = json.dumps(signed)
    presented = {
        "text": text,
        "bytes": text.encode(),
        "svg": bake(SVG, Baked("https://a.org/1", text)),
        "indented with a mark": b"\xef\xbb\xbf \n" + json.dumps(signed, indent=4).encode(),
    }
    assert world.verify(presented[form]).verdict == "passed"


def test_a_changed_byte_is_named_as_a_broken_signature(
    world: World, signed: dict[str, Any]
) -> None:
    signed["credentialSubject"]["achievement"]["name"] = "Empathz"
    report = world.verify(signed)
    assert report.verdict == "failed"
    assert _verdicts(report)["unchanged"] == "failed"
    assert "changed after it was signed" in _explanation(report, "unchanged")
    assert _verdicts(report)["issuer"] == "unknown"
    assert _verdicts(report)["not_revoked"] == "unknown"


def test_an_unsigned_credential_fails(world: World, signed: dict[str, Any]) -> None:
    del signed["proof"]
    assert "not signed" in _explanation(world.verify(signed), "unchanged")
    assert world.verify(signed).verdict == "failed"


def test_a_signature_of_another_kind_is_not_judged(world: World, signed: dict[str, Any]) -> None:
    signed["proof"][0]["cryptosuite"] = "ecdsa-sd-2023"
    assert _verdicts(world.verify(signed))["unchanged"] == "unknown"


def test_an_unknown_vocabulary_is_not_judged_and_not_fetched(
    world: World, signed: dict[str, Any]
) -> None:
    signed["@context"].append("https://example.org/more")
    report = world.verify(signed)
    assert _verdicts(report)["unchanged"] == "unknown"
    assert world.asked == []


def test_a_member_outside_the_signature_fails(world: World, signed: dict[str, Any]) -> None:
    signed["grade"] = "A+"
    report = world.verify(signed)
    assert "not protected" in _explanation(report, "unchanged")
    assert _verdicts(report)["unchanged"] == "failed"


def _hide_expiry(document: dict[str, Any]) -> None:
    document["https://www.w3.org/2018/credentials#validUntil"] = {
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
        "@value": document.pop("validUntil"),
    }


def _hide_status(document: dict[str, Any]) -> None:
    status = document.pop("credentialStatus")
    document["https://www.w3.org/2018/credentials#credentialStatus"] = status


def _move_status(document: dict[str, Any]) -> None:
    moved = {"id": document["id"], "credentialStatus": document.pop("credentialStatus")}
    moved["type"] = "VerifiableCredential"
    context = document.pop("@context")
    rest = dict(document)
    proof = rest.pop("proof")
    document.clear()
    document.update({"@context": context, "@graph": [rest, moved], "proof": proof, **rest})


def _hide_evidence(document: dict[str, Any]) -> None:
    document["https://www.w3.org/2018/credentials#evidence"] = document.pop("evidence")


@pytest.mark.parametrize("hide", [_hide_expiry, _hide_status, _move_status, _hide_evidence])
def test_a_member_cannot_be_hidden_from_the_reader_under_the_same_signature(
    world: World, signed: dict[str, Any], hide: Any
) -> None:
    hide(signed)
    report = world.verify(signed, now=NOW + timedelta(days=1000))
    assert _verdicts(report)["unchanged"] == "failed"


def _signed_by_somebody_else(award: facts.AwardFacts) -> tuple[dict[str, Any], str]:
    key = multikey.generate_private_key()
    multibase = multikey.public_key_multibase(key.public_key())
    method = multikey.verification_method_id(award.issuer.did, multibase)
    return sign(ob3.open_badge_credential(award), key, method, AWARDED), multibase


def test_a_key_the_issuer_does_not_list_is_not_the_issuers(
    world: World, award: facts.AwardFacts
) -> None:
    forged, _ = _signed_by_somebody_else(award)
    report = world.verify(forged)
    assert _verdicts(report)["unchanged"] == "passed"
    assert _verdicts(report)["issuer"] == "failed"
    assert report.verdict == "failed"


def test_a_key_of_another_controller_is_not_the_issuers(
    world: World, award: facts.AwardFacts, private_key: Ed25519PrivateKey
) -> None:
    key = multikey.public_key_multibase(private_key.public_key())
    document = sign(ob3.open_badge_credential(award), private_key, f"did:key:{key}#{key}", AWARDED)
    assert _verdicts(world.verify(document))["issuer"] == "failed"


def test_a_retired_key_still_verifies(world: World, award: facts.AwardFacts) -> None:
    document, key = _signed_by_somebody_else(award)
    did = award.issuer.did
    current = world.documents[did]["verificationMethod"][0]["publicKeyMultibase"]
    world.documents[did] = multikey.did_document(
        did, [multikey.PublishedKey(key), multikey.PublishedKey(current)]
    )
    assert world.verify(document).verdict == "passed"


def test_a_compromised_key_fails_with_the_reason(
    world: World, signed: dict[str, Any], award: facts.AwardFacts
) -> None:
    did = award.issuer.did
    key = world.documents[did]["verificationMethod"][0]["publicKeyMultibase"]
    world.documents[did] = multikey.did_document(
        did, [multikey.PublishedKey(key, compromised_at=NOW)]
    )
    assert _verdicts(world.verify(signed))["issuer"] == "failed"


def test_a_silent_issuer_leaves_the_question_open(
    world: World, signed: dict[str, Any], award: facts.AwardFacts
) -> None:
    del world.documents[award.issuer.did]
    report = world.verify(signed)
    assert _verdicts(report)["unchanged"] == "passed"
    assert _verdicts(report)["issuer"] == "unknown"
    assert "badges.example.org could not be asked" in _explanation(report, "issuer")
    assert report.verdict == "unknown"


def test_a_key_alone_does_not_say_who_the_issuer_is(
    world: World, award: facts.AwardFacts, private_key: Ed25519PrivateKey
) -> None:
    key = multikey.public_key_multibase(private_key.public_key())
    did = f"did:key:{key}"
    issuer = dataclasses.replace(award.issuer, did=did)
    own = dataclasses.replace(award, issuer=issuer, status=None)
    document = sign(ob3.open_badge_credential(own), private_key, f"{did}#{key}", AWARDED)
    report = world.verify(document)
    assert _verdicts(report)["unchanged"] == "passed"
    assert _verdicts(report)["issuer"] == "unknown"
    assert world.asked == []


def _publish_list(
    world: World,
    award: facts.AwardFacts,
    private_key: Ed25519PrivateKey,
    method: str,
    revoked: list[int],
    **changes: Any,
) -> None:
    assert award.status is not None
    credential = status_list.status_list_credential(
        award.status.list_url, award.issuer.did, revoked, valid_from=AWARDED
    )
    world.documents[award.status.list_url] = sign(
        {**credential, **changes}, private_key, method, AWARDED
    )


def test_a_withdrawn_credential_fails(
    world: World,
    signed: dict[str, Any],
    award: facts.AwardFacts,
    private_key: Ed25519PrivateKey,
    method: str,
) -> None:
    _publish_list(world, award, private_key, method, [4711])
    report = world.verify(signed)
    assert _verdicts(report)["not_revoked"] == "failed"
    assert report.verdict == "failed"


def test_somebody_elses_withdrawal_does_not_matter(
    world: World,
    signed: dict[str, Any],
    award: facts.AwardFacts,
    private_key: Ed25519PrivateKey,
    method: str,
) -> None:
    _publish_list(world, award, private_key, method, [4710, 4712])
    assert _verdicts(world.verify(signed))["not_revoked"] == "passed"


@pytest.mark.parametrize(
    "changes",
    [
        {"validUntil": "2026-11-22T00:00:00Z"},
        {"validFrom": "2026-11-24T00:00:00Z"},
        {"issuer": "did:web:somebody.example"},
        {"id": "https://badges.example.org/status/2"},
        {"type": ["VerifiableCredential"]},
    ],
    ids=["stale", "not yet valid", "foreign issuer", "another list", "no list"],
)
def test_a_status_list_that_is_not_the_issuers_current_one_proves_nothing(
    world: World,
    signed: dict[str, Any],
    award: facts.AwardFacts,
    private_key: Ed25519PrivateKey,
    method: str,
    changes: dict[str, Any],
) -> None:
    _publish_list(world, award, private_key, method, [], **changes)
    report = world.verify(signed)
    assert _verdicts(report)["not_revoked"] == "unknown"
    assert report.verdict == "unknown"


def test_a_forged_status_list_proves_nothing(
    world: World, signed: dict[str, Any], award: facts.AwardFacts
) -> None:
    assert award.status is not None
    forged = copy.deepcopy(dict(world.documents[award.status.list_url]))
    forged["credentialSubject"]["encodedList"] = status_list.encode([1])
    world.documents[award.status.list_url] = forged
    assert _verdicts(world.verify(signed))["not_revoked"] == "unknown"


def test_a_status_list_signed_with_a_key_the_issuer_does_not_list_proves_nothing(
    world: World, signed: dict[str, Any], award: facts.AwardFacts
) -> None:
    key = multikey.generate_private_key()
    multibase = multikey.public_key_multibase(key.public_key())
    method = multikey.verification_method_id(award.issuer.did, multibase)
    _publish_list(world, award, key, method, [])
    assert _verdicts(world.verify(signed))["not_revoked"] == "unknown"


def test_a_status_list_that_cannot_be_had_leaves_the_question_open(
    world: World, signed: dict[str, Any], award: facts.AwardFacts
) -> None:
    assert award.status is not None
    del world.documents[award.status.list_url]
    assert _verdicts(world.verify(signed))["not_revoked"] == "unknown"


def test_a_credential_without_a_status_cannot_be_withdrawn(
    world: World, award: facts.AwardFacts, private_key: Ed25519PrivateKey, method: str
) -> None:
    bare = dataclasses.replace(award, status=None)
    document = sign(ob3.open_badge_credential(bare), private_key, method, AWARDED)
    report = world.verify(document)
    assert _verdicts(report)["not_revoked"] == "not_applicable"
    assert report.verdict == "passed"


def test_an_expired_credential_fails(world: World, signed: dict[str, Any]) -> None:
    report = world.verify(signed, now=AWARDED + timedelta(days=365))
    assert _verdicts(report)["in_date"] == "failed"
    assert "20 November 2027" in _explanation(report, "in_date")


def test_a_credential_of_tomorrow_fails_today(world: World, signed: dict[str, Any]) -> None:
    report = world.verify(signed, now=AWARDED)
    assert _verdicts(report)["in_date"] == "failed"


def test_a_signature_past_its_own_end_fails(
    world: World, award: facts.AwardFacts, private_key: Ed25519PrivateKey, method: str
) -> None:
    document = ob3.open_badge_credential(award)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "expires": "2026-11-21T00:00:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    forms = (canonicalize({"@context": document["@context"], **proof}), canonicalize(document))
    hashed = b"".join(sha256(form.nquads.encode()).digest() for form in forms)
    proof["proofValue"] = multikey.multibase_encode(private_key.sign(hashed))
    presented = {**document, "proof": proof}
    assert world.verify(presented, now=AWARDED + timedelta(hours=2)).verdict == "passed"
    report = world.verify(presented)
    assert _explanation(report, "unchanged") == "Its signature has expired."


@pytest.mark.parametrize(
    ("email", "verdict"),
    [
        (EMAIL, "passed"),
        (" ada@example.org ", "passed"),
        ("eve@example.org", "failed"),
        (None, "not_applicable"),
        ("", "not_applicable"),
    ],
)
def test_the_recipient_is_compared_only_when_an_address_is_given(
    world: World, signed: dict[str, Any], email: str | None, verdict: str
) -> None:
    assert _verdicts(world.verify(signed, email=email))["recipient"] == verdict


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"type": ["VerifiableCredential"]}, "not an Open Badge"),
        ({"id": None}, "identifier of its own"),
        ({"issuer": {}}, "its issuer"),
        ({"validFrom": None}, "begins to be valid"),
        ({"credentialSubject": []}, "one achievement"),
        ({"@context": ["https://example.org"]}, "version of its form"),
    ],
)
def test_an_incomplete_credential_is_told_what_is_missing(
    world: World, signed: dict[str, Any], change: dict[str, Any], complaint: str
) -> None:
    report = world.verify({**signed, **change})
    assert _verdicts(report)["credential"] == "failed"
    assert complaint in _explanation(report, "credential")


@pytest.mark.parametrize(
    ("presented", "verdict", "complaint"),
    [
        (b"", "failed", "nothing to verify"),
        (b"\xff\xd8\xff\xe0 a photograph", "failed", "neither text nor"),
        ("<html></html>", "failed", "No badge can be read"),
        (SVG, "failed", "copy or a screenshot"),
        ("[1, 2]", "failed", "not a credential"),
        ('{"type": "Person"}', "failed", "not say that it is an Open Badge"),
        ('{"id": "a", "id": "b"}', "failed", "not a credential in JSON"),
        ('{"id": NaN}', "failed", "not a credential in JSON"),
        ("[" * 100_000, "failed", "nested"),
        (" " * 10 + "x" * 3_000_000, "failed", "larger"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJ4IjoxfQ.c2ln", "unknown", "compact token form"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_credential_is_told_so_in_plain_words(
    world: World, presented: Any, verdict: str, complaint: str
) -> None:
    report = world.verify(presented)
    assert report.verdict == verdict
    assert complaint in _explanation(report, "credential")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "javascript://a.org/%0Aalert(1)"])
def test_addresses_that_a_page_should_not_link_to_are_left_out(
    world: World, award: facts.AwardFacts, private_key: Ed25519PrivateKey, method: str, url: str
) -> None:
    script = facts.EvidenceFacts(url, "Evidence")
    document = sign(
        ob3.open_badge_credential(dataclasses.replace(award, evidence=(script,))),
        private_key,
        method,
        AWARDED,
    )
    summary = world.verify(document).summary
    assert [(item.name, item.url) for item in summary.evidence] == [("Evidence", "")]


def test_the_newer_standard_is_verified_when_an_image_carries_both(
    world: World, signed: dict[str, Any], award: facts.AwardFacts
) -> None:
    image = bake(SVG, Baked(json.dumps(ob2.assertion(award)), json.dumps(signed)))
    assert world.verify(image).standard == "Open Badges 3.0"
