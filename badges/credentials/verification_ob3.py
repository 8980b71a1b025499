"""Verifying an Open Badges 3.0 credential."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from .canonical import TooComplex, UnknownContext, UnsafeDocument
from .checking import HashedEmail, check_dates, check_recipient, incomplete
from .contexts import CREDENTIALS_V2
from .data_integrity import BrokenProof, UnsupportedProof, VerifiedProof, verify_proof
from .doors import Doors
from .extracting import (
    alignments,
    evidence,
    first_object,
    identifier,
    instant,
    items,
    objects,
    text,
    texts,
    web_address,
)
from .issuer_keys import IssuerKey, NoKey
from .report import Findings, Report, Shown, Summary
from .signed_form import differs_from_signed_form
from .status_checking import check_status
from .wording import said as _

_TYPES: Final = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def verify(
    document: Mapping[str, Any], *, doors: Doors, now: datetime, recipient_email: str | None
) -> Report:
    """Every outcome is a verdict in the report."""
    findings = Findings("Open Badges 3.0")
    findings.summary = _summary(document)
    problem = _problem_of_form(document)
    if problem:
        findings.add("credential", "failed", problem)
        return findings.report()
    findings.add(
        "credential", "passed", _("It is an Open Badges 3.0 credential with all its parts.")
    )

    issuer = IssuerKey(identifier(document["issuer"]), doors.resolve_did_or_key, now)
    unchanged = _check_unchanged(findings, document, issuer, now)
    findings.add("issuer", *issuer.verdict)
    if not unchanged:
        return findings.report(_("Not looked at, because its signature could not be confirmed."))
    check_status(findings, document, doors=doors, now=now)
    check_dates(findings, document["validFrom"], document.get("validUntil"), now)
    check_recipient(findings, _emails(document), recipient_email)
    return findings.report()


def _problem_of_form(document: Mapping[str, Any]) -> str:
    """Why the document is no complete credential, or nothing."""
    subjects = items(document.get("credentialSubject"))
    subject = first_object(subjects)
    achievement = first_object(subject.get("achievement"))
    required = (
        (items(document.get("@context"))[:1] == [CREDENTIALS_V2], _("the version of its form")),
        (":" in identifier(document), _("an identifier of its own")),
        (":" in identifier(document.get("issuer")), _("its issuer")),
        (isinstance(document.get("validFrom"), str), _("when it begins to be valid")),
        (len(subjects) == 1 and len(items(subject.get("achievement"))) == 1, _("one achievement")),
        (bool(text(achievement.get("name"))), _("the name of the achievement")),
        (bool(achievement.get("criteria")), _("the criteria of the achievement")),
        (
            bool(identifier(subject) or objects(subject.get("identifier"))),
            _("whom it was issued to"),
        ),
    )
    if not _TYPES.intersection(texts(document.get("type"))):
        return _("It is a verifiable credential, but not an Open Badge.")
    missing = [what for present, what in required if not present]
    return incomplete(missing)


def _check_unchanged(
    findings: Findings, document: Mapping[str, Any], issuer: IssuerKey, now: datetime
) -> bool:
    try:
        proof = verify_proof(document, issuer.find)
        problem = differs_from_signed_form(document, proof.statements) or _expiry(proof, now)
    except UnsupportedProof:
        explanation = (
            _("It carries a signature of a kind that is not understood here.")
            if document.get("proof")
            else _("It is not signed, so anybody could have written it.")
        )
        findings.add("unchanged", "unknown" if document.get("proof") else "failed", explanation)
    except UnknownContext as error:
        findings.add(
            "unchanged",
            "unknown",
            _("It uses a vocabulary that is not known here: %(url)s", url=error.url),
        )
    except TooComplex:
        findings.add(
            "unchanged",
            "unknown",
            _("It is larger or more tangled than any real credential, so it was not checked."),
        )
    except UnsafeDocument as error:
        findings.add(
            "unchanged",
            "failed",
            _("Part of it is not protected by its signature: %(part)s.", part=str(error)),
        )
    except BrokenProof:
        findings.add(
            "unchanged", "failed", _("It was changed after it was signed, or was never signed so.")
        )
        issuer.disregard()
    except NoKey:
        findings.add(
            "unchanged", "unknown", _("The key to check its signature with could not be had.")
        )
    else:
        if not problem:
            findings.add("unchanged", "passed", _("Its signature fits every part of it."))
            return True
        findings.add("unchanged", "failed", problem)
        issuer.disregard()
    return False


def _expiry(proof: VerifiedProof, now: datetime) -> str:
    if proof.expires is None:
        return ""
    expires = instant(proof.expires)
    return "" if expires is not None and expires > now else _("Its signature has expired.")


def _emails(document: Mapping[str, Any]) -> list[HashedEmail]:
    subject = first_object(document["credentialSubject"])
    return [
        HashedEmail(
            str(item.get("identityHash", "")), text(item.get("salt")), item.get("hashed") is True
        )
        for item in objects(subject.get("identifier"))
        if item.get("identityType") == "emailAddress"
    ]


def _summary(document: Mapping[str, Any]) -> Summary:
    subject = first_object(document.get("credentialSubject"))
    achievement = first_object(subject.get("achievement"))
    criteria = first_object(achievement.get("criteria"))
    issuer = first_object(document.get("issuer"))
    names = [
        text(item.get("identityHash"))
        for item in objects(subject.get("identifier"))
        if item.get("identityType") == "name" and item.get("hashed") is False
    ]
    return Summary(
        credential_id=text(document.get("id")),
        recipient_name=names[0] if names else "",
        achievement_name=text(achievement.get("name")),
        achievement_url=web_address(achievement),
        description=text(achievement.get("description")),
        criteria=text(criteria.get("narrative")),
        criteria_url=web_address(criteria),
        narrative=text(subject.get("narrative")),
        shown=_shown(subject, achievement),
        alignments=alignments(achievement.get("alignment")),
        evidence=evidence(document.get("evidence")),
        tags=texts(achievement.get("tag")),
        image_url=web_address(achievement.get("image")),
        issuer_id=text(identifier(document.get("issuer"))),
        issuer_name=text(issuer.get("name")),
        issuer_url=web_address(issuer.get("url")),
        awarded_at=instant(document.get("awardedDate")) or instant(document.get("validFrom")),
        expires_at=instant(document.get("validUntil")),
    )


def _shown(subject: Mapping[str, Any], achievement: Mapping[str, Any]) -> tuple[Shown, ...]:
    """Every competency the achievement describes, with the result that speaks of it."""
    statements = {
        identifier(item.get("resultDescription")): text(item.get("value"))
        or text(item.get("status"))
        for item in objects(subject.get("result"))
    }
    return tuple(
        Shown(text(item.get("name")), statements.get(identifier(item), ""))
        for item in objects(achievement.get("resultDescription"))
        if text(item.get("name"))
    )
