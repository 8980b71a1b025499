"""Ed25519 keys as Multikey text, and the DID documents that publish them.

Sources: W3C Controlled Identifiers 1.0 (Multikey), the did:key and did:web method specifications.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .contexts import MULTIKEY_V1
from .texts import parse_timestamp, timestamp
from .wording import said as _

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS: Final = {character: value for value, character in enumerate(_ALPHABET)}
_ED25519_PUBLIC: Final = b"\xed\x01"
_ED25519_SECRET: Final = b"\x80\x26"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1"})
# Decoding base58 is quadratic; no key, signature or proof comes near this.
_LONGEST_BASE58: Final = 1024


class MalformedKey(ValueError):
    """A text is no base58btc, or no Ed25519 key in Multikey form."""


class MalformedDid(ValueError):
    """A text is no DID of a method that is understood here, or its document is malformed."""


class KeyNotTrusted(ValueError):
    """The DID document does not stand behind the key: not listed, not for assertions, revoked or
    past its expiry."""


def base58_encode(data: bytes) -> str:
    """Base58 with the Bitcoin alphabet, without a multibase prefix."""
    number = int.from_bytes(data, "big")
    characters = []
    while number:
        number, digit = divmod(number, 58)
        characters.append(_ALPHABET[digit])
    leading_zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * leading_zeros + "".join(reversed(characters))


def base58_decode(text: str) -> bytes:
    """Raises MalformedKey for a character outside the alphabet or an over-long text."""
    if len(text) > _LONGEST_BASE58:
        raise MalformedKey(_("the base58 text is too long"))
    number = 0
    for character in text:
        digit = _DIGITS.get(character)
        if digit is None:
            raise MalformedKey(_("%(text)s is no base58 character", text=repr(character)))
        number = number * 58 + digit
    leading_zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * leading_zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase_encode(data: bytes) -> str:
    """Base58btc multibase: ``z`` and base58."""
    return "z" + base58_encode(data)


def multibase_decode(text: str) -> bytes:
    """Raises MalformedKey unless the text is base58btc multibase."""
    if not text.startswith("z"):
        raise MalformedKey(_("only base58btc multibase, which begins with z, is understood"))
    return base58_decode(text[1:])


def generate_private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def public_key_multibase(key: Ed25519PublicKey) -> str:
    """``z6Mk…``: the publicKeyMultibase of a Multikey."""
    return multibase_encode(_ED25519_PUBLIC + key.public_bytes_raw())


def private_key_multibase(key: Ed25519PrivateKey) -> str:
    """``z3u2…``: the secretKeyMultibase of a Multikey. Keep it secret."""
    return multibase_encode(_ED25519_SECRET + key.private_bytes_raw())


def public_key_from_multibase(text: str) -> Ed25519PublicKey:
    """Raises MalformedKey."""
    return Ed25519PublicKey.from_public_bytes(_key_bytes(text, _ED25519_PUBLIC, "public"))


def private_key_from_multibase(text: str) -> Ed25519PrivateKey:
    """Raises MalformedKey."""
    return Ed25519PrivateKey.from_private_bytes(_key_bytes(text, _ED25519_SECRET, "secret"))


def _key_bytes(text: str, prefix: bytes, kind: str) -> bytes:
    decoded = multibase_decode(text)
    if not decoded.startswith(prefix) or len(decoded) != len(prefix) + 32:
        raise MalformedKey(_("the text is no Ed25519 %(kind)s key", kind=kind))
    return decoded[len(prefix) :]


def did_web(base_url: str, path: str = "") -> str:
    """The did:web identifier of a site, or of a path on it.

    ``base_url`` is https, or http for a loopback host; its own path comes before ``path``.
    ``did_web("https://a.org:8443", "issuers/main")`` is ``did:web:a.org%3A8443:issuers:main``.
    Raises MalformedDid.
    """
    parts = urlsplit(base_url)
    if not parts.hostname or parts.scheme != _scheme(parts.hostname, parts.scheme):
        raise MalformedDid(_("a did:web needs an https address, or http on a loopback host"))
    host = parts.hostname + (f":{parts.port}" if parts.port else "")
    segments = [segment for segment in f"{parts.path}/{path}".split("/") if segment]
    identifier = [quote(host, safe=""), *(quote(segment, safe="") for segment in segments)]
    did = "did:web:" + ":".join(identifier)
    did_web_document_url(did)
    return did


def did_web_document_url(did: str) -> str:
    """Where the DID document of a did:web stands: ``…/did.json``. Raises MalformedDid."""
    if not did.startswith("did:web:"):
        raise MalformedDid(_("%(did)s is no did:web", did=repr(did)))
    host, *segments = (unquote(part) for part in did.removeprefix("did:web:").split(":"))
    try:
        parts = urlsplit(f"https://{host}")
        plain = bool(parts.hostname) and parts.netloc == host and parts.username is None
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError as error:
        raise MalformedDid(_("%(did)s names no host", did=repr(did))) from error
    if not (plain and port_is_valid) or set(host) & set(" \\[]%"):
        raise MalformedDid(_("%(did)s names no host", did=repr(did)))
    if any(segment in {"", ".", ".."} or set(segment) & set("/\\?#") for segment in segments):
        raise MalformedDid(_("%(did)s has a path that leads nowhere", did=repr(did)))
    path = "/".join(quote(segment, safe="") for segment in segments or [".well-known"])
    return f"{_scheme(parts.hostname or '', 'http')}://{host}/{path}/did.json"


def _scheme(hostname: str, wanted: str) -> str:
    return wanted if wanted == "http" and hostname in _LOOPBACK else "https"


def verification_method_id(did: str, key_multibase: str) -> str:
    return f"{did}#{key_multibase}"


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key of an issuer. ``compromised_at`` is set when it must no longer be believed; a key that
    is merely retired stays as it is, so that what it signed keeps verifying."""

    multibase: str
    compromised_at: datetime | None = None


