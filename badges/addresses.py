"""The addresses that credentials and their readers rely on.

They are promises, written here once and as plain text: changing a URL pattern
must not silently change the id of what was issued. `tests/badges/test_addresses.py`
holds each against the URL patterns.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

PlaceKind = Literal[
    "badge",
    "profile",
    "issuer",
    "award",
    "award_embed",
    "credential",
    "assertion",
    "award_image",
    "status_list",
]

_SLUG: Final = "([-a-zA-Z0-9_]+)"
_UUID: Final = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_PLACES: Final[dict[PlaceKind, re.Pattern[str]]] = {
    "badge": re.compile(f"/badges/{_SLUG}/?"),
    "issuer": re.compile(f"/issuers/{_SLUG}/?"),
    "profile": re.compile(f"/issuers/{_SLUG}/profile\\.json"),
    "award": re.compile(f"/awards/{_UUID}/?"),
    "award_embed": re.compile(f"/awards/{_UUID}/embed/?"),
    "credential": re.compile(f"/awards/{_UUID}/credential\\.json"),
    "assertion": re.compile(f"/awards/{_UUID}/assertion\\.json"),
    "award_image": re.compile(f"/awards/{_UUID}/badge\\.(?:png|svg)"),
    "status_list": re.compile(r"/status/([0-9]{1,18})"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Something of ours that an address leads to; `key` is its slug or id."""

    kind: PlaceKind
    key: str


def absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


def badge_path(slug: str) -> str:
    return f"/badges/{slug}/"


def badge_image_path(slug: str, extension: str = "png") -> str:
    return f"/badges/{slug}/image.{extension}"


def pathway_path(slug: str) -> str:
    return f"/pathways/{slug}/"


def issuer_path(slug: str) -> str:
    return f"/issuers/{slug}/"


def issuer_profile_path(slug: str) -> str:
    return f"/issuers/{slug}/profile.json"


def award_path(award_id: UUID) -> str:
    return f"/awards/{award_id}/"


def credential_path(award_id: UUID) -> str:
    return f"/awards/{award_id}/credential.json"


def assertion_path(award_id: UUID) -> str:
    return f"/awards/{award_id}/assertion.json"


def award_image_path(award_id: UUID, extension: str = "png") -> str:
    return f"/awards/{award_id}/badge.{extension}"


def award_card_path(award_id: UUID) -> str:
    """The picture that a link to the award shows where it is shared."""
    return f"/awards/{award_id}/card.png"


def award_embed_path(award_id: UUID) -> str:
    """A small page of the award for a frame in somebody's website."""
    return f"/awards/{award_id}/embed/"


def person_path(slug: str) -> str:
    return f"/people/{slug}/"


def status_list_path(status_list_id: int) -> str:
    return f"/status/{status_list_id}"


def issuer_did(slug: str) -> str:
    """The issuer's did:web identifier (did:web method specification, section 2.1)."""
    host = urlsplit(settings.BASE_URL).netloc.replace(":", "%3A")
    return f"did:web:{host}:issuers:{slug}"


def issuer_did_path(slug: str) -> str:
    """Where the document of `issuer_did` stands (did:web, section 2.5.2)."""
    return f"/issuers/{slug}/did.json"


def is_ours(address: str) -> bool:
    """Whether an address leads to this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = urlsplit(settings.BASE_URL).netloc.lower()
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host


def place_of(address: str) -> Place | None:
    """What of ours an address leads to; None for anything else, here or elsewhere."""
    if not is_ours(address):
        return None
    path = urlsplit(address).path
    for kind, pattern in _PLACES.items():
        if match := pattern.fullmatch(path):
            return Place(kind, match[1])
    return None
