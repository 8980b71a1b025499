"""A course as search engines read it (schema.org)."""

from __future__ import annotations

from typing import Any

from badges import addresses
from badges.models import Issuer
from badges.structured_data import CONTEXT, Document, organization
from learning.outlines import CourseOutline


def course(outline: CourseOutline, *, summary: str, issuer: Issuer) -> Document:
    """Course, with its modules and the badge that it leads to."""
    address = addresses.absolute(outline.url)
    instance: dict[str, Any] = {"@type": "CourseInstance", "courseMode": "Online"}
    if outline.minutes:
        instance["courseWorkload"] = f"PT{max(1, round(outline.minutes / 60))}H"
    return {
        "@context": CONTEXT,
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": outline.title,
        "description": summary,
        "provider": organization(issuer),
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "USD"},
        "hasCourseInstance": instance,
        "hasPart": [
            {
                "@type": "LearningResource",
                "name": module.title,
                "url": addresses.absolute(module.url),
            }
            for module in outline.modules
        ],
        "educationalCredentialAwarded": {
            "@type": "EducationalOccupationalCredential",
            "@id": addresses.absolute(outline.badge_url),
            "name": outline.badge,
        },
    }
