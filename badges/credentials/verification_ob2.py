"""Verifying a hosted Open Badges 2.0 assertion.

The issuer's own copy is the truth (Open Badges 2.0, hosted verification); what was presented only
says where it stands, and must not contradict it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .checking import HashedEmail, check_dates, check_recipient, incomplete
from .doors import Doors, Fetched, Unreachable
from .extracting import (
    alignments,
    evidence,
    first_object,
    host_of,
    identifier,
    instant,
    items,
    text,
    texts,
    web_address,
)
from .report import Findings, Report, Summary
from .wording import said as _


def verify(
    document: Mapping[str, Any] | None,
    address: str,
    *,
    doors: Doors,
    now: datetime,
    recipient_email: str | None,
) -> Report:
    """``document`` as presented, or None with only its ``address``. Every outcome is a verdict."""
    findings = Findings("Open Badges 2.0")
    if document is not None:
        findings.summary = _summary(document, {}, {})
        problem = _problem_of_form(document)
        if problem:
            findings.add("credential", "failed", problem)
            return findings.report()
        if "hosted" not in _verification_type(document):
            findings.add("credential", "passed", _("It is an Open Badges 2.0 assertion."))
            findings.add("unchanged", "unknown", _("It is of the signed kind, not verified here."))
            return findings.report(_("Not looked at, because this kind is not verified here."))
    address = address or identifier(document)
    fetched = _fetched(doors, address)
    if fetched is None:
        _report_silence(findings, address, presented=document is not None)
        return findings.report(_("Not looked at, because the issuer could not be asked."))
    hosted = fetched.document
    if fetched.gone or hosted.get("revoked") is True:
        _report_revoked(findings, hosted)
        return findings.report(_("Not looked at, because it has been withdrawn."))
    problem = _problem_of_form(hosted)
    if problem:
        findings.add(
            "credential",
            "failed",
            _("What %(host)s publishes: %(problem)s", host=host_of(address), problem=problem),
        )
        return findings.report()
    findings.add(
        "credential", "passed", _("It is an Open Badges 2.0 assertion with all its parts.")
    )
    problem = _contradiction(document or hosted, hosted, address)
    if problem:
        findings.add("unchanged", "failed", problem)
        return findings.report()
    findings.add("unchanged", "passed", _("It is what %(host)s publishes.", host=host_of(address)))
    findings.add("not_revoked", "passed", _("The issuer still publishes it as valid."))
    badge = _linked(doors, hosted.get("badge"), host_of(address))
    profile = _linked(doors, badge.get("issuer"), host_of(identifier(badge)))
    findings.summary = _summary(hosted, badge, profile)
    _check_issuer(findings, address, badge, profile)
    check_dates(findings, hosted.get("issuedOn"), hosted.get("expires"), now)
    check_recipient(findings, _emails(hosted), recipient_email)
    return findings.report()


def _problem_of_form(document: Mapping[str, Any]) -> str:
    required = (
        ("Assertion" in texts(document.get("type")), _("that it is an assertion")),
        (bool(web_address(document)), _("where it is published")),
        (isinstance(document.get("recipient"), Mapping), _("whom it was issued to")),
        (bool(identifier(document.get("badge"))), _("which badge it is")),
        (isinstance(document.get("issuedOn"), str), _("when it was issued")),
        (bool(_verification_type(document)), _("how it can be verified")),
    )
    missing = [what for present, what in required if not present]
    return incomplete(missing)


def _verification_type(document: Mapping[str, Any]) -> str:
    return text(first_object(document.get("verification")).get("type")).lower()


def _fetched(doors: Doors, address: str) -> Fetched | None:
    try:
        return doors.fetch_hosted(address)
    except Unreachable:
        return None


def _linked(doors: Doors, value: object, publisher: str) -> Mapping[str, Any]:
    """The document that a member leads to; with nothing but its id where it cannot be had.

    An embedded copy is believed only when its own address is at the publisher of what embeds it:
    anybody could embed anything as somebody else's.
    """
    address = web_address(value)
    if isinstance(value, Mapping) and host_of(address) == publisher:
        return value
    fetched = _fetched(doors, address) if address else None
    if fetched is None or fetched.gone or identifier(fetched.document) != address:
        return {"id": address}
    return fetched.document


def _report_silence(findings: Findings, address: str, *, presented: bool) -> None:
    explanation = _("%(host)s could not be asked for the issuer's own copy.", host=host_of(address))
    if presented:
        findings.add("credential", "passed", _("It is an Open Badges 2.0 assertion."))
        findings.add("unchanged", "unknown", explanation)
    else:
        findings.add("credential", "unknown", explanation)


def _report_revoked(findings: Findings, hosted: Mapping[str, Any]) -> None:
    reason = text(hosted.get("revocationReason"))
    findings.add("credential", "passed", _("It is an Open Badges 2.0 assertion."))
    findings.add(
        "not_revoked",
        "failed",
        _("The issuer has withdrawn it, giving as the reason: %(reason)s", reason=reason)
        if reason
        else _("The issuer has withdrawn it."),
    )


def _contradiction(presented: Mapping[str, Any], hosted: Mapping[str, Any], address: str) -> str:
    if identifier(hosted) != address:
        return _("What is published at its address is another assertion.")
    identities = [
        first_object(copy.get("recipient")).get("identity") for copy in (presented, hosted)
    ]
    badges = [identifier(copy.get("badge")) for copy in (presented, hosted)]
    dates = [
        (instant(copy.get("issuedOn")), instant(copy.get("expires")))
        for copy in (presented, hosted)
    ]
    if any(first != second for first, second in (identities, badges, dates)):
        return _("It differs from the copy that its issuer publishes.")
    return ""


def _check_issuer(
    findings: Findings, address: str, badge: Mapping[str, Any], profile: Mapping[str, Any]
) -> None:
    issuer = web_address(profile)
    if not issuer:
        findings.add(
            "issuer", "unknown", _("Its badge does not say where the issuer is to be found.")
        )
    elif not text(profile.get("name")):
        findings.add(
            "issuer",
            "unknown",
            _("%(host)s could not be asked for the issuer.", host=host_of(issuer)),
        )
    elif host_of(issuer) == host_of(address) or _allows(profile, address):
        findings.add(
            "issuer",
            "passed",
            _(
                "%(host)s publishes it for the issuer at %(issuer)s.",
                host=host_of(address),
                issuer=host_of(issuer),
            ),
        )
    else:
        findings.add(
            "issuer",
            "failed",
            _(
                "It is published at %(host)s, which does not belong to the issuer it names.",
                host=host_of(address),
            ),
        )


def _allows(profile: Mapping[str, Any], address: str) -> bool:
    """Whether an issuer lets its assertions be published there (VerificationObject)."""
    verification = first_object(profile.get("verification"))
    origins = texts(verification.get("allowedOrigins"))
    starts = texts(verification.get("startsWith"))
    return urlsplit(address).hostname in origins or any(
        host_of(start) and address.startswith(start) for start in starts
    )


def _emails(hosted: Mapping[str, Any]) -> list[HashedEmail]:
    return [
        HashedEmail(
            str(item.get("identity", "")), text(item.get("salt")), item.get("hashed") is True
        )
        for item in (first_object(hosted.get("recipient")),)
        if "email" in texts(item.get("type"))
    ]


def _summary(
    assertion: Mapping[str, Any], badge: Mapping[str, Any], profile: Mapping[str, Any]
) -> Summary:
    badge = badge or first_object(assertion.get("badge"))
    profile = profile or first_object(badge.get("issuer"))
    criteria = first_object(badge.get("criteria"))
    return Summary(
        credential_id=text(identifier(assertion)),
        achievement_name=text(badge.get("name")),
        achievement_url=web_address(badge),
        description=text(badge.get("description")),
        criteria=text(criteria.get("narrative")),
        criteria_url=web_address(badge.get("criteria")),
        narrative=text(assertion.get("narrative")),
        alignments=alignments(items(badge.get("alignment"))),
        evidence=evidence(assertion.get("evidence")),
        tags=texts(badge.get("tags")),
        image_url=web_address(badge.get("image")),
        issuer_id=text(identifier(profile)),
        issuer_name=text(profile.get("name")),
        issuer_url=web_address(profile.get("url")),
        awarded_at=instant(assertion.get("issuedOn")),
        expires_at=instant(assertion.get("expires")),
    )
