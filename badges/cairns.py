"""Earned badges as the stones of a cairn: skills at the ground, and on them the levels of each
pathway with its macro-badge on top. What the template components/stack.html shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from badges.models import Award, Badge

Stone = dict[str, Any]

# So many stones can lie one on the other; a cairn of more grows in width as well.
TALLEST = 6


@dataclass(frozen=True, slots=True)
class Tier:
    """Stones that lie together: the skills side by side, or, if it `is_stack`, what has been
    earned of one pathway, one on the other."""

    label: str
    stones: tuple[Stone, ...]
    is_stack: bool = False


@dataclass(frozen=True, slots=True)
class Cairn:
    """From the ground up: all stones, and the same ones in tiers if there are too many of them
    to lie in one column. The skills are the first tier; the others stand on it."""

    stones: tuple[Stone, ...]
    tiers: tuple[Tier, ...] = ()


def cairn_of(awards: Iterable[Award]) -> Cairn:
    """The cairn of `awards`; those of one height lie in the order given."""
    ordered = sorted(awards, key=_height)
    stones = tuple(stone_of(award) for award in ordered)
    return Cairn(stones, _tiers(ordered, stones) if len(stones) > TALLEST else ())


def _tiers(awards: Sequence[Award], stones: Sequence[Stone]) -> tuple[Tier, ...]:
    """A pathway is told by its emblem, which its levels and its macro-badge share."""
    skills: list[Stone] = []
    pathways: dict[str, list[Stone]] = {}
    for award, stone in zip(awards, stones, strict=True):
        heap = pathways.setdefault(stone["emblem"], []) if _height(award) else skills
        heap.append(stone)
    ground = [Tier(_("Skill badges"), tuple(skills))] if skills else []
    label = _("A pathway, level by level")
    return (*ground, *(Tier(label, tuple(heap), is_stack=True) for heap in pathways.values()))


def stones_below(award: Award, below: Sequence[Award]) -> tuple[Stone, ...]:
    """What an award stands on and itself, from the ground up; nothing if it stands on nothing."""
    if not below:
        return ()
    ordered = sorted(below, key=lambda on: (_height(on), on.awarded_at))
    return tuple(stone_of(stone) for stone in [*ordered, award])


def stone_of(award: Award) -> Stone:
    return {
        "name": award.name,
        "state": "open" if award.is_revoked else "earned",
        "text": _standing(award),
        "url": award.get_absolute_url(),
        "emblem": award.achievement["emblem"],
    }


def _standing(award: Award) -> str:
    if award.revoked_at is not None:
        return _("Withdrawn %(day)s") % {"day": _day(award.revoked_at)}
    if award.has_expired(timezone.now()):
        return _("Earned %(day)s, expired since") % {"day": _day(award.awarded_at)}
    return _("Earned %(day)s") % {"day": _day(award.awarded_at)}


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j M Y")


def _height(award: Award) -> int:
    """0 for a skill, the number of a level, 4 for a macro-badge."""
    kind = award.achievement["kind"]
    if kind == Badge.Kind.MACRO:
        return 4
    return award.achievement["stones"] if kind == Badge.Kind.LEVEL else 0
