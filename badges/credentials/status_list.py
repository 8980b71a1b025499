"""Bitstring status lists (W3C Bitstring Status List 1.0): one bit for each credential."""

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from .contexts import CREDENTIALS_V2
from .texts import timestamp
from .wording import said as _

# The standard's minimum: a list this long says little about any one credential in it.
MINIMUM_LENGTH: Final = 131_072
_LONGEST_LIST_IN_BYTES: Final = 4 * 1024 * 1024


class MalformedStatusList(ValueError):
    """An encoded list cannot be read, or is larger than is sensible."""


def encode(revoked: Iterable[int], *, length: int = MINIMUM_LENGTH) -> str:
    """The ``encodedList`` of a list of so many bits with these indexes set.

    The same bits always give the same text. Raises ValueError for an index outside the list, or a
    length that is below the minimum or no multiple of eight.
    """
    if length < MINIMUM_LENGTH or length % 8:
        raise ValueError(f"a status list needs at least {MINIMUM_LENGTH} bits, in whole bytes")
    bits = bytearray(length // 8)
    for index in revoked:
        if not 0 <= index < length:
            raise ValueError(f"the index {index} lies outside the status list")
        bits[index // 8] |= 0x80 >> index % 8
    compressed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(compressed).decode().rstrip("=")


def decode(encoded: str, *, max_bytes: int = _LONGEST_LIST_IN_BYTES) -> bytes:
    """The bits of an ``encodedList``. Raises MalformedStatusList."""
    if not encoded.startswith("u") or len(encoded) > max_bytes * 2:
        raise MalformedStatusList(_("the status list is not in base64url multibase"))
    body = encoded[1:].rstrip("=")
    try:
        compressed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        bits = inflater.decompress(compressed, max_bytes + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise MalformedStatusList(_("the status list cannot be unpacked")) from error
    if len(bits) > max_bytes:
        raise MalformedStatusList(_("the status list is too long"))
    if not inflater.eof:
        raise MalformedStatusList(_("the status list is cut short"))
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Whether the bit is set; index 0 is the first bit from the left. Raises MalformedStatusList
    for an index outside the list."""
    if not 0 <= index < len(bits) * 8:
        raise MalformedStatusList(_("the credential's place lies outside the status list"))
    return bool(bits[index // 8] & 0x80 >> index % 8)


def status_list_credential(
    list_url: str,
    issuer_did: str,
    revoked: Iterable[int],
    *,
    valid_from: datetime,
    valid_until: datetime | None = None,
    length: int = MINIMUM_LENGTH,
) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential, to be signed and served at ``list_url``.

    ``valid_until`` keeps an old copy from being passed off as current. Raises ValueError as
    ``encode`` does.
    """
    credential: dict[str, Any] = {
        "@context": [CREDENTIALS_V2],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did,
        "validFrom": timestamp(valid_from),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(revoked, length=length),
        },
    }
    if valid_until is not None:
        credential["validUntil"] = timestamp(valid_until)
    return credential
