"""What a pathway asks for, and what it still asks of somebody. Pure: plain values in and out.

Holdings are the slugs of the badges somebody holds and the keys of the steps they
have done. Everything here is monotone (more holdings never unmake a requirement) and
looks at sets, so the order of earning does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

StepKey = str


@dataclass(frozen=True, slots=True)
class Holdings:
    badges: frozenset[str] = frozenset()
    steps: frozenset[StepKey] = frozenset()


@dataclass(frozen=True, slots=True)
class BadgesRequired:
    """At least `at_least` of `badges` (slug to name, in the order to show them)."""

    badges: Mapping[str, str]
    at_least: int


@dataclass(frozen=True, slots=True)
class StepRequired:
    """Something that is no badge; `how` is one sentence: the shortest way to it."""

    key: StepKey
    name: str
    kind: str
    description: str = ""
    how: str = ""


Required = BadgesRequired | StepRequired


@dataclass(frozen=True, slots=True)
class LevelRules:
    """One level: meeting all of `requirements` earns `badge`."""

    number: int
    name: str
    badge: str
    requirements: tuple[Required, ...]


@dataclass(frozen=True, slots=True)
class PathwayRules:
    """Holding the badges of all levels earns `macro_badge`."""

    slug: str
    name: str
    macro_badge: str
    levels: tuple[LevelRules, ...]


@dataclass(frozen=True, slots=True)
class RequirementStanding:
    """Where somebody stands with one requirement.

    `wanting` is how many more badges or steps it takes; `open_badges` are those that
    would count, and `met_by` the badges or the step that count already.
    """

    required: Required
    met_by: tuple[str, ...]
    open_badges: tuple[str, ...]
    wanting: int

    @property
    def is_met(self) -> bool:
        return self.wanting == 0


@dataclass(frozen=True, slots=True)
class LevelStanding:
    rules: LevelRules
    is_earned: bool
    requirements: tuple[RequirementStanding, ...]

    @property
    def is_met(self) -> bool:
        # A level that asks for nothing has not been finished by its editor.
        return bool(self.requirements) and all(r.is_met for r in self.requirements)


@dataclass(frozen=True, slots=True)
class PathwayStanding:
    rules: PathwayRules
    is_earned: bool
    levels: tuple[LevelStanding, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """A badge that is due, with the badges and steps it stands on."""

    badge: str
    pathway: str
    level: int | None
    on_badges: frozenset[str] = field(default_factory=frozenset)
    on_steps: frozenset[StepKey] = field(default_factory=frozenset)


def requirement_standing(required: Required, holdings: Holdings) -> RequirementStanding:
    if isinstance(required, StepRequired):
        done = required.key in holdings.steps
        return RequirementStanding(
            required=required,
            met_by=(required.key,) if done else (),
            open_badges=(),
            wanting=0 if done else 1,
        )
    held = tuple(slug for slug in required.badges if slug in holdings.badges)
    return RequirementStanding(
        required=required,
        met_by=held,
        open_badges=tuple(slug for slug in required.badges if slug not in holdings.badges),
        wanting=max(0, required.at_least - len(held)),
    )


def pathway_standing(rules: PathwayRules, holdings: Holdings) -> PathwayStanding:
    """Where somebody with `holdings` stands on a pathway, requirement by requirement."""
    return PathwayStanding(
        rules=rules,
        is_earned=rules.macro_badge in holdings.badges,
        levels=tuple(
            LevelStanding(
                rules=level,
                is_earned=level.badge in holdings.badges,
                requirements=tuple(
                    requirement_standing(required, holdings) for required in level.requirements
                ),
            )
            for level in rules.levels
        ),
    )


def due(pathways: Iterable[PathwayRules], holdings: Holdings) -> tuple[Stacked, ...]:
    """The badges that `holdings` have earned on `pathways` and that are not held yet.

    Only what is due now: awarding it changes the holdings, and a further call then says
    what that in turn makes due. The second call with the same holdings says the same.
    """
    found = []
    for rules in pathways:
        standing = pathway_standing(rules, holdings)
        for level in standing.levels:
            if level.is_met and not level.is_earned:
                found.append(_stacked_level(rules, level))
        level_badges = [level.badge for level in rules.levels]
        complete = len(level_badges) == 3 and holdings.badges.issuperset(level_badges)
        if complete and not standing.is_earned:
            found.append(
                Stacked(
                    badge=rules.macro_badge,
                    pathway=rules.slug,
                    level=None,
                    on_badges=frozenset(level_badges),
                )
            )
    return tuple(found)


def _stacked_level(rules: PathwayRules, level: LevelStanding) -> Stacked:
    badges: set[str] = set()
    steps: set[StepKey] = set()
    for requirement in level.requirements:
        into = steps if isinstance(requirement.required, StepRequired) else badges
        into.update(requirement.met_by)
    return Stacked(
        badge=level.rules.badge,
        pathway=rules.slug,
        level=level.rules.number,
        on_badges=frozenset(badges),
        on_steps=frozenset(steps),
    )
