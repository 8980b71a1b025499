"""What there is to earn, and whether one can start on it."""

from __future__ import annotations

from dataclasses import dataclass

from badges.models import Badge, Pathway
from learning.models import CoursePage


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A badge, with the course that leads to it if that is open yet."""

    badge: Badge
    course: CoursePage | None

    @property
    def is_open(self) -> bool:
        return self.course is not None


def entries() -> list[CatalogueEntry]:
    """Every badge one earns by an assessment, in the editors' order; four queries."""
    badges = Badge.objects.of_skills().prefetch_related("competency_links__competency", "tags")
    courses = {course.badge_id: course for course in CoursePage.objects.live()}
    return [CatalogueEntry(badge=badge, course=courses.get(badge.pk)) for badge in badges]


def pathways() -> list[Pathway]:
    return list(Pathway.objects.select_related("macro_badge").prefetch_related("levels__badge"))
