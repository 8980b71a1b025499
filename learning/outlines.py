"""The tree of a course as plain values: what every page of it needs, in no query when kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum
from wagtail.models import Page

from assessments.models import AssessmentSection, TaskRole
from badges import addresses
from badges.models import Behaviour
from learning.models import CoursePage, LessonPage, ModulePage
from learning.remembered import remembered
from learning.timing import minutes_of_assessment


@dataclass(frozen=True, slots=True)
class LessonOutline:
    id: int
    title: str
    url: str
    slug: str
    summary: str
    minutes: int


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """`number` counts from 1; `behaviours` are the competency's, slug to text."""

    id: int
    number: int
    title: str
    url: str
    slug: str
    outcome: str
    competency_id: int
    competency: str
    behaviours: Mapping[str, str]
    lessons: tuple[LessonOutline, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class CourseOutline:
    """A live course with its live modules and lessons, in their order."""

    id: int
    title: str
    url: str
    slug: str
    badge_id: int
    badge_slug: str
    badge: str
    emblem: str
    assessment_id: int | None
    assessment_minutes: int = 0
    modules: tuple[ModuleOutline, ...] = field(default_factory=tuple)

    @property
    def lessons(self) -> tuple[LessonOutline, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def minutes(self) -> int:
        """From the first lesson to the badge: all lessons, and the assessment once."""
        return sum(module.minutes for module in self.modules) + self.assessment_minutes

    @property
    def is_in_preparation(self) -> bool:
        """Whether there is nothing to learn from yet, or nothing to pass."""
        return not self.lessons or self.assessment_id is None

    @property
    def assessment_url(self) -> str:
        return f"{self.url}assessment/"

    @property
    def badge_url(self) -> str:
        return addresses.badge_path(self.badge_slug)

    def module_of(self, lesson_id: int) -> ModuleOutline | None:
        return next(
            (m for m in self.modules if any(lesson.id == lesson_id for lesson in m.lessons)), None
        )

    def neighbours(self, lesson_id: int) -> tuple[LessonOutline | None, LessonOutline | None]:
        """The lessons before and after one, across modules."""
        lessons = self.lessons
        place = next((i for i, lesson in enumerate(lessons) if lesson.id == lesson_id), None)
        if place is None:
            return None, None
        before = lessons[place - 1] if place else None
        after = lessons[place + 1] if place + 1 < len(lessons) else None
        return before, after


def outline_of(course_id: int) -> CourseOutline | None:
    """None if the course is not live."""
    return outlines_of([course_id]).get(course_id)


def outlines_of(course_ids: Iterable[int]) -> dict[int, CourseOutline]:
    """The outlines of the live ones of these courses, in their order."""
    return remembered("outline", list(course_ids), _build)


def outline_by_slug(slug: str) -> CourseOutline | None:
    ids = remembered("course-id", [slug], _ids_of)
    return outline_of(ids[slug]) if slug in ids else None


def outline_around(page: Page) -> CourseOutline | None:
    """The outline of the course that a module or lesson stands in."""
    return outline_of(course_id) if (course_id := course_id_around(page)) is not None else None


def course_id_around(page: Page) -> int | None:
    courses = CoursePage.objects.filter(path__in=_paths_above(page))
    return courses.values_list("pk", flat=True).first()


def _paths_above(page: Page) -> list[str]:
    return [page.path[:end] for end in range(Page.steplen, len(page.path), Page.steplen)]


def _ids_of(slugs: list[str]) -> dict[str, int]:
    return dict(CoursePage.objects.live().filter(slug__in=slugs).values_list("slug", "pk"))


def _build(course_ids: list[int]) -> dict[int, CourseOutline]:
    """In five queries, for one course as for many."""
    courses = list(CoursePage.objects.live().filter(pk__in=course_ids).select_related("badge"))
    below = Q(pk__in=[])
    for course in courses:
        below |= Q(path__startswith=course.path)
    modules = list(
        ModulePage.objects.live().filter(below).select_related("competency").order_by("path")
    )
    lessons = list(
        LessonPage.objects.live()
        .filter(below)
        .order_by("path")
        .values_list("path", "pk", "title", "slug", "summary", "minutes")
    )
    behaviours: dict[int, dict[str, str]] = {}
    for competency_id, slug, text in Behaviour.objects.filter(
        competency__in={module.competency_id for module in modules}
    ).values_list("competency_id", "slug", "text"):
        behaviours.setdefault(competency_id, {})[slug] = text
    assessed = assessment_minutes([course.assessment_id for course in courses])
    outlines = {}
    for course in courses:
        url = f"/courses/{course.slug}/"
        own = [module for module in modules if module.path.startswith(course.path)]
        outlines[course.pk] = CourseOutline(
            id=course.pk,
            title=course.title,
            url=url,
            slug=course.slug,
            badge_id=course.badge_id,
            badge_slug=course.badge.slug,
            badge=course.badge.name,
            emblem=course.badge.emblem,
            assessment_id=course.assessment_id,
            assessment_minutes=assessed.get(course.assessment_id, 0),
            modules=tuple(
                ModuleOutline(
                    id=module.pk,
                    number=number,
                    title=module.title,
                    url=f"{url}{module.slug}/",
                    slug=module.slug,
                    outcome=module.outcome,
                    competency_id=module.competency_id,
                    competency=module.competency.name,
                    behaviours=behaviours.get(module.competency_id, {}),
                    lessons=tuple(
                        LessonOutline(
                            id=pk,
                            title=title,
                            url=f"{url}{module.slug}/{slug}/",
                            slug=slug,
                            summary=summary,
                            minutes=minutes,
                        )
                        for path, pk, title, slug, summary, minutes in lessons
                        if path.startswith(module.path)
                    ),
                )
                for number, module in enumerate(own, start=1)
            ),
        )
    return outlines


def assessment_minutes(assessment_ids: list[int | None]) -> dict[int | None, int]:
    """How long an attempt at each of these takes; those that ask nothing are left out."""
    rows = (
        AssessmentSection.objects.filter(assessment__in=assessment_ids)
        .values("assessment")
        .annotate(
            asked=Sum("questions"), required=Count("task", filter=Q(task_role=TaskRole.REQUIRED))
        )
        .values_list("assessment", "asked", "required")
    )
    return {
        assessment_id: minutes_of_assessment(questions=asked, tasks=required)
        for assessment_id, asked, required in rows
    }
