"""The JSON-LD contexts a credential may name, read from the installed ``openbadgeslib`` package.

A context decides what a signature covers, so each file is pinned by its SHA-256 and nothing is
ever fetched. Of the two files in circulation as Open Badges context 3.0.3, the package carries the
one that 1EdTech serves (3d34f4d4…), with ``endorsementJwt`` and ``jti`` at the top level; both give
the same canonical form for credentials without these two members.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_V3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR_V2: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
MULTIKEY_V1: Final = "https://w3id.org/security/multikey/v1"


class UnknownContext(ValueError):
    """The document names a context that is not carried here."""

    def __init__(self, url: str) -> None:
        super().__init__(f"the JSON-LD context {url!r:.200} is not one of those known here")
        self.url = url


class AlteredContext(RuntimeError):
    """An installed context file is missing or is not the file that was pinned."""


@dataclass(frozen=True, slots=True)
class _Pinned:
    file: str
    sha256: str


_OB = "https://purl.imsglobal.org/spec/ob/v3p0/"
_PINNED: Final[Mapping[str, _Pinned]] = {
    CREDENTIALS_V2: _Pinned(
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    _OB + "context-3.0.1.json": _Pinned(
        "ob-v3p0-context-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    _OB + "context-3.0.2.json": _Pinned(
        "ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    OPEN_BADGES_V3: _Pinned(
        "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    _OB + "extensions.json": _Pinned(
        "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
    CLR_V2: _Pinned(
        "clr_context_2.0.1.json",
        "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
    ),
    "https://w3id.org/security/data-integrity/v2": _Pinned(
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    MULTIKEY_V1: _Pinned(
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
}

KNOWN_CONTEXTS: Final = frozenset(_PINNED)


def _directory() -> Path:
    # Located without importing the package, which would load its command-line dependencies.
    spec = find_spec("openbadgeslib")
    if spec is None or not spec.submodule_search_locations:
        raise AlteredContext("the package openbadgeslib, which carries the contexts, is missing")
    return Path(spec.submodule_search_locations[0]) / "ob3" / "contexts"


@cache
def load_context(url: str) -> dict[str, Any]:
    """The context document of an exact URL. Treat it as read-only: it is shared.

    Raises UnknownContext for any other URL, AlteredContext when the file is not the pinned one.
    """
    pinned = _PINNED.get(url)
    if pinned is None:
        raise UnknownContext(url)
    try:
        content = (_directory() / pinned.file).read_bytes()
    except OSError as error:
        raise AlteredContext(f"the context file {pinned.file} cannot be read") from error
    if hashlib.sha256(content).hexdigest() != pinned.sha256:
        raise AlteredContext(f"the context file {pinned.file} is not the one that was pinned")
    document: dict[str, Any] = json.loads(content)
    return document


def check_contexts() -> None:
    """Read every pinned context once. Raises AlteredContext; meant for start-up."""
    for url in _PINNED:
        load_context(url)


def document_loader(url: str, _options: object = None) -> dict[str, Any]:
    """A PyLD document loader that knows the pinned contexts and refuses everything else.

    They never change, which is what lets PyLD keep what it has made of them.
    """
    return {
        "tag": "static",
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": load_context(url),
    }
