"""Whether an issuer stands behind the key that signed: the key, and a verdict about its owner."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .doors import Unreachable
from .extracting import host_of
from .multikey import (
    KeyNotTrusted,
    MalformedDid,
    MalformedKey,
    assertion_key,
    public_key_from_multibase,
    resolve_did_key,
)
from .report import Verdict
from .wording import said as _


class NoKey(ValueError):
    """The key of a verification method can neither be fetched nor read."""


class IssuerKey:
    """Finds the key of a verification method, and with it what the issuer has to do with the key.

    ``verdict`` says so in words; ``lists_key`` whether the issuer publishes it for signing. A
    multibase key in the fragment can check a signature even when the issuer is silent.
    """

    def __init__(
        self, issuer_id: str, resolve: Callable[[str], Mapping[str, Any]], now: datetime
    ) -> None:
        self.issuer_id = issuer_id
        self.verdict: tuple[Verdict, str] = (
            "unknown",
            _("Not looked at, because there is no signature that could be followed to the issuer."),
        )
        self.lists_key = False
        self._resolve = resolve
        self._now = now

    def disregard(self) -> None:
        """The signature does not hold, so it says nothing about the issuer."""
        if self.lists_key:
            self.verdict = (
                "unknown",
                _("The signature does not hold, so nobody stands behind it."),
            )

    def find(self, verification_method: str) -> Ed25519PublicKey:
        """Raises NoKey."""
        controller, _mark, fragment = verification_method.partition("#")
        if controller != self.issuer_id:
            self.verdict = (
                "failed",
                _(
                    "It was signed with a key of %(owner)s, which is not the issuer it names.",
                    owner=controller[:200],
                ),
            )
            return _fragment_key(fragment)
        try:
            key = assertion_key(self._document(controller), verification_method, at=self._now)
        except Unreachable:
            self.verdict = (
                "unknown",
                _(
                    "%(host)s could not be asked for the issuer's keys.",
                    host=_publisher(controller),
                ),
            )
        except (KeyNotTrusted, MalformedDid) as error:
            self.verdict = (
                "failed",
                _(
                    "The issuer does not stand behind this signature: %(reason)s.",
                    reason=str(error),
                ),
            )
        except MalformedKey as error:
            self.verdict = (
                "unknown",
                _("The issuer's key cannot be read: %(reason)s.", reason=str(error)),
            )
        else:
            self.lists_key = True
            self.verdict = _standing(controller)
            return key
        return _fragment_key(fragment)

    def _document(self, controller: str) -> Mapping[str, Any]:
        if controller.startswith("did:key:"):
            return resolve_did_key(controller)
        return self._resolve(controller)


def _fragment_key(fragment: str) -> Ed25519PublicKey:
    try:
        return public_key_from_multibase(fragment)
    except MalformedKey as error:
        raise NoKey("the verification method does not contain its key") from error


def _publisher(controller: str) -> str:
    if controller.startswith("did:web:"):
        return unquote(controller.removeprefix("did:web:").split(":")[0])[:200]
    return host_of(controller)[:200] or controller[:200]


def _standing(controller: str) -> tuple[Verdict, str]:
    if controller.startswith("did:key:"):
        return (
            "unknown",
            _(
                "It was signed with the very key it names as its issuer. Nothing but its own "
                "word says who holds that key."
            ),
        )
    return "passed", _("%(host)s publishes the key that signed it.", host=_publisher(controller))
