"""What a pathway still asks for, in sentences, each with the shortest way there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from assessments.addresses import task_path
from assessments.models import PerformanceTask
from badges import addresses
from badges.explaining import Explained, Ways
from badges.explaining import explained as explained_requirement
from badges.models import Pathway
from badges.requirements import (
    BadgesRequired,
    Holdings,
    LevelStanding,
    PathwayRules,
    PathwayStanding,
    pathway_standing,
)
from badges.stacking import holdings_of, pathway_rules, step_key, steps_of, with_rules
from learning.models import CoursePage
from learning.remembered import remembered


@dataclass(frozen=True, slots=True)
class LevelExplained:
    number: int
    name: str
    is_earned: bool
    steps: tuple[Explained, ...]

    @property
    def missing(self) -> int:
        return sum(not step.met for step in self.steps)


@dataclass(frozen=True, slots=True)
class PathwayExplained:
    """`summary` is one sentence; `next_level` is None once all levels are earned."""

    name: str
    url: str
    is_earned: bool
    has_begun: bool
    summary: str
    levels: tuple[LevelExplained, ...]

    @property
    def next_level(self) -> LevelExplained | None:
        return next((level for level in self.levels if not level.is_earned), None)

    @property
    def levels_earned(self) -> int:
        return sum(level.is_earned for level in self.levels)

    @property
    def shortest(self) -> Explained | None:
        """What to do next for it: of what the next level asks for, the first that leads
        somewhere, else the first at all."""
        level = self.next_level
        unmet = [step for step in level.steps if not step.met] if level is not None else []
        return next((step for step in unmet if step.url), unmet[0] if unmet else None)


@dataclass(frozen=True, slots=True)
class Contribution:
    """That a badge counts towards a level of a pathway."""

    pathway: str
    url: str
    level: str
    level_number: int


def rules_of_all_pathways() -> tuple[PathwayRules, ...]:
    def build(names: list[str]) -> dict[str, tuple[PathwayRules, ...]]:
        rules = tuple(pathway_rules(list(with_rules(Pathway.objects.all()))))
        return dict.fromkeys(names, rules)

    return remembered("pathways", ["rules"], build)["rules"]


def ways_there() -> Ways:
    """The courses of badges and the tasks of steps; live ones only."""

    def build(names: list[str]) -> dict[str, Ways]:
        courses = CoursePage.objects.live().values_list("badge__slug", "slug")
        tasks = PerformanceTask.objects.filter(live=True).values_list("requirement_id", "slug")
        ways = Ways(
            courses={badge: f"/courses/{slug}/" for badge, slug in courses},
            tasks={step_key(step): task_path(slug) for step, slug in tasks if step is not None},
        )
        return dict.fromkeys(names, ways)

    return remembered("pathways", ["ways"], build)["ways"]


def pathways_of(
    learner: User | None, *, badges: Collection[str] | None = None
) -> list[PathwayExplained]:
    """Every pathway, as it stands for `learner` (None: a visitor). `badges`, the slugs of those
    they hold, spares looking for them."""
    if learner is None:
        holdings = Holdings()
    elif badges is None:
        holdings = holdings_of(learner)
    else:
        holdings = Holdings(badges=frozenset(badges), steps=steps_of(learner))
    ways = ways_there()
    return [explained(pathway_standing(rules, holdings), ways) for rules in rules_of_all_pathways()]


def contributions_of(badge_slug: str) -> list[Contribution]:
    """What the badge counts towards."""
    return list(_contributions(rules_of_all_pathways(), badge_slug))


def _contributions(pathways: Iterable[PathwayRules], badge_slug: str) -> Iterator[Contribution]:
    for rules in pathways:
        for level in rules.levels:
            asked = [r for r in level.requirements if isinstance(r, BadgesRequired)]
            if any(badge_slug in required.badges for required in asked):
                yield Contribution(
                    pathway=rules.name,
                    url=addresses.pathway_path(rules.slug),
                    level=level.name,
                    level_number=level.number,
                )


def explained(standing: PathwayStanding, ways: Ways) -> PathwayExplained:
    """`standing` in sentences, with the ways to what is missing."""
    levels = tuple(_level(level, ways) for level in standing.levels)
    begun = any(level.is_earned for level in standing.levels) or any(
        requirement.met_by for level in standing.levels for requirement in level.requirements
    )
    return PathwayExplained(
        name=standing.rules.name,
        url=addresses.pathway_path(standing.rules.slug),
        is_earned=standing.is_earned,
        has_begun=begun,
        summary=_summary(standing, levels),
        levels=levels,
    )


def _summary(standing: PathwayStanding, levels: tuple[LevelExplained, ...]) -> str:
    if standing.is_earned:
        return _("Complete: the macro-badge is yours.")
    following = next((level for level in levels if not level.is_earned), None)
    if following is None:
        return _("All levels are yours. The macro-badge follows in a moment.")
    if not following.steps:
        return _("Level %(number)d is still being prepared.") % {"number": following.number}
    if not following.missing:
        return _("Level %(number)d is complete. Its badge follows in a moment.") % {
            "number": following.number
        }
    return ngettext(
        "Level %(number)d, %(name)s: %(missing)d thing is missing.",
        "Level %(number)d, %(name)s: %(missing)d things are missing.",
        following.missing,
    ) % {"number": following.number, "name": following.name, "missing": following.missing}


def _level(standing: LevelStanding, ways: Ways) -> LevelExplained:
    return LevelExplained(
        number=standing.rules.number,
        name=standing.rules.name,
        is_earned=standing.is_earned,
        steps=tuple(
            explained_requirement(requirement, ways) for requirement in standing.requirements
        ),
    )
