"""Writing issuers, competencies, badges and pathways back as the content folder holds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from badges.content import fields_of
from badges.content_reading import LEVELS
from badges.content_yaml import dumped, said
from badges.models import Badge, Competency, Issuer, Pathway, PathwayLevel, Requirement
from badges.stacking import with_rules

# A path below the folder, and what the file there holds.
File = tuple[str, str | bytes]

_LEVEL_NAMES = {number.value: name for name, number in LEVELS.items()}


class CannotExport(ValueError):
    """The site holds something that the files have no form for; `str()` says what."""


def files() -> Iterator[File]:
    """Raises CannotExport if there is not exactly one issuer."""
    yield "issuer.yaml", _issuer()
    competencies = Competency.objects.prefetch_related("behaviours").order_by("pk")
    yield "competencies.yaml", "\n".join(dumped([_competency(one)]) for one in competencies)
    badges = Badge.objects.select_related("issuer").prefetch_related(
        "competency_links__competency", "tags", "alignments"
    )
    for badge in badges.order_by("slug"):
        yield f"badges/{badge.slug}.yaml", dumped(_badge(badge))
    for pathway in with_rules(Pathway.objects.all()).order_by("slug"):
        yield f"pathways/{pathway.slug}.yaml", dumped(_pathway(pathway))


def _issuer() -> str:
    issuers = list(Issuer.objects.all())
    if len(issuers) != 1:
        raise CannotExport(f"The files hold one issuer; this site has {len(issuers)}.")
    return dumped(fields_of(issuers[0], "name", "slug", "url", "email", "description"))


def _competency(competency: Competency) -> dict[str, Any]:
    return {
        **fields_of(competency, "slug", "name", "description"),
        "behaviours": [fields_of(one, "slug", "text") for one in competency.behaviours.all()],
    }


def _badge(badge: Badge) -> dict[str, Any]:
    hours = [badge.hours_from, badge.hours_to] if badge.hours_from else []
    return {
        "name": badge.name,
        "kind": badge.kind,
        "issuer": badge.issuer.slug,
        **fields_of(badge, "emblem", "tagline", "description", "criteria"),
        "competencies": [competency.slug for competency in badge.ordered_competencies],
        "tags": sorted(tag.name for tag in badge.tags.all()),
        "alignments": [
            said(fields_of(one, "name", "url", "description", "framework", "code"))
            for one in badge.alignments.all()
        ],
        **({"hours": hours} if hours else {}),
    }


def _pathway(pathway: Pathway) -> dict[str, Any]:
    return {
        **fields_of(pathway, "name", "tagline", "description", "audience"),
        "macro_badge": pathway.macro_badge.slug,
        "levels": [
            _level(level) for level in sorted(pathway.levels.all(), key=lambda one: one.level)
        ],
    }


def _level(level: PathwayLevel) -> dict[str, Any]:
    return {
        "level": _LEVEL_NAMES[level.level],
        "name": level.name,
        "badge": level.badge.slug,
        "requirements": [_requirement(one) for one in level.requirements.all()],
    }


def _requirement(requirement: Requirement) -> dict[str, Any]:
    if requirement.is_step:
        return {
            "step": requirement.slug,
            **fields_of(requirement, "kind", "name", "description", "how"),
        }
    slugs = sorted(badge.slug for badge in requirement.badges.all())
    if requirement.kind == Requirement.Kind.ALL_OF:
        return {"all_of": slugs}
    return {"any_of": slugs, "at_least": requirement.at_least}
