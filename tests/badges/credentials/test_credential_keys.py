from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.credentials import multikey
from badges.credentials.multikey import PublishedKey

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (b"", ""),
        (b"\0", "1"),
    ],
)
def test_base58_gives_the_values_published_with_its_specification(data: bytes, text: str) -> None:
    assert multikey.base58_encode(data) == text
    assert multikey.base58_decode(text) == data


@given(st.binary(max_size=80))
def test_base58_gives_back_what_it_was_given(data: bytes) -> None:
    assert multikey.base58_decode(multikey.base58_encode(data)) == data


@pytest.mark.parametrize("text", ["0OIl", "é", "1" * 2000])
def test_what_is_no_base58_is_refused(text: str) -> None:
    with pytest.raises(multikey.MalformedKey):
        multikey.base58_decode(text)


def test_a_public_key_is_read_from_the_did_key_of_the_specification() -> None:
    text = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    key = multikey.public_key_from_multibase(text)
    assert key.public_bytes_raw().hex() == (
        "2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6"
    )
    assert multikey.public_key_multibase(key) == text


def test_keys_survive_being_written_down() -> None:
    key = multikey.generate_private_key()
    secret = multikey.private_key_multibase(key)
    assert multikey.private_key_from_multibase(secret).private_bytes_raw() == (
        key.private_bytes_raw()
    )


def test_a_secret_key_is_not_taken_for_a_public_one() -> None:
    secret = multikey.private_key_multibase(multikey.generate_private_key())
    with pytest.raises(multikey.MalformedKey):
        multikey.public_key_from_multibase(secret)


@pytest.mark.parametrize(
    ("base_url", "path", "did", "document_url"),
    [
        ("https://a.org", "", "did:web:a.org", "https://a.org/.well-known/did.json"),
        (
            "https://a.org:8443",
            "issuers/main",
            "did:web:a.org%3A8443:issuers:main",
            "https://a.org:8443/issuers/main/did.json",
        ),
        (
            "https://a.org/cairn/",
            "/issuers/main/",
            "did:web:a.org:cairn:issuers:main",
            "https://a.org/cairn/issuers/main/did.json",
        ),
        (
            "http://localhost:8000",
            "issuers/main",
            "did:web:localhost%3A8000:issuers:main",
            "http://localhost:8000/issuers/main/did.json",
        ),
    ],
)
def test_a_did_web_leads_back_to_the_site_it_was_made_from(
    base_url: str, path: str, did: str, document_url: str
) -> None:
    assert multikey.did_web(base_url, path) == did
    assert multikey.did_web_document_url(did) == document_url


def test_a_site_without_tls_gets_no_did_web() -> None:
    with pytest.raises(multikey.MalformedDid):
        multikey.did_web("http://a.org", "issuers/main")


@pytest.mark.parametrize(
    "did",
    [
        "did:web:",
        "did:web:a.org::b",
        "did:web:a.org:..:b",
        "did:web:a.org%2Fevil",
        "did:web:user%40a.org",
        "did:web:a.org:b%2Fc",
        "did:web:a.org%3A99999",
        "did:key:z6Mk",
        "https://a.org",
    ],
)
def test_a_did_web_that_leads_elsewhere_is_refused(did: str) -> None:
    with pytest.raises(multikey.MalformedDid):
        multikey.did_web_document_url(did)


def _published() -> PublishedKey:
    return PublishedKey(multikey.public_key_multibase(multikey.generate_private_key().public_key()))


def test_a_retired_key_stays_trusted_beside_the_current_one() -> None:
    did = "did:web:a.org"
    retired, current = _published(), _published()
    document = multikey.did_document(did, [retired, current])
    for key in (retired, current):
        found = multikey.assertion_key(document, f"{did}#{key.multibase}", at=NOW)
        assert multikey.public_key_multibase(found) == key.multibase


def test_a_compromised_key_stays_listed_but_is_no_longer_trusted() -> None:
    did = "did:web:a.org"
    key = PublishedKey(_published().multibase, compromised_at=NOW)
    document = multikey.did_document(did, [key])
    assert document["verificationMethod"][0]["revoked"] == "2026-11-23T00:00:00Z"
    assert document["assertionMethod"] == []
    with pytest.raises(multikey.KeyNotTrusted):
        multikey.assertion_key(document, f"{did}#{key.multibase}", at=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"controller": "did:web:b.org"},
        {"revoked": "2026-01-01T00:00:00Z"},
        {"expires": "2026-01-01T00:00:00Z"},
        {"expires": "soon"},
    ],
)
def test_a_listed_key_is_not_trusted_when_its_entry_speaks_against_it(
    change: dict[str, str],
) -> None:
    did = "did:web:a.org"
    key = _published()
    document = multikey.did_document(did, [key])
    document["verificationMethod"][0].update(change)
    with pytest.raises(multikey.KeyNotTrusted):
        multikey.assertion_key(document, f"{did}#{key.multibase}", at=NOW)


def test_a_key_that_is_not_for_credentials_is_not_trusted() -> None:
    did = "did:web:a.org"
    key = _published()
    document = {**multikey.did_document(did, [key]), "assertionMethod": []}
    with pytest.raises(multikey.KeyNotTrusted):
        multikey.assertion_key(document, f"{did}#{key.multibase}", at=NOW)


def test_another_controllers_document_does_not_vouch_for_a_key() -> None:
    key = _published()
    document = {**multikey.did_document("did:web:a.org", [key]), "id": "did:web:b.org"}
    with pytest.raises(multikey.KeyNotTrusted):
        multikey.assertion_key(document, f"did:web:a.org#{key.multibase}", at=NOW)


def test_a_json_web_key_is_read_as_well() -> None:
    did = "did:web:a.org"
    document = {
        "id": did,
        "verificationMethod": [
            {
                "id": "#k",
                "type": "JsonWebKey",
                "controller": did,
                "publicKeyJwk": {
                    "kty": "OKP",
                    "crv": "Ed25519",
                    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                },
            }
        ],
        "assertionMethod": ["#k"],
    }
    key = multikey.assertion_key(document, f"{did}#k", at=NOW)
    assert key.public_bytes_raw().hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )


def test_a_did_key_stands_for_its_own_document() -> None:
    key = _published()
    did = f"did:key:{key.multibase}"
    document = multikey.resolve_did_key(did)
    found = multikey.assertion_key(document, f"{did}#{key.multibase}", at=NOW)
    assert multikey.public_key_multibase(found) == key.multibase


def test_what_is_no_did_key_is_refused() -> None:
    with pytest.raises(multikey.MalformedDid):
        multikey.resolve_did_key("did:key:zNothing")
