"""Pathways: what they ask for, where a learner stands, and the way on. They stand on this floor
because they lead to courses and tasks."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from badges.explaining import explained, still_missing
from badges.models import Award, Badge, Pathway
from badges.requirements import LevelStanding, PathwayStanding
from badges.stacking import standing_of, standings_of, with_rules
from learning.counting import where_badges_count
from learning.why_not_yet import ways_there


@require_safe
def pathways(request: HttpRequest) -> HttpResponse:
    found = list(with_rules(Pathway.objects.all()))
    standings = standings_of(_learner(request), found)
    return render(
        request,
        "learning/pathways.html",
        {
            "pathways": [
                {"pathway": pathway, "levels_earned": _earned(standing)}
                for pathway, standing in zip(found, standings, strict=True)
            ],
            "counted": where_badges_count(standings),
        },
    )


@require_safe
def pathway(request: HttpRequest, slug: str) -> HttpResponse:
    shown = with_rules(Pathway.objects.filter(slug=slug)).first()
    if shown is None:
        raise Http404
    learner = _learner(request)
    standing = standing_of(learner, shown)
    levels = sorted(shown.levels.all(), key=lambda level: level.level)
    badges = [*(level.badge for level in levels), shown.macro_badge]
    awards = _awards(learner, badges)
    ways = ways_there()
    return render(
        request,
        "learning/pathway.html",
        {
            "pathway": shown,
            "standing": standing,
            "award": awards.get(shown.macro_badge.pk),
            "stones": _stones(badges, standing, awards),
            "levels": [
                {
                    "level": level,
                    "standing": level_standing,
                    "award": awards.get(level.badge_id),
                    "missing": still_missing(level_standing),
                    "steps": [explained(each, ways) for each in level_standing.requirements],
                }
                for level, level_standing in zip(levels, standing.levels, strict=True)
            ],
        },
    )


def _earned(standing: PathwayStanding) -> int:
    return sum(level.is_earned for level in standing.levels)


def _learner(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _awards(learner: User | None, badges: list[Badge]) -> dict[int, Award]:
    if learner is None:
        return {}
    awards = Award.objects.active().filter(recipient=learner, badge__in=badges)
    return {award.badge_id: award for award in awards}


def _stones(
    badges: list[Badge], standing: PathwayStanding, awards: dict[int, Award]
) -> list[dict[str, Any]]:
    """The levels and the macro-badge on top, as the stack shows them."""
    standings: list[LevelStanding | None] = [*standing.levels, None]
    return [
        _stone(badge, level, awards.get(badge.pk))
        for badge, level in zip(badges, standings, strict=True)
    ]


def _stone(badge: Badge, level: LevelStanding | None, award: Award | None) -> dict[str, Any]:
    stone = {"name": badge.name, "url": badge.get_absolute_url(), "emblem": badge.emblem}
    if award is not None:
        day = date_format(timezone.localtime(award.awarded_at), "j M Y")
        return {
            **stone,
            "state": "earned",
            "text": _("Earned %(day)s") % {"day": day},
            "url": award.get_absolute_url(),
        }
    if level is None:
        return {**stone, "state": "open", "text": _("When all three levels are earned")}
    underway = any(requirement.met_by for requirement in level.requirements)
    return {
        **stone,
        "state": "underway" if underway else "open",
        "text": still_missing(level) if underway else _("Level %(n)d") % {"n": level.rules.number},
    }
