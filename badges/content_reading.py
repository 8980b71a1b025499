"""What the content folder says about issuers, competencies, badges and pathways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from badges.artwork import EMBLEMS
from badges.content_files import Folder, Problems, Source
from badges.content_loading import longest
from badges.content_shapes import (
    Shape,
    address,
    either,
    email,
    fits,
    list_of,
    one_of,
    record,
    set_of,
    slug,
    text,
    whole_number,
)
from badges.models import (
    Badge,
    BadgeAlignment,
    Behaviour,
    Competency,
    Issuer,
    Pathway,
    PathwayLevel,
    Requirement,
)

LEVELS = {
    "foundational": PathwayLevel.Level.FOUNDATIONAL,
    "training": PathwayLevel.Level.TRAINING,
    "application": PathwayLevel.Level.APPLICATION,
}
COMPETENCIES_OF_A_BADGE = 4

ISSUER = record(
    {
        "name": text("Who awards the badges", longest=longest(Issuer, "name")),
        "slug": slug("Part of the address and of every credential's id; never change it"),
        "url": address("The issuer's website"),
        "email": email("Printed in every credential"),
        "description": text("Who the issuer is, in a few sentences"),
    }
)
COMPETENCIES = list_of(
    "Every competency, once",
    record(
        {
            "slug": slug("How the competency is known to other files"),
            "name": text("How it is shown", longest=longest(Competency, "name")),
            "description": text("One or two sentences"),
            "behaviours": list_of(
                "What one can see or hear a person do",
                record(
                    {
                        "slug": slug("Unique within the competency"),
                        "text": text(
                            "One sentence in the present tense", longest=longest(Behaviour, "text")
                        ),
                    }
                ),
                least=3,
                most=5,
            ),
        }
    ),
    least=1,
)
_ALIGNMENT = record(
    {
        "name": text("Name of the entry", longest=longest(BadgeAlignment, "name")),
        "url": address("Where the entry is published"),
    },
    {
        "description": text("What the entry says"),
        "framework": text("Its framework", longest=longest(BadgeAlignment, "framework")),
        "code": text("Its code", longest=longest(BadgeAlignment, "code")),
    },
)
BADGE = record(
    {
        "name": text("Name of the badge", longest=longest(Badge, "name")),
        "kind": one_of("A skill badge, or a badge of a pathway", *Badge.Kind.values),
        "issuer": slug("Slug of the issuer"),
        "emblem": one_of("Which drawing; a pathway's badges use the pathway's", *sorted(EMBLEMS)),
        "tagline": text("One short line for cards", longest=longest(Badge, "tagline")),
        "description": text("What the earner can do: three or four plain sentences"),
        "criteria": text("What one has to do and show: three or four plain sentences"),
    },
    {
        "competencies": set_of(
            "Exactly four slugs for a skill badge, none for the others",
            slug("Slug of a competency"),
        ),
        "tags": set_of("Words to find the badge by", text("One tag", longest=100)),
        "alignments": list_of("Entries of published frameworks that it matches", _ALIGNMENT),
        "hours": list_of(
            "Hours of work, from and to; for a skill badge only",
            whole_number("Hours", least=1, most=500),
            least=2,
            most=2,
        ),
    },
)
_BADGE_SLUGS = set_of("Slugs of badges", slug("Slug of a badge"), least=1)
REQUIREMENT = either(
    record({"all_of": _BADGE_SLUGS}),
    record(
        {"any_of": _BADGE_SLUGS},
        {"at_least": whole_number("How many of them", least=1, most=50)},
    ),
    record(
        {
            "step": slug("Slug of something that is no badge"),
            "kind": one_of("Who settles it", "task", "sign_off", "eligibility"),
            "name": text("What to do, in a few words", longest=longest(Requirement, "name")),
            "description": text("What to do and what counts, in one or two sentences"),
            "how": text("The shortest way to it", longest=longest(Requirement, "how")),
        }
    ),
)
PATHWAY = record(
    {
        "name": text("Name of the pathway", longest=longest(Pathway, "name")),
        "tagline": text("One short line for cards", longest=longest(Pathway, "tagline")),
        "description": text("Where it leads"),
        "audience": text("Who it is for"),
        "macro_badge": slug("Slug of the badge for the whole pathway"),
        "levels": list_of(
            "The three levels, in order",
            record(
                {
                    "level": one_of("Which level", *LEVELS),
                    "name": text("Name of the level", longest=longest(PathwayLevel, "name")),
                    "badge": slug("Slug of the level's badge"),
                    "requirements": list_of("All have to be met", REQUIREMENT, least=1),
                }
            ),
            least=len(LEVELS),
            most=len(LEVELS),
        ),
    }
)
SCHEMAS: dict[str, tuple[str, Shape]] = {
    "issuer": ("The issuer", ISSUER),
    "competencies": ("Competencies", COMPETENCIES),
    "badge": ("A badge", BADGE),
    "pathway": ("A pathway", PATHWAY),
}


@dataclass(frozen=True, slots=True)
class BadgeContent:
    """The records by slug, each with the lines it stands in."""

    issuers: dict[str, Source] = field(default_factory=dict)
    competencies: dict[str, Source] = field(default_factory=dict)
    badges: dict[str, Source] = field(default_factory=dict)
    pathways: dict[str, Source] = field(default_factory=dict)

    def behaviours_of(self, competency: str) -> set[str]:
        known = self.competencies.get(competency)
        return {entry["slug"] for entry in known.value["behaviours"]} if known else set()

    def stones_of(self, badge: str) -> int:
        """How many stones are drawn: the level of a level's badge, three for a macro-badge."""
        if self.badges[badge].value["kind"] == Badge.Kind.MACRO:
            return len(LEVELS)
        for pathway in self.pathways.values():
            for level in pathway.value["levels"]:
                if level["badge"] == badge:
                    return LEVELS[level["level"]].value
        return 1


