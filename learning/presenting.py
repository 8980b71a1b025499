"""What the pages of a course show, and to whom they open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from accounts.entrance import join_url, sign_in_url
from accounts.models import User
from accounts.prepared import PreparedRecords
from assessments.models import Attempt
from badges.models import Award
from learning import structured_data
from learning.margins import Margin, margin_of
from learning.models import CoursePage, LessonPage, ModulePage
from learning.outlines import CourseOutline
from learning.parts import HeadingPart, Shown, parts_of
from learning.progress import CourseProgress, State, open_lesson, progress_of
from learning.remembered import remembered
from learning.why_not_yet import contributions_of


@dataclass(frozen=True, slots=True)
class NextStep:
    """`kind` is lesson, module, assessment, or course where a course has no assessment."""

    kind: str
    title: str
    url: str


def learner_of(request: HttpRequest) -> User | None:
    """Whoever is signed in; None for a visitor."""
    return request.user if isinstance(request.user, User) else None


def is_within_reach(page: ModulePage | LessonPage) -> bool:
    """Whether the page stands in a live course (and a lesson in a live module)."""
    if page.outline is None:
        return False
    if isinstance(page, LessonPage):
        return page.outline.module_of(page.pk) is not None
    return any(module.id == page.pk for module in page.outline.modules)


def is_restricted(page: Page) -> bool:
    """Whether editors have put a view restriction on the page or above it; no query when kept."""

    def build(names: list[str]) -> dict[str, tuple[str, ...]]:
        paths = PageViewRestriction.objects.values_list("page__path", flat=True)
        return dict.fromkeys(names, tuple(paths))

    return page.path.startswith(remembered("restrictions", ["paths"], build)["paths"])


def may_see(request: HttpRequest, page: Page) -> bool:
    """Whether the view restrictions that editors have put on the page let this person in."""
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())


def closed_to(request: HttpRequest, page_ids: Iterable[int]) -> set[int]:
    """Those of the pages that `may_see` refuses, in two queries however many they are."""
    paths = dict(Page.objects.filter(pk__in=list(page_ids)).values_list("pk", "path"))
    above = {
        path[:end]
        for path in paths.values()
        for end in range(Page.steplen, len(path) + 1, Page.steplen)
    }
    restrictions = PageViewRestriction.objects.filter(page__path__in=above)
    refusing = [
        restriction.page.path
        for restriction in restrictions.select_related("page").prefetch_related("groups")
        if not restriction.accept_request(request)
    ]
    return {pk for pk, path in paths.items() if path.startswith(tuple(refusing))}


def course_context(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    learner = learner_of(request)
    outline = page.outline or _only(page)
    progress = progress_of(learner=learner, course=outline)
    award = attempt = None
    if learner is not None:
        award = next(iter(_awards(learner.pk, outline.badge_id)), None)
        attempt = open_attempt(learner, outline)
    first = outline.lessons[0].url if outline.lessons else outline.url
    return {
        "course": page,
        "badge": page.badge,
        "outline": outline,
        "progress": progress,
        "learner": learner,
        "award": award,
        "open_attempt": attempt,
        "contributions": contributions_of(outline.badge_slug),
        "join_url": join_url(first),
        "structured_data": structured_data.course(
            outline, summary=page.summary, issuer=page.badge.issuer
        ),
    }


def module_context(page: ModulePage, request: HttpRequest) -> dict[str, Any]:
    learner = learner_of(request)
    outline = page.outline
    progress = progress_of(learner=learner, course=outline) if outline is not None else None
    module = progress.module(page.pk) if progress is not None else None
    return {
        "module": module,
        "outline": outline,
        "progress": progress,
        "learner": learner,
        "next_module": progress.next_module(page.pk) if progress is not None else None,
        "trail": _trail(outline),
    }


def lesson_context(
    page: LessonPage, request: HttpRequest, shown: Shown | None = None
) -> dict[str, Any]:
    learner = learner_of(request)
    outline = page.outline
    progress = progress_of(learner=learner, course=outline) if outline is not None else None
    module = outline.module_of(page.pk) if outline is not None else None
    standing_of_module = progress.module(module.id) if progress and module else None
    behaviours: Mapping[str, str] = module.behaviours if module is not None else {}
    shown = shown or Shown()
    parts = parts_of(page, learner=learner, behaviours=behaviours, shown=shown)
    margin = margin_of(learner=learner, lesson=page) if learner is not None else Margin()
    place = next(
        (i for i, known in enumerate(module.lessons) if known.id == page.pk)
        if module
        else iter(()),
        None,
    )
    here = module.lessons[place] if module is not None and place is not None else None
    url = here.url if here is not None else ""
    trail = _trail(outline)
    if module is not None:
        trail.append({"title": module.title, "url": module.url})
    return {
        "lesson": page,
        "lesson_url": url,
        "module": standing_of_module,
        "outline": outline,
        "progress": progress,
        "learner": learner,
        "parts": parts,
        "number": place + 1 if place is not None else None,
        "margin": margin,
        "note_text": shown.note or margin.note,
        "note_status": {"error": shown.note_error},
        "contents": [p for p in parts if isinstance(p, HeadingPart) and p.level == 2],
        "is_done": is_done(standing_of_module, page.pk),
        "previous": outline.neighbours(page.pk)[0] if outline is not None else None,
        "next_step": next_step(progress, page.pk) if progress is not None else None,
        "sources": [line.strip() for line in page.sources.splitlines() if line.strip()],
        "trail": trail,
        "join_url": join_url(url),
        "sign_in_url": sign_in_url(url),
    }


def is_done(module: Any, lesson_id: int) -> bool:
    return module is not None and any(
        lesson.is_done for lesson in module.lessons if lesson.outline.id == lesson_id
    )


def remember_lesson(page: LessonPage, request: HttpRequest, progress: CourseProgress) -> None:
    """Record that the learner reads this lesson, unless that is known already."""
    learner = learner_of(request)
    if learner is None or request.method != "GET":
        return
    if not progress.is_reading(page.pk, timezone.now()):
        open_lesson(learner=learner, lesson=page, course_id=progress.outline.id)


def next_step(progress: CourseProgress, lesson_id: int) -> NextStep:
    """What comes after a lesson: the next of its module, then the next module that is not
    waived, then the assessment."""
    outline = progress.outline
    module = outline.module_of(lesson_id)
    if module is not None:
        ids = [lesson.id for lesson in module.lessons]
        behind = module.lessons[ids.index(lesson_id) + 1 :]
        if behind:
            return NextStep("lesson", behind[0].title, behind[0].url)
        following = progress.next_module(module.id)
        if following is not None:
            return NextStep("module", following.outline.title, following.outline.url)
    if outline.assessment_id is None:
        return NextStep("course", outline.title, outline.url)
    return NextStep("assessment", outline.title, outline.assessment_url)


def has_finished_module(progress: CourseProgress, lesson_id: int) -> str:
    """The title of the lesson's module if all its lessons are done, else an empty text."""
    outline = progress.outline.module_of(lesson_id)
    module = progress.module(outline.id) if outline is not None else None
    return module.outline.title if module is not None and module.state is State.DONE else ""


def open_attempt(learner: User, outline: CourseOutline) -> Attempt | None:
    if outline.assessment_id is None:
        return None
    return next(iter(_open_attempts(learner.pk, outline.assessment_id)), None)


_awards = PreparedRecords(
    Award,
    lambda learner, badge: Award.objects.active().filter(recipient=learner, badge=badge),
    int,
    int,
)
_open_attempts = PreparedRecords(
    Attempt,
    lambda learner, assessment: Attempt.objects.open().filter(
        learner=learner, assessment=assessment
    ),
    int,
    int,
)


def _trail(outline: CourseOutline | None) -> list[dict[str, str]]:
    if outline is None:
        return []
    return [{"title": outline.title, "url": outline.url}]


def _only(page: CoursePage) -> CourseOutline:
    """For an editor's look at a course that is not live."""
    return CourseOutline(
        id=page.pk or 0,
        title=page.title,
        url=f"/courses/{page.slug}/",
        slug=page.slug,
        badge_id=page.badge_id,
        badge_slug=page.badge.slug,
        badge=page.badge.name,
        emblem=page.badge.emblem,
        assessment_id=page.assessment_id,
    )