def did_document(did: str, keys: Iterable[PublishedKey]) -> dict[str, Any]:
    """The DID document that lists every key an issuer ever signed with, newest wherever it stands.

    A compromised key stays listed with ``revoked``, and leaves ``assertionMethod``.
    """
    methods = []
    trusted = []
    for key in keys:
        method = {
            "id": verification_method_id(did, key.multibase),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.multibase,
        }
        if key.compromised_at is None:
            trusted.append(method["id"])
        else:
            method["revoked"] = timestamp(key.compromised_at)
        methods.append(method)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", MULTIKEY_V1],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": trusted,
    }


def resolve_did_key(did: str) -> dict[str, Any]:
    """The DID document that a did:key stands for. Raises MalformedDid."""
    multibase = did.removeprefix("did:key:")
    try:
        public_key_from_multibase(multibase)
    except MalformedKey as error:
        raise MalformedDid(_("%(did)s is no did:key of an Ed25519 key", did=repr(did))) from error
    if did != f"did:key:{multibase}":
        raise MalformedDid(_("%(did)s is no did:key", did=repr(did)))
    return did_document(did, [PublishedKey(multibase)])


def assertion_key(
    document: Mapping[str, Any], verification_method: str, *, at: datetime
) -> Ed25519PublicKey:
    """The public key a controller's document lists for signing credentials at that instant.

    Reads Multikey, Ed25519VerificationKey2020 and JsonWebKey methods. Raises KeyNotTrusted when
    the document does not stand behind the key, MalformedKey when the key cannot be read.
    """
    controller = verification_method.partition("#")[0]
    if document.get("id") != controller:
        raise KeyNotTrusted(_("the document belongs to somebody else"))
    allowed = {_absolute(_id_of(entry), controller) for entry in _list(document, "assertionMethod")}
    if verification_method not in allowed:
        raise KeyNotTrusted(_("the key is not listed for signing credentials"))
    entries = [*_list(document, "verificationMethod"), *_list(document, "assertionMethod")]
    methods = [
        entry
        for entry in entries
        if isinstance(entry, Mapping)
        and _absolute(_id_of(entry), controller) == verification_method
    ]
    if not methods:
        raise KeyNotTrusted(_("the document does not describe the key"))
    method = methods[0]
    if method.get("controller") != controller:
        raise KeyNotTrusted(_("the key belongs to somebody else"))
    if method.get("revoked") is not None:
        raise KeyNotTrusted(_("the key was withdrawn by its owner"))
    expires = method.get("expires")
    if expires is not None and _instant(expires) <= at:
        raise KeyNotTrusted(_("the key has expired"))
    return _public_key(method)


def _instant(value: object) -> datetime:
    try:
        return parse_timestamp(str(value))
    except ValueError as error:
        raise KeyNotTrusted(_("the expiry of the key cannot be read")) from error


def _list(document: Mapping[str, Any], member: str) -> list[Any]:
    value = document.get(member)
    return value if isinstance(value, list) else [] if value is None else [value]


def _id_of(entry: object) -> str:
    identifier = entry.get("id") if isinstance(entry, Mapping) else entry
    return identifier if isinstance(identifier, str) else ""


def _absolute(identifier: str, controller: str) -> str:
    return controller + identifier if identifier.startswith("#") else identifier


def _public_key(method: Mapping[str, Any]) -> Ed25519PublicKey:
    multibase = method.get("publicKeyMultibase")
    if isinstance(multibase, str):
        return public_key_from_multibase(multibase)
    jwk = method.get("publicKeyJwk")
    if isinstance(jwk, Mapping) and (jwk.get("kty"), jwk.get("crv")) == ("OKP", "Ed25519"):
        try:
            raw = base64.urlsafe_b64decode(str(jwk.get("x")) + "==")
            return Ed25519PublicKey.from_public_bytes(raw)
        except (ValueError, binascii.Error) as error:
            raise MalformedKey(_("the JSON Web Key is malformed")) from error
    raise MalformedKey(_("the key is of a kind that is not understood here"))
