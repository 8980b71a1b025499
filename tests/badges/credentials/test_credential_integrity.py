import copy
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof

from badges.credentials import facts, ob3
from badges.credentials.canonical import UnsafeDocument
from badges.credentials.data_integrity import BrokenProof, UnsupportedProof, sign, verify_proof
from tests.badges.credentials.published import AWARDED, World


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in members:
        if isinstance(member, (dict, list)):
            yield from _leaves(member, (*path, key))
        else:
            yield (*path, key)


def _changed(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    leaf = holder[path[-1]]
    holder[path[-1]] = (not leaf) if isinstance(leaf, bool) else leaf[:-1] + chr(ord(leaf[-1]) ^ 1)
    return changed


def test_a_signature_is_verified_with_the_key_it_was_made_with(
    signed: dict[str, Any], private_key: Ed25519PrivateKey, method: str
) -> None:
    proof = verify_proof(signed, {method: private_key.public_key()}.__getitem__)
    assert (proof.verification_method, proof.created) == (method, "2026-11-20T09:30:00Z")


def test_a_changed_byte_in_any_member_is_noticed(
    signed: dict[str, Any], private_key: Ed25519PrivateKey
) -> None:
    public_key = private_key.public_key()
    overlooked = []
    for path in _leaves(signed):
        try:
            verify_proof(_changed(signed, path), lambda _method: public_key)
            overlooked.append(path)
        except ValueError:
            pass
    assert overlooked == []


def test_a_member_that_was_taken_away_is_noticed(
    signed: dict[str, Any], private_key: Ed25519PrivateKey
) -> None:
    del signed["validUntil"]
    with pytest.raises(BrokenProof):
        verify_proof(signed, lambda _method: private_key.public_key())


def test_another_issuers_key_does_not_fit(signed: dict[str, Any]) -> None:
    with pytest.raises(BrokenProof):
        verify_proof(signed, lambda _method: Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize(
    "change",
    [
        {"cryptosuite": "ecdsa-sd-2023"},
        {"type": "Ed25519Signature2020"},
        {"proofPurpose": "authentication"},
        {"previousProof": "urn:example:proof"},
        {"verificationMethod": None},
    ],
    ids=str,
)
def test_a_proof_of_an_unknown_kind_is_not_guessed_at(
    signed: dict[str, Any], change: dict[str, Any]
) -> None:
    signed["proof"][0].update(change)
    with pytest.raises(UnsupportedProof):
        verify_proof(signed, lambda _method: pytest.fail("no key is needed"))


def test_what_the_signature_would_not_cover_is_not_signed(
    award: facts.AwardFacts, private_key: Ed25519PrivateKey, method: str
) -> None:
    document = {**ob3.open_badge_credential(award), "unheardOf": "x"}
    with pytest.raises(UnsafeDocument):
        sign(document, private_key, method, AWARDED)


def test_a_signed_document_is_not_signed_again(
    signed: dict[str, Any], private_key: Ed25519PrivateKey, method: str
) -> None:
    with pytest.raises(ValueError, match="signed already"):
        sign(signed, private_key, method, AWARDED)


def test_many_threads_sign_alike(
    award: facts.AwardFacts, private_key: Ed25519PrivateKey, method: str
) -> None:
    document = ob3.open_badge_credential(award)

    def signature(_number: int) -> str:
        value: str = sign(document, private_key, method, AWARDED)["proof"][0]["proofValue"]
        return value

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(signature, range(40)))) == 1


def test_an_independent_verifier_accepts_credential_keys_and_status_list(
    signed: dict[str, Any], world: World, private_key: Ed25519PrivateKey, issuer: facts.IssuerFacts
) -> None:
    status_list = world.documents[signed["credentialStatus"]["statusListCredential"]]

    def download(address: str) -> bytes:
        published = world.documents[issuer.did] if address.endswith("/did.json") else status_list
        return json.dumps(published).encode()

    # Its own rule for the signature of a list knows tokens alone, so that is verified below.
    verified = OB3LdpVerifier().verify(
        signed, download=download, check_status=True, verify_status_list=False
    )
    pem = private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    verify_data_integrity_proof(status_list, pem)
    assert verified.issuer.id == issuer.did
