"""Composing hosted Open Badges 2.0 documents: Assertion, BadgeClass, issuer Profile."""

from typing import Any, Final

from .facts import AchievementFacts, AlignmentFacts, AwardFacts, EvidenceFacts, IssuerFacts
from .texts import portable, timestamp

CONTEXT: Final = "https://w3id.org/openbadges/v2"


def assertion(award: AwardFacts) -> dict[str, Any]:
    """The hosted Assertion, to be served at ``award.assertion_url``. The badge is embedded as it
    stood at the award, under its own address."""
    achievement = award.achievement
    return _document(
        {
            "type": "Assertion",
            "id": award.assertion_url,
            "recipient": {
                "type": "email",
                "hashed": True,
                "salt": award.salt,
                "identity": award.identity,
            },
            "badge": _badge_class(achievement, award.issuer),
            "verification": {"type": "hosted"},
            "issuedOn": timestamp(award.awarded_at),
            "expires": timestamp(award.expires_at) if award.expires_at else None,
            "image": award.image_url,
            "narrative": _narrative(award),
            "evidence": [_evidence(item) for item in award.evidence],
        }
    )


def badge_class(achievement: AchievementFacts, issuer: IssuerFacts) -> dict[str, Any]:
    """The BadgeClass, to be served at ``achievement.url``."""
    return _document(_badge_class(achievement, issuer))


def issuer_profile(issuer: IssuerFacts) -> dict[str, Any]:
    """The issuer Profile, to be served at ``issuer.profile_url``."""
    return _document(
        {
            "type": "Issuer",
            "id": issuer.profile_url,
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
            "description": issuer.description,
            "image": issuer.image_url,
        }
    )


def revoked_assertion(assertion_url: str, reason: str) -> dict[str, Any]:
    """What is served, with status 410, in place of a revoked Assertion."""
    return _document(
        {
            "type": "Assertion",
            "id": assertion_url,
            "revoked": True,
            "revocationReason": reason,
        }
    )


def _badge_class(achievement: AchievementFacts, issuer: IssuerFacts) -> dict[str, Any]:
    competencies = [
        AlignmentFacts(item.name, item.url, item.description)
        for item in achievement.competencies
        if item.url
    ]
    return {
        "type": "BadgeClass",
        "id": achievement.url,
        "name": achievement.name,
        "description": achievement.description,
        "image": achievement.image_url,
        "criteria": {"id": achievement.criteria_url, "narrative": achievement.criteria},
        "issuer": issuer.profile_url,
        "tags": list(achievement.tags),
        "alignment": [_alignment(item) for item in (*achievement.alignments, *competencies)],
        "version": achievement.version,
    }


def _narrative(award: AwardFacts) -> str:
    """Results have no place of their own in 2.0, so they follow the narrative, a line each."""
    results = [f"{result.competency}: {result.statement}" for result in award.results]
    return "\n\n".join(filter(None, [award.narrative, "\n".join(results)]))


def _alignment(alignment: AlignmentFacts) -> dict[str, Any]:
    return {
        "targetName": alignment.name,
        "targetUrl": alignment.url,
        "targetDescription": alignment.description,
        "targetFramework": alignment.framework,
        "targetCode": alignment.code,
    }


def _evidence(evidence: EvidenceFacts) -> dict[str, Any]:
    return {
        "id": evidence.url,
        "name": evidence.name,
        "narrative": evidence.narrative,
        "genre": evidence.genre,
    }


def _document(members: dict[str, Any]) -> dict[str, Any]:
    return portable({"@context": CONTEXT, **members})
