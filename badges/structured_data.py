"""Badges and courses as search engines read them (schema.org)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from badges import addresses
from badges.models import Badge, Competency, Issuer

Document = dict[str, Any]
CONTEXT = "https://schema.org"


def organization(issuer: Issuer) -> Document:
    return {
        "@type": "Organization",
        "@id": addresses.absolute(issuer.get_absolute_url()),
        "name": issuer.name,
        "url": issuer.url,
    }


def credential(badge: Badge, competencies: Sequence[Competency]) -> Document:
    """The badge as what one earns: EducationalOccupationalCredential."""
    document: Document = {
        "@context": CONTEXT,
        "@type": "EducationalOccupationalCredential",
        "@id": addresses.absolute(badge.get_absolute_url()),
        "url": addresses.absolute(badge.get_absolute_url()),
        "name": badge.name,
        "description": badge.description,
        "image": addresses.absolute(badge.image_path),
        "credentialCategory": "badge" if badge.kind != Badge.Kind.MACRO else "micro-credential",
        "recognizedBy": organization(badge.issuer),
    }
    if competencies:
        document["competencyRequired"] = [competency.name for competency in competencies]
    if badge.valid_months:
        document["validFor"] = f"P{badge.valid_months}M"
    return document
