"""Which badge counts where: all pathways side by side, for whoever chooses the next badge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from badges import addresses
from badges.requirements import BadgesRequired, PathwayStanding, RequirementStanding

# As the component table takes it.
Cell = dict[str, Any]


def where_badges_count(standings: Sequence[PathwayStanding]) -> list[list[Cell]]:
    """A row for each badge that a pathway asks for, by name: the badge, and for each pathway the
    levels it counts for (empty: none). Badges that are held are marked."""
    asked = [required for each in standings for _level, required in _badges_asked_for(each)]
    names = {slug: name for each in asked for slug, name in _required(each).badges.items()}
    held = {slug for each in asked for slug in each.met_by}
    return [
        [
            {
                "column": _("Badge"),
                "text": names[slug],
                "url": addresses.badge_path(slug),
                **({"icon": "done", "note": _("You hold it")} if slug in held else {}),
            },
            *(
                {
                    "column": standing.rules.name,
                    "text": "; ".join(
                        _counts_for(number, _required(each))
                        for number, each in _badges_asked_for(standing)
                        if slug in _required(each).badges
                    ),
                }
                for standing in standings
            ),
        ]
        for slug in sorted(names, key=lambda slug: names[slug])
    ]


def _badges_asked_for(standing: PathwayStanding) -> Iterator[tuple[int, RequirementStanding]]:
    for level in standing.levels:
        for requirement in level.requirements:
            if isinstance(requirement.required, BadgesRequired):
                yield level.rules.number, requirement


def _required(standing: RequirementStanding) -> BadgesRequired:
    assert isinstance(standing.required, BadgesRequired)
    return standing.required


def _counts_for(number: int, required: BadgesRequired) -> str:
    if required.at_least >= len(required.badges):
        return _("Level %(number)d") % {"number": number}
    return _("Level %(number)d, any %(least)d of %(badges)d") % {
        "number": number,
        "least": required.at_least,
        "badges": len(required.badges),
    }
