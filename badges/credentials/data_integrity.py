"""Data Integrity proofs of the cryptosuite eddsa-rdfc-2022 (W3C Data Integrity EdDSA 1.0)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .canonical import CanonicalForm, canonicalize
from .multikey import MalformedKey, multibase_decode, multibase_encode
from .rdfc import Quad
from .texts import timestamp

CRYPTOSUITE: Final = "eddsa-rdfc-2022"


class UnsupportedProof(ValueError):
    """The document carries no proof of a kind that is understood here."""


class BrokenProof(ValueError):
    """The signature does not fit the document: one of the two was changed."""


@dataclass(frozen=True, slots=True)
class VerifiedProof:
    """``created`` and ``expires`` as the proof gives them, None where it does not. ``statements``
    are all that the signature vouches for."""

    verification_method: str
    created: object
    expires: object
    statements: tuple[Quad, ...]


def sign(
    document: Mapping[str, Any],
    private_key: Ed25519PrivateKey,
    verification_method: str,
    created: datetime,
) -> dict[str, Any]:
    """A copy of the document with its proof, in an array.

    Raises ValueError when it carries one already, and what ``canonicalize`` raises when a
    signature would not cover all of it.
    """
    if "proof" in document:
        raise ValueError("the document is signed already")
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": timestamp(created),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    hashed, _ = _hash_data(document, proof)
    proof["proofValue"] = multibase_encode(private_key.sign(hashed))
    return {**document, "proof": [proof]}


def supported_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    """The first proof that can be verified here. Raises UnsupportedProof when there is none."""
    proofs = document.get("proof")
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        if (
            isinstance(proof, dict)
            and proof.get("type") == "DataIntegrityProof"
            and proof.get("cryptosuite") == CRYPTOSUITE
            and proof.get("proofPurpose") == "assertionMethod"
            and isinstance(proof.get("verificationMethod"), str)
            and isinstance(proof.get("proofValue"), str)
            and "previousProof" not in proof
        ):
            return proof
    raise UnsupportedProof(f"the document carries no {CRYPTOSUITE} proof")


def verify_proof(
    document: Mapping[str, Any], public_key_resolver: Callable[[str], Ed25519PublicKey]
) -> VerifiedProof:
    """Verify the first supported proof against the rest of the document.

    ``public_key_resolver`` takes the proof's verification method; what it raises passes through.
    Raises UnsupportedProof, BrokenProof and what ``canonicalize`` raises.
    """
    proof = supported_proof(document)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    configuration = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = multibase_decode(proof["proofValue"])
    except MalformedKey as error:
        raise BrokenProof("the signature cannot be read") from error
    method: str = proof["verificationMethod"]
    # The key comes last, so that a malformed document never makes anybody fetch one.
    hashed, form = _hash_data(unsecured, configuration)
    key = public_key_resolver(method)
    try:
        key.verify(signature, hashed)
    except InvalidSignature as error:
        raise BrokenProof("the signature does not fit the document") from error
    return VerifiedProof(method, proof.get("created"), proof.get("expires"), form.quads)


def _hash_data(
    document: Mapping[str, Any], configuration: Mapping[str, Any]
) -> tuple[bytes, CanonicalForm]:
    # The document first: when it is at fault, its own error says more than the proof's.
    form = canonicalize(document)
    options = canonicalize({"@context": document.get("@context", []), **configuration})
    hashed = sha256(options.nquads.encode()).digest() + sha256(form.nquads.encode()).digest()
    return hashed, form
