"""Reading what somebody presents as a badge: JSON, an image, an address or a compact token."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from .baking import Baked, NotBakeable, extract
from .baking.png import is_png
from .wording import said as _

LARGEST_TEXT: Final = 2 * 1024 * 1024
_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}")

Standard = Literal["ob3", "ob2"]


class Unreadable(ValueError):
    """What was presented is no credential. The message says so in plain words."""


class TokenPresented(ValueError):
    """A compact JWS: a credential in a form that is not verified here."""


@dataclass(frozen=True, slots=True)
class Presented:
    """``document`` is None when only the address of a hosted assertion was presented."""

    standard: Standard
    document: Mapping[str, Any] | None
    address: str = ""


def read(presented: bytes | str | Mapping[str, Any]) -> Presented:
    """Raises Unreadable or TokenPresented."""
    if isinstance(presented, Mapping):
        return _recognised(presented)
    if isinstance(presented, bytes):
        if is_png(presented) or _looks_like_svg(presented):
            return _from_image(presented)
        try:
            presented = presented.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable(_("This is neither text nor a PNG or SVG image.")) from error
    elif presented.lstrip("\ufeff \t\r\n").startswith("<"):
        return _from_image(presented.encode("utf-8", "replace"))
    return _from_text(presented)


def _looks_like_svg(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _from_image(image: bytes) -> Presented:
    try:
        baked = extract(image)
    except NotBakeable as error:
        raise Unreadable(
            _("No badge can be read from this image: %(reason)s.", reason=str(error))
        ) from error
    if baked == Baked():
        raise Unreadable(_("This image has no badge inside. It may be a copy or a screenshot."))
    return _from_text(baked.credential or baked.assertion or "")


def _from_text(text: str) -> Presented:
    text = text.strip()
    if not text:
        raise Unreadable(_("There is nothing to verify."))
    if len(text) > LARGEST_TEXT:
        raise Unreadable(_("This is much larger than any credential."))
    if _COMPACT_JWS.fullmatch(text):
        raise TokenPresented
    if _ADDRESS.fullmatch(text):
        return Presented("ob2", None, text)
    try:
        document = json.loads(
            text, object_pairs_hook=_without_repetition, parse_constant=_refuse_constant
        )
    except RecursionError as error:
        raise Unreadable(_("This is nested more deeply than any credential.")) from error
    except ValueError as error:
        raise Unreadable(_("This is not a credential in JSON, and no address of one.")) from error
    if not isinstance(document, dict):
        raise Unreadable(_("This is JSON, but not a credential."))
    return _recognised(document)


def _without_repetition(members: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(members)
    if len(document) != len(members):
        raise ValueError("a member is there twice")
    return document


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _recognised(document: Mapping[str, Any]) -> Presented:
    types = document.get("type")
    types = types if isinstance(types, list) else [types]
    if "VerifiableCredential" in types:
        return Presented("ob3", document)
    if "Assertion" in types:
        return Presented("ob2", document)
    raise Unreadable(_("This is JSON, but it does not say that it is an Open Badge."))
