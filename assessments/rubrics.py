"""What a rubric is, and what ratings by it amount to. Pure: plain values in and out.

A definition is what a hand-in freezes, as plain JSON:
`{"name": …, "criteria": [{"key": …, "name": …, "levels": {"not_yet": …, …}}]}`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

# From least to most; a criterion describes each of them.
LEVELS: Final[Mapping[str, str]] = {
    "not_yet": "Not yet",
    "developing": "Developing",
    "proficient": "Proficient",
    "exemplary": "Exemplary",
}
FEWEST_CRITERIA: Final = 3
MOST_CRITERIA: Final = 5
_RANKS: Final = {level: rank for rank, level in enumerate(LEVELS)}
_KEY: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Criterion:
    """`levels` describes what one sees at each of LEVELS, in their order."""

    key: str
    name: str
    levels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RubricDefinition:
    name: str
    criteria: tuple[Criterion, ...]


def problems(definition: Mapping[str, Any]) -> list[str]:
    """What is wrong with a definition, in sentences; empty if nothing is."""
    found = [] if _words(definition.get("name")) else ["The rubric needs a name."]
    criteria = definition.get("criteria")
    if not isinstance(criteria, list) or not all(isinstance(c, Mapping) for c in criteria):
        return [*found, "The criteria of a rubric are a list."]
    if not FEWEST_CRITERIA <= len(criteria) <= MOST_CRITERIA:
        found.append(
            f"A rubric has {FEWEST_CRITERIA} to {MOST_CRITERIA} criteria; "
            f"this one has {len(criteria)}."
        )
    for number, criterion in enumerate(criteria, start=1):
        found += _criterion_problems(criterion, number)
    for key in _repeated(_words(criterion.get("key")) for criterion in criteria):
        found.append(f"Two criteria have the short name “{key}”.")
    for name in _repeated(_words(criterion.get("name")).casefold() for criterion in criteria):
        found.append(f"Two criteria are called “{name}”.")
    return found


def read(definition: Mapping[str, Any]) -> RubricDefinition:
    """The definition as values. Raises ValueError with everything that is wrong with it."""
    if wrong := problems(definition):
        raise ValueError(" ".join(wrong))
    return RubricDefinition(
        name=definition["name"],
        criteria=tuple(
            Criterion(
                key=criterion["key"],
                name=criterion["name"],
                levels={level: criterion["levels"][level] for level in LEVELS},
            )
            for criterion in definition["criteria"]
        ),
    )


def meets(definition: Mapping[str, Any], ratings: Mapping[str, str], required_level: str) -> bool:
    """Whether each criterion is rated (key to level) at `required_level` or above.

    A criterion without a rating, or with one that is no level, is never a pass; nor is a
    definition without criteria. Raises ValueError for a required level that is none.
    """
    if required_level not in _RANKS:
        raise ValueError(f"“{required_level}” is no level of a rubric.")
    required = _RANKS[required_level]
    criteria = definition["criteria"]
    return bool(criteria) and all(
        _RANKS.get(ratings.get(criterion["key"], ""), -1) >= required for criterion in criteria
    )


def rating_problems(
    definition: Mapping[str, Any],
    ratings: Mapping[str, str],
    comments: Mapping[str, str],
    *,
    complete: bool = True,
) -> list[str]:
    """What keeps ratings (key to level) and comments (key to words) from being taken.

    `complete`: every criterion needs a rating and a comment. Otherwise some may be left out.
    """
    found = []
    for criterion in definition["criteria"]:
        key, name = criterion["key"], criterion["name"]
        if complete and not ratings.get(key):
            found.append(f"Choose a level for “{name}”.")
        if complete and not _words(comments.get(key)):
            found.append(f"Write a comment on “{name}”.")
        if not complete and _words(comments.get(key)) and not ratings.get(key):
            found.append(f"Choose a level for “{name}”, since you commented on it.")
    known = {criterion["key"] for criterion in definition["criteria"]}
    found += [
        f"“{key}” is no criterion of this rubric."
        for key in dict.fromkeys([*ratings, *comments])
        if key not in known
    ]
    found += [
        f"“{level}” is no level of a rubric."
        for level in dict.fromkeys(ratings.values())
        if level and level not in LEVELS
    ]
    return found


def _criterion_problems(criterion: Mapping[str, Any], number: int) -> list[str]:
    found = []
    name = _words(criterion.get("name"))
    called = f"“{name}”" if name else f"number {number}"
    if not name:
        found.append(f"Criterion {called} needs a name.")
    key = _words(criterion.get("key"))
    if not _KEY.fullmatch(key):
        found.append(f"Criterion {called} needs a short name of small letters, digits and hyphens.")
    levels = criterion.get("levels")
    described = levels if isinstance(levels, Mapping) else {}
    found += [
        f"Criterion {called} does not say what “{label}” looks like."
        for level, label in LEVELS.items()
        if not _words(described.get(level))
    ]
    found += [
        f"Criterion {called} describes “{level}”, which is no level."
        for level in described
        if level not in LEVELS
    ]
    return found


def _words(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if value and count > 1]
