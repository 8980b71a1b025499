"""Composing an Open Badges 3.0 credential, unsigned (OpenBadgeCredential, VCDM 2.0).

Whatever the data model allows several times is an array even with one value; what is absent is
left out.
"""

from typing import Any, Final

from .contexts import CREDENTIALS_V2, OPEN_BADGES_V3
from .facts import (
    AchievementFacts,
    AlignmentFacts,
    AwardFacts,
    CompetencyFacts,
    EvidenceFacts,
    IssuerFacts,
    ResultFacts,
    StatusFacts,
)
from .texts import portable, timestamp

# The vocabulary has no word for a stage of a pathway; what is awarded for it is a badge.
_ACHIEVEMENT_TYPES: Final = {"badge": "Badge", "level": "Badge", "macro": "MicroCredential"}


def open_badge_credential(award: AwardFacts) -> dict[str, Any]:
    """The unsigned credential of an award. Its issuer id is the issuer's DID, so the proof's
    verification method must be a key of that DID.

    Raises ValueError for a result of a competency that is not the achievement's.
    """
    achievement = award.achievement
    return portable(
        {
            "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
            "id": award.credential_url,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": achievement.name,
            "description": achievement.description,
            "image": _image(achievement.image_url),
            "issuer": issuer_profile(award.issuer),
            "validFrom": timestamp(award.issued_at),
            "validUntil": timestamp(award.expires_at) if award.expires_at else None,
            "awardedDate": timestamp(award.awarded_at),
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": _identifiers(award),
                "image": _image(award.image_url),
                "narrative": award.narrative,
                "achievement": _achievement(achievement, award.issuer),
                "result": [_result(result, achievement) for result in award.results],
            },
            "evidence": [_evidence(item) for item in award.evidence],
            "credentialStatus": status_entry(award.status) if award.status else None,
        }
    )


def issuer_profile(issuer: IssuerFacts) -> dict[str, Any]:
    """The Profile of an issuer, identified by its DID."""
    return portable(
        {
            "id": issuer.did,
            "type": ["Profile"],
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
            "description": issuer.description,
            "image": _image(issuer.image_url),
        }
    )


def status_entry(status: StatusFacts) -> dict[str, str]:
    """The BitstringStatusListEntry for revocation (Bitstring Status List 1.0, section 2.1)."""
    return {
        "id": f"{status.list_url}#{status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(status.index),
        "statusListCredential": status.list_url,
    }


def _identifiers(award: AwardFacts) -> list[dict[str, Any]]:
    email = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": award.identity,
        "identityType": "emailAddress",
        "salt": award.salt,
    }
    name = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": award.recipient_name,
        "identityType": "name",
    }
    return [email, name] if award.recipient_name else [email]


def _achievement(achievement: AchievementFacts, issuer: IssuerFacts) -> dict[str, Any]:
    linked = [item for item in achievement.competencies if item.url]
    return {
        "id": achievement.url,
        "type": ["Achievement"],
        "achievementType": _ACHIEVEMENT_TYPES[achievement.kind],
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"id": achievement.criteria_url, "narrative": achievement.criteria},
        "image": _image(achievement.image_url),
        "creator": issuer_profile(issuer),
        "tag": list(achievement.tags),
        "alignment": [
            *(_alignment(item) for item in achievement.alignments),
            *(_competency_alignment(item) for item in linked),
        ],
        "resultDescription": [
            {
                "id": _result_description_id(item.name, achievement),
                "type": ["ResultDescription"],
                "name": item.name,
                "resultType": "Result",
            }
            for item in achievement.competencies
        ],
        "version": achievement.version,
    }


def _result_description_id(competency: str, achievement: AchievementFacts) -> str:
    names = [item.name for item in achievement.competencies]
    return f"{achievement.url}#competency-{names.index(competency) + 1}"


def _result(result: ResultFacts, achievement: AchievementFacts) -> dict[str, Any]:
    return {
        "type": ["Result"],
        "resultDescription": _result_description_id(result.competency, achievement),
        "value": result.statement,
    }


def _alignment(alignment: AlignmentFacts) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetName": alignment.name,
        "targetUrl": alignment.url,
        "targetDescription": alignment.description,
        "targetFramework": alignment.framework,
        "targetCode": alignment.code,
    }


def _competency_alignment(competency: CompetencyFacts) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetName": competency.name,
        "targetUrl": competency.url,
        "targetDescription": competency.description,
    }


def _evidence(evidence: EvidenceFacts) -> dict[str, Any]:
    return {
        "id": evidence.url,
        "type": ["Evidence"],
        "name": evidence.name,
        "narrative": evidence.narrative,
        "genre": evidence.genre,
    }


def _image(url: str) -> dict[str, str] | None:
    return {"id": url, "type": "Image"} if url else None
