"""What there is to earn: choosing from it, and whether one can start on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from badges.models import Badge, Competency, Pathway
from learning.lengths import minutes_of_courses
from learning.models import CoursePage

BADGES_A_PAGE = 24
# The address says at most how many hours.
HOURS: Mapping[int, Promise] = {
    5: _("Up to 5 hours"),
    10: _("Up to 10 hours"),
    20: _("Up to 20 hours"),
}


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A badge, with the course that leads to it if that is open yet, and what that takes."""

    badge: Badge
    course: CoursePage | None
    minutes: int = 0

    @property
    def is_open(self) -> bool:
        return self.course is not None


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody wants to see of the catalogue. Empty is everything.

    `skill` is the slug of a competency or a tag, `hours` a key of HOURS, `pathway` a slug;
    `mine` is what the learner has started or earned.
    """

    skill: str = ""
    hours: int = 0
    pathway: str = ""
    mine: bool = False

    def __bool__(self) -> bool:
        return self != Choices()

    def address(self) -> str:
        """As the query of an address, with nothing in it that was not chosen."""
        asked = {
            "skill": self.skill,
            "time": str(self.hours or ""),
            "pathway": self.pathway,
            "mine": "1" if self.mine else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})

    def without_each(self) -> Iterator[tuple[str, Choices]]:
        """The name of each choice made, and all the others."""
        others = {
            "skill": replace(self, skill=""),
            "hours": replace(self, hours=0),
            "pathway": replace(self, pathway=""),
            "mine": replace(self, mine=False),
        }
        for name, without in others.items():
            if without != self:
                yield name, without


def chosen(choices: Choices, *, mine: Collection[int] = ()) -> list[int]:
    """The ids of the badges one earns by an assessment that fit, in the editors' order.

    `mine` are the ids of badges that the learner has started or earned.
    """
    badges = Badge.objects.of_skills()
    if choices.skill:
        named = Q(competencies__slug=choices.skill) | Q(tags__slug=choices.skill)
        badges = badges.filter(pk__in=Badge.objects.filter(named).values("pk"))
    if choices.pathway:
        of_pathway = Badge.objects.filter(required_by__level__pathway__slug=choices.pathway)
        badges = badges.filter(pk__in=of_pathway.values("pk"))
    if choices.mine:
        badges = badges.filter(pk__in=mine)
    if not choices.hours:
        return list(badges.values_list("pk", flat=True))
    planned = list(badges.values_list("pk", "hours_to"))
    courses = dict(CoursePage.objects.live().values_list("badge_id", "pk"))
    minutes = minutes_of_courses(courses.values())
    return [
        pk
        for pk, hours in planned
        if 0 < (minutes.get(courses.get(pk, 0)) or 60 * (hours or 0)) <= 60 * choices.hours
    ]


def page_of(badge_ids: Sequence[int], number: str | int | None) -> Page:
    return Paginator(badge_ids, BADGES_A_PAGE).get_page(number)


def entries(badge_ids: Sequence[int]) -> list[CatalogueEntry]:
    """These badges in this order: four queries, and three for lengths that are not kept."""
    badges = Badge.objects.prefetch_related("competency_links").in_bulk(badge_ids)
    courses = {
        course.badge_id: course
        for course in CoursePage.objects.live().filter(badge__in=badge_ids).defer_streamfields()
    }
    minutes = minutes_of_courses(course.pk for course in courses.values())
    return [entry_of(badges[pk], courses.get(pk), minutes) for pk in badge_ids if pk in badges]


def entry_of(badge: Badge, course: CoursePage | None, minutes: Mapping[int, int]) -> CatalogueEntry:
    return CatalogueEntry(badge, course, minutes.get(course.pk, 0) if course is not None else 0)


def first_badges(number: int) -> list[Badge]:
    return list(Badge.objects.of_skills()[:number])


def pathways() -> list[Pathway]:
    """With their levels and the badges of these."""
    return list(Pathway.objects.select_related("macro_badge").prefetch_related("levels__badge"))


def competencies() -> list[Competency]:
    """Those that a badge in the catalogue rests on."""
    of_skills = Badge.objects.of_skills().values("pk")
    return list(Competency.objects.filter(badges__in=of_skills).distinct())


def tags() -> list[Tag]:
    """Those that say something: not every badge in the catalogue has them."""
    every = Badge.objects.of_skills().count()
    found = Tag.objects.filter(badge__kind=Badge.Kind.BADGE).annotate(
        number=Count("badge", distinct=True)
    )
    return list(found.filter(Q(number__lt=every) | Q(number=1)).order_by("name"))
