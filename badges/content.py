"""Loading issuers, competencies, badges and pathways from the content folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import ProtectedError

from badges.content_loading import Item, Kind, Loading, State
from badges.content_reading import LEVELS, BadgeContent
from badges.models import (
    Badge,
    BadgeAlignment,
    BadgeCompetency,
    Behaviour,
    Competency,
    Issuer,
    Pathway,
    PathwayLevel,
    Requirement,
)

_ALIGNMENT_FIELDS = ("name", "url", "description", "framework", "code")
_BADGE_FIELDS = (
    "name", "kind", "emblem", "stones", "tagline", "description", "criteria",
    "hours_from", "hours_to",
)  # fmt: skip
_STEP_FIELDS = ("kind", "slug", "name", "description", "how", "at_least", "sort_order")


def load(content: BadgeContent, loading: Loading) -> None:
    loading.settle(ISSUER, _issuers(content, loading), len(content.issuers))
    competencies = content.competencies
    loading.settle(COMPETENCY, _competencies(content, loading), len(competencies))
    behaviours = sum(len(source.value["behaviours"]) for source in competencies.values())
    loading.settle(BEHAVIOUR, _behaviours(content, loading), behaviours)
    loading.settle(BADGE, _badges(content, loading), len(content.badges))
    loading.settle(PATHWAY, _pathways(content, loading), len(content.pathways))
    levels = [level for source in content.pathways.values() for level in source.value["levels"]]
    loading.settle(LEVEL, _levels(content, loading), len(levels))
    requirements = sum(len(level["requirements"]) for level in levels)
    loading.settle(REQUIREMENT, _requirements(content, loading), requirements)


def fields_of(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _saved(record: Any, values: dict[str, Any]) -> Any:
    for name, value in values.items():
        setattr(record, name, value)
    record.save()
    return record


def _write(model: type[Any], found: Any, **values: Any) -> Callable[[], Any]:
    return lambda: _saved(found or model(), values)


def _issuers(content: BadgeContent, loading: Loading) -> Iterator[Item]:
    by_id = Issuer.objects.in_bulk()
    by_slug = {issuer.slug: issuer for issuer in by_id.values()}
    for slug, source in content.issuers.items():
        key = ISSUER.key(slug)
        found = loading.find(key, by_id, by_slug.get(slug))
        wanted = dict(source.value)
        yield Item(key, wanted, found, _write(Issuer, found, **wanted))


def _competencies(content: BadgeContent, loading: Loading) -> Iterator[Item]:
    by_id = Competency.objects.in_bulk()
    by_slug = {competency.slug: competency for competency in by_id.values()}
    for slug, source in content.competencies.items():
        key = COMPETENCY.key(slug)
        found = loading.find(key, by_id, by_slug.get(slug))
        wanted = {name: source.value[name] for name in ("slug", "name", "description")}
        yield Item(key, wanted, found, _write(Competency, found, **wanted))


def _behaviours(content: BadgeContent, loading: Loading) -> Iterator[Item]:
    by_id = Behaviour.objects.in_bulk()
    by_slug = {(one.competency_id, one.slug): one for one in by_id.values()}
    for competency_slug, source in content.competencies.items():
        competency = loading.record(COMPETENCY.key(competency_slug))
        for order, entry in enumerate(source.value["behaviours"]):
            key = BEHAVIOUR.key(competency_slug, entry["slug"])
            found = loading.find(key, by_id, by_slug.get((competency.pk, entry["slug"])))
            wanted = {**entry, "sort_order": order}
            write = _write(Behaviour, found, competency=competency, **wanted)
            yield Item(key, wanted, found, write)


def _badges(content: BadgeContent, loading: Loading) -> Iterator[Item]:
    by_id = {
        badge.pk: badge
        for badge in Badge.objects.select_related("issuer").prefetch_related(
            "competency_links__competency", "tags", "alignments"
        )
    }
    by_slug = {badge.slug: badge for badge in by_id.values()}
    for slug, source in content.badges.items():
        key = BADGE.key(slug)
        found = loading.find(key, by_id, by_slug.get(slug))
        entry = source.value
        hours = entry.get("hours") or [None, None]
        wanted = {
            **{name: entry[name] for name in _BADGE_FIELDS if name in entry},
            "slug": slug,
            "issuer": entry["issuer"],
            "stones": content.stones_of(slug),
            "hours_from": hours[0],
            "hours_to": hours[1],
            "competencies": entry.get("competencies") or [],
            "tags": sorted(entry.get("tags") or []),
            "alignments": [
                {name: alignment.get(name) or "" for name in _ALIGNMENT_FIELDS}
                for alignment in entry.get("alignments") or []
            ],
        }

        def write(found: Badge | None = found, wanted: State = wanted) -> Badge:
            badge = found or Badge()
            badge.competency_links = [
                BadgeCompetency(competency=loading.record(COMPETENCY.key(name)), sort_order=order)
                for order, name in enumerate(wanted["competencies"])
            ]
            badge.alignments = [
                BadgeAlignment(sort_order=order, **alignment)
                for order, alignment in enumerate(wanted["alignments"])
            ]
            plain = {name: wanted[name] for name in (*_BADGE_FIELDS, "slug")}
            _saved(badge, {**plain, "issuer": loading.record(ISSUER.key(wanted["issuer"]))})
            badge.tags.set(wanted["tags"])
            badge.save_revision()
            return badge

        yield Item(key, wanted, found, write)


def _state_of_badge(badge: Badge) -> State:
    return {
        **fields_of(badge, *_BADGE_FIELDS, "slug"),
        "issuer": badge.issuer.slug,
        "competencies": [competency.slug for competency in badge.ordered_competencies],
        "tags": sorted(tag.name for tag in badge.tags.all()),
        "alignments": [
            fields_of(alignment, *_ALIGNMENT_FIELDS) for alignment in badge.alignments.all()
        ],
    }


def _pathways(content: BadgeContent, loading: Loading) -> Iterator[Item]:
    by_id = {pathway.pk: pathway for pathway in Pathway.objects.select_related("macro_badge")}
    by_slug = {pathway.slug: pathway for pathway in by_id.values()}
    for slug, source in content.pathways.items():
        key = PATHWAY.key(slug)
        found = loading.find(key, by_id, by_slug.get(slug))
        plain = {
            name: source.value[name] for name in ("name", "tagline", "description", "audience")
        }
        wanted = {"slug": slug, **plain, "macro_badge": source.value["macro_badge"]}
        write = _write(
            Pathway,
            found,
            **{**wanted, "macro_badge": loading.record(BADGE.key(wanted["macro_badge"]))},
        )
        yield Item(key, wanted, found, write)


def _levels(content: BadgeContent, loading: Loading) -> Iterator[Item]:
    by_id = {level.pk: level for level in PathwayLevel.objects.select_related("badge")}
    by_level = {(level.pathway_id, level.level): level for level in by_id.values()}
    for slug, source in content.pathways.items():
        pathway = loading.record(PATHWAY.key(slug))
        for entry in source.value["levels"]:
            key = LEVEL.key(slug, entry["level"])
            number = LEVELS[entry["level"]].value
            found = loading.find(key, by_id, by_level.get((pathway.pk, number)))
            wanted = {"level": number, "name": entry["name"], "badge": entry["badge"]}
            write = _write(
                PathwayLevel,
                found,
                pathway=pathway,
                **{**wanted, "badge": loading.record(BADGE.key(entry["badge"]))},
            )
            yield Item(key, wanted, found, write)


def _requirements(content: BadgeContent, loading: Loading) -> Iterator[Item]:
    by_id = {one.pk: one for one in Requirement.objects.prefetch_related("badges")}
    by_slug = {(one.level_id, one.slug): one for one in by_id.values() if one.slug}
    for pathway_slug, source in content.pathways.items():
        for level_entry in source.value["levels"]:
            level = loading.record(LEVEL.key(pathway_slug, level_entry["level"]))
            met: Counter[str] = Counter()
            for order, entry in enumerate(level_entry["requirements"]):
                wanted = {**_wanted_requirement(entry), "sort_order": order}
                met[wanted["kind"]] += 1
                name = wanted["slug"] or f"{wanted['kind']}-{met[wanted['kind']]}"
                key = REQUIREMENT.key(pathway_slug, level_entry["level"], name)
                found = loading.find(key, by_id, by_slug.get((level.pk, wanted["slug"])))

                def write(
                    found: Requirement | None = found,
                    level: PathwayLevel = level,
                    wanted: State = wanted,
                ) -> Requirement:
                    requirement = found or Requirement(level=level)
                    requirement.badges = [
                        loading.record(BADGE.key(slug)) for slug in wanted["badges"]
                    ]
                    return _saved(requirement, {name: wanted[name] for name in _STEP_FIELDS})

                yield Item(key, wanted, found, write)


def _wanted_requirement(entry: dict[str, Any]) -> dict[str, Any]:
    named = entry.get("all_of") or entry.get("any_of") or []
    kind = "all_of" if "all_of" in entry else "any_of" if "any_of" in entry else entry["kind"]
    return {
        "kind": kind,
        "badges": sorted(named),
        "at_least": entry.get("at_least", 1),
        "slug": entry.get("step", ""),
        "name": entry.get("name", ""),
        "description": entry.get("description", ""),
        "how": entry.get("how", ""),
    }


def _state_of_requirement(requirement: Requirement) -> State:
    return {
        **fields_of(requirement, *_STEP_FIELDS),
        "badges": sorted(badge.slug for badge in requirement.badges.all()),
    }


def _withdraw_requirement(requirement: Requirement) -> bool:
    """Take away what nobody has fulfilled yet; what somebody has stays asked for."""
    try:
        requirement.delete()
    except ProtectedError:
        return False
    return True


ISSUER = Kind(
    "issuer",
    "issuers",
    Issuer,
    lambda issuer: fields_of(issuer, "name", "slug", "url", "email", "description"),
)
COMPETENCY = Kind(
    "competency",
    "competencies",
    Competency,
    lambda competency: fields_of(competency, "slug", "name", "description"),
)
BEHAVIOUR = Kind(
    "behaviour",
    "behaviours",
    Behaviour,
    lambda behaviour: fields_of(behaviour, "slug", "text", "sort_order"),
)
BADGE = Kind("badge", "badges", Badge, _state_of_badge)
PATHWAY = Kind(
    "pathway",
    "pathways",
    Pathway,
    lambda pathway: {
        **fields_of(pathway, "slug", "name", "tagline", "description", "audience"),
        "macro_badge": pathway.macro_badge.slug,
    },
)
LEVEL = Kind(
    "level",
    "levels",
    PathwayLevel,
    lambda level: {**fields_of(level, "level", "name"), "badge": level.badge.slug},
)
REQUIREMENT = Kind(
    "requirement",
    "requirements",
    Requirement,
    _state_of_requirement,
    withdraw=_withdraw_requirement,
    stays_deleted=True,
)
