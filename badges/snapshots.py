"""What an award freezes of its badge, and how the frozen words become facts again."""

import hashlib
import json
from datetime import datetime
from typing import Any

from badges import addresses
from badges.artwork import Artwork
from badges.credentials.facts import (
    AchievementFacts,
    AlignmentFacts,
    AwardFacts,
    CompetencyFacts,
    EvidenceFacts,
    IssuerFacts,
    ResultFacts,
    StatusFacts,
)
from badges.models import Award, Badge, Issuer

Snapshot = dict[str, Any]


def achievement_of(badge: Badge) -> Snapshot:
    """The badge as plain data, with a `version` that changes when any of it changes."""
    snapshot: Snapshot = {
        "slug": badge.slug,
        "name": badge.name,
        "kind": badge.kind,
        "description": badge.description,
        "criteria": badge.criteria,
        "emblem": badge.emblem,
        "stones": badge.stones,
        "tags": sorted(tag.name for tag in badge.tags.all()),
        "alignments": [_alignment(alignment) for alignment in badge.alignments.all()],
        "competencies": [
            {
                "name": competency.name,
                "description": competency.description,
                "alignments": [_alignment(a) for a in competency.alignments.all()],
            }
            for competency in badge.ordered_competencies
        ],
    }
    return {**snapshot, "version": _digest(snapshot)[:12]}


def _alignment(alignment: Any) -> dict[str, str]:
    return {
        "name": alignment.name,
        "url": alignment.url,
        "description": alignment.description,
        "framework": alignment.framework,
        "code": alignment.code,
    }


def _digest(snapshot: Snapshot) -> str:
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True).encode()).hexdigest()


def artwork_of(snapshot: Snapshot) -> Artwork:
    """What is drawn for the badge as it was."""
    return Artwork(
        emblem=snapshot["emblem"],
        kind=snapshot["kind"],
        stones=snapshot["stones"],
        name=snapshot["name"],
    )


def issuer_facts(issuer: Issuer) -> IssuerFacts:
    return IssuerFacts(
        did=issuer.did,
        profile_url=addresses.absolute(addresses.issuer_profile_path(issuer.slug)),
        name=issuer.name,
        url=issuer.url,
        email=issuer.email,
        description=issuer.description,
    )


def achievement_facts(snapshot: Snapshot) -> AchievementFacts:
    url = addresses.absolute(addresses.badge_path(snapshot["slug"]))
    alignments = [*snapshot["alignments"]]
    for competency in snapshot["competencies"]:
        alignments += competency["alignments"]
    return AchievementFacts(
        url=url,
        name=snapshot["name"],
        description=snapshot["description"],
        criteria=snapshot["criteria"],
        criteria_url=url,
        image_url=addresses.absolute(addresses.badge_image_path(snapshot["slug"])),
        kind=snapshot["kind"],
        tags=tuple(snapshot["tags"]),
        alignments=tuple(AlignmentFacts(**alignment) for alignment in alignments),
        competencies=tuple(
            CompetencyFacts(name=c["name"], description=c["description"])
            for c in snapshot["competencies"]
        ),
        version=snapshot["version"],
    )


def award_facts(award: Award, *, issued_at: datetime) -> AwardFacts:
    """Everything that a credential of `award` says, whatever its form."""
    return AwardFacts(
        credential_url=addresses.absolute(addresses.credential_path(award.pk)),
        assertion_url=addresses.absolute(addresses.assertion_path(award.pk)),
        image_url=addresses.absolute(addresses.award_image_path(award.pk)),
        recipient_name=award.recipient_name,
        recipient_email=award.recipient_email,
        recipient_hash=award.recipient_hash,
        salt=award.salt,
        awarded_at=award.awarded_at,
        issued_at=issued_at,
        expires_at=award.expires_at,
        achievement=achievement_facts(award.achievement),
        issuer=issuer_facts(award.badge.issuer),
        narrative=award.narrative,
        evidence=tuple(EvidenceFacts(**evidence) for evidence in award.evidence),
        results=tuple(ResultFacts(**result) for result in award.results),
        status=StatusFacts(list_url=award.status_list.url, index=award.status_index),
    )