def read(folder: Folder) -> BadgeContent:
    """The records of the folder that could be read; what is wrong is in `folder.problems`."""
    content = BadgeContent()
    issuer = folder.yaml(folder.root / "issuer.yaml")
    if issuer is not None and fits(issuer, ISSUER, folder.problems):
        content.issuers[issuer.value["slug"]] = issuer
    competencies = folder.yaml(folder.root / "competencies.yaml")
    if competencies is not None and fits(competencies, COMPETENCIES, folder.problems):
        content.competencies.update(_by_slug(competencies, folder.problems))
        for competency in content.competencies.values():
            _by_slug(competency.part("behaviours"), folder.problems)
    content.badges.update(_files(folder, folder.root / "badges", BADGE))
    content.pathways.update(_files(folder, folder.root / "pathways", PATHWAY))
    _check_badges(content, folder.problems)
    _check_pathways(content, folder.problems)
    return content


def known_or_complain(
    source: Source, known: Mapping[str, object], problems: Problems, what: str, *place: str | int
) -> bool:
    """Whether the slug at that place of `source` is known; if not, a problem says so."""
    wanted = source.part(*place).value
    if wanted in known:
        return True
    source.complain(
        problems, f"There is no {what} “{wanted}”. Correct the slug, or add the {what}.", *place
    )
    return False


def _by_slug(entries: Source, problems: Problems) -> dict[str, Source]:
    """The entries of a list by their slugs, which must differ."""
    found: dict[str, Source] = {}
    for number in range(len(entries.value)):
        entry = entries.part(number)
        name = entry.value["slug"]
        if name in found:
            entry.complain(
                problems,
                f"“{name}” has been used in line {found[name].line('slug')}. Choose another slug.",
                "slug",
            )
        found.setdefault(name, entry)
    return found


def _files(folder: Folder, path: Path, shape: Shape) -> Iterator[tuple[str, Source]]:
    for file in folder.files(path, ".yaml"):
        source = folder.yaml(file) if folder.is_slug(file) else None
        if source is not None and fits(source, shape, folder.problems):
            yield file.stem, source


def _check_badges(content: BadgeContent, problems: Problems) -> None:
    for badge in content.badges.values():
        known_or_complain(badge, content.issuers, problems, "issuer", "issuer")
        competencies = badge.value.get("competencies") or []
        for number in range(len(competencies)):
            known_or_complain(
                badge, content.competencies, problems, "competency", "competencies", number
            )
        is_skill = badge.value["kind"] == Badge.Kind.BADGE
        wanted = COMPETENCIES_OF_A_BADGE if is_skill else 0
        if len(competencies) != wanted:
            badge.complain(
                problems,
                f"A badge of kind “{badge.value['kind']}” rests on {wanted or 'no'} competencies; "
                f"there are {len(competencies)}.",
                "competencies",
            )
        hours = badge.value.get("hours")
        if bool(hours) != is_skill:
            badge.complain(
                problems,
                "Say how many hours it takes, such as hours: [8, 10]."
                if is_skill
                else "Only a badge of kind “badge” has hours. Take them out.",
                "hours",
            )
        elif hours and hours[0] > hours[1]:
            badge.complain(problems, "The first number of hours is the smaller one.", "hours")


def _check_pathways(content: BadgeContent, problems: Problems) -> None:
    used: dict[str, str] = {}
    for pathway in content.pathways.values():
        _check_awarded(content, pathway, problems, used, Badge.Kind.MACRO, "macro_badge")
        if [level["level"] for level in pathway.value["levels"]] != list(LEVELS):
            pathway.complain(problems, f"The levels are, in order: {', '.join(LEVELS)}.", "levels")
        for number in range(len(pathway.value["levels"])):
            level = pathway.part("levels", number)
            _check_awarded(content, level, problems, used, Badge.Kind.LEVEL, "badge")
            _check_requirements(content, level.part("requirements"), problems)


def _check_awarded(
    content: BadgeContent,
    source: Source,
    problems: Problems,
    used: dict[str, str],
    kind: Badge.Kind,
    entry: str,
) -> None:
    """The badge that a level or pathway awards: it exists, is of that kind and of no other's."""
    if not known_or_complain(source, content.badges, problems, "badge", entry):
        return
    name = source.value[entry]
    if content.badges[name].value["kind"] != kind:
        source.complain(problems, f"The badge “{name}” must be of kind “{kind.value}”.", entry)
    place = f"{source.file}:{source.line(entry)}"
    if used.setdefault(name, place) != place:
        source.complain(problems, f"The badge “{name}” is awarded at {used[name]} already.", entry)


def _check_requirements(content: BadgeContent, requirements: Source, problems: Problems) -> None:
    steps: set[str] = set()
    for number, requirement in enumerate(requirements.value):
        for which in ("all_of", "any_of"):
            for position in range(len(requirement.get(which, ()))):
                known_or_complain(
                    requirements, content.badges, problems, "badge", number, which, position
                )
        if requirement.get("at_least", 1) > len(requirement.get("any_of", [0])):
            requirements.complain(
                problems, "“at_least” asks for more badges than are named.", number, "at_least"
            )
        step = requirement.get("step")
        if step and step in steps:
            requirements.complain(
                problems, f"The level has a step “{step}” already. Rename one.", number, "step"
            )
        steps.add(step)
