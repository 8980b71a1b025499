"""Verifying for visitors: what is ours comes from the database, the rest from the internet.

This site never asks itself over the network, so verifying its own badges works wherever it
runs, and cannot be made to wait for itself.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from badges import addresses, publishing
from badges.credentials.doors import Fetched, Unreachable
from badges.credentials.multikey import MalformedDid, did_web_document_url
from badges.credentials.presented import TokenPresented, Unreadable, read
from badges.credentials.report import Report
from badges.credentials.verification import verify
from badges.fetching import Answer, Fetcher, json_object
from badges.models import Award, Badge, Issuer, StatusList
from badges.wording import in_words

# A document can name any number of addresses: one visit asks so many, for so long in all.
MOST_REQUESTS = 8
PATIENCE = 15.0

_BADGE_TYPES = (
    "application/vc+ld+json, application/vc, application/ld+json, application/json, "
    "image/png, image/svg+xml;q=0.9, */*;q=0.1"
)


class NothingToVerify(ValueError):
    """There is no badge at an address; `str()` tells the visitor why."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found out. `document` is the credential as it was read, None if none could be
    read; `award` is the award on this site that it belongs to, if it does."""

    report: Report
    document: Mapping[str, Any] | None
    award: Award | None


def verify_address(
    address: str, *, now: datetime, fetcher: Fetcher, recipient_email: str | None = None
) -> Verified:
    """Verify the badge at an address: an award page, a document or an image, ours or not.

    Raises NothingToVerify.
    """
    address = address.strip()
    doors = _Doors(fetcher)
    presented: bytes | str | Mapping[str, Any] = (
        _presented_of_ours(address)
        if addresses.is_ours(address)
        else _presented_elsewhere(address, doors)
    )
    return _verified(presented, doors, now, recipient_email)


def verify_content(
    content: bytes | str, *, now: datetime, fetcher: Fetcher, recipient_email: str | None = None
) -> Verified:
    """Verify a document or image that somebody has at hand. Every outcome is in the report."""
    return _verified(content, _Doors(fetcher), now, recipient_email)


def _verified(
    presented: bytes | str | Mapping[str, Any],
    doors: "_Doors",
    now: datetime,
    recipient_email: str | None,
) -> Verified:
    report = verify(
        presented,
        resolve_did_or_key=doors.controller_document,
        fetch_status_list=doors.status_list,
        fetch_hosted=doors.hosted,
        now=now,
        recipient_email=recipient_email,
    )
    try:
        found = read(presented)
    except (TokenPresented, Unreadable):
        return Verified(report, None, None)
    document = found.document or doors.last_hosted
    identifier = document.get("id") if document else found.address
    return Verified(report, document, _award_at(identifier))


def _award_at(identifier: object) -> Award | None:
    place = addresses.place_of(identifier) if isinstance(identifier, str) else None
    if place is None or place.kind not in ("award", "credential", "assertion", "award_image"):
        return None
    return (
        Award.objects.for_people()
        .select_related("status_list", "credential")
        .filter(pk=place.key)
        .first()
    )


def _presented_of_ours(address: str) -> Mapping[str, Any] | str:
    award = _award_at(address)
    if award is None:
        raise NothingToVerify(
            _("There is no award at this address of ours. Check that the whole link was copied.")
        )
    hosted = addresses.absolute(addresses.assertion_path(award.pk))
    place = addresses.place_of(address)
    if place is not None and place.kind == "assertion" and hasattr(award, "credential"):
        return hosted
    if hasattr(award, "credential"):
        document: Mapping[str, Any] = award.credential.document
        return document
    if award.is_revoked:
        return hosted
    raise NothingToVerify(
        _("This badge was earned a moment ago and is being signed. Try again in a minute.")
    )


def _presented_elsewhere(address: str, doors: "_Doors") -> bytes | str:
    try:
        answer = doors.ask(address, accept=_BADGE_TYPES)
    except Unreachable as error:
        raise NothingToVerify(
            _(
                "Nothing could be fetched from this address (%(reason)s). If you have the badge "
                "as an image or a JSON file, choose that instead."
            )
            % {"reason": in_words(str(error))}
        ) from error
    if answer.status == 410:  # a hosted assertion that was withdrawn (Open Badges 2.0)
        return address
    if answer.status != 200:
        raise NothingToVerify(
            _("There is nothing at this address: it answers with the error %(status)d.")
            % {"status": answer.status}
        )
    if answer.body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise NothingToVerify(
            _(
                "This address is a web page and not a badge. Look there for the badge's image or "
                "its JSON file, and choose that instead."
            )
        )
    return answer.body


class _Doors:
    """What one verification may ask: the database for what is ours, a bounded number of
    addresses for the rest."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.last_hosted: Mapping[str, Any] | None = None
        self._fetcher = fetcher
        self._asked = 0
        self._until = time.monotonic() + PATIENCE

    def ask(self, address: str, *, accept: str) -> Answer:
        self._asked += 1
        if self._asked > MOST_REQUESTS or time.monotonic() > self._until:
            raise Unreachable(_("it leads to too many addresses"))
        return self._fetcher.fetch(address, accept=accept)

    def controller_document(self, identifier: str) -> Mapping[str, Any]:
        ours = addresses.issuer_did("")
        if identifier.startswith(ours):
            return self._of_issuer(identifier.removeprefix(ours), publishing.did_document)
        try:
            address = (
                did_web_document_url(identifier)
                if identifier.startswith("did:web:")
                else identifier
            )
        except MalformedDid as error:
            raise Unreachable(str(error)) from error
        return self._object(address, "application/did+ld+json, application/did+json")

    def status_list(self, address: str) -> Mapping[str, Any]:
        place = addresses.place_of(address)
        if place is None:
            return self._object(address, "application/vc+ld+json, application/vc")
        try:
            if place.kind == "status_list":
                return publishing.publish_status_list(int(place.key))
        except StatusList.DoesNotExist as error:
            raise Unreachable(_("there is no such list")) from error
        raise Unreachable(_("this is no status list"))

    def hosted(self, address: str) -> Fetched:
        if addresses.is_ours(address):
            return self._hosted_here(address)
        answer = self.ask(address, accept="application/ld+json, application/json")
        gone = answer.status == 410
        if answer.status != 200 and not gone:
            raise Unreachable(_("the address answers with %(status)d") % {"status": answer.status})
        try:
            document = json_object(answer.body)
        except Unreachable:
            if not gone:
                raise
            document = {}
        return self._kept(Fetched(document, gone))

    def _hosted_here(self, address: str) -> Fetched:
        place = addresses.place_of(address)
        if place is not None and place.kind == "assertion":
            award = _award_at(address)
            if award is not None and (award.is_revoked or hasattr(award, "credential")):
                return self._kept(Fetched(publishing.assertion(award), award.is_revoked))
        if place is not None and place.kind == "badge":
            badge = Badge.objects.select_related("issuer").filter(slug=place.key).first()
            if badge is not None:
                return Fetched(publishing.badge_class(badge))
        if place is not None and place.kind == "profile":
            return Fetched(self._of_issuer(place.key, publishing.issuer_profile))
        raise Unreachable(_("there is no such document"))

    def _kept(self, fetched: Fetched) -> Fetched:
        if self.last_hosted is None:
            self.last_hosted = fetched.document
        return fetched

    def _of_issuer(self, slug: str, document_of: Any) -> Mapping[str, Any]:
        issuer = Issuer.objects.filter(slug=slug).first()
        if issuer is None:
            raise Unreachable(_("there is no such issuer"))
        document: Mapping[str, Any] = document_of(issuer)
        return document

    def _object(self, address: str, accept: str) -> Mapping[str, Any]:
        answer = self.ask(address, accept=f"{accept}, application/json")
        if answer.status != 200:
            raise Unreachable(_("the address answers with %(status)d") % {"status": answer.status})
        return json_object(answer.body)
