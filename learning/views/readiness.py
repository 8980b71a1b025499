"""“Am I ready?”: checking oneself before the assessment. A GET that leaves no trace."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from learning.outlines import CourseOutline, outline_by_slug
from learning.presenting import closed_to, learner_of
from learning.progress import CourseProgress, ModuleStanding, progress_of
from learning.readiness import seed_after, seed_from
from learning.self_checks import Check, ask, checks_in, checks_to_ask, recommendation_for

# Not `never_cache`: with “no-store” a browser may forget what was filled in, and whoever looks
# into a lesson and comes back must find their answers.
_kept_by_nobody_else = cache_control(private=True, no_cache=True)


@_kept_by_nobody_else
@require_safe
def overview(request: HttpRequest, course: str) -> HttpResponse:
    """The competencies of a course, each with the way to its check."""
    outline, closed = _course(request, course)
    progress = progress_of(learner=learner_of(request), course=outline)
    checks = _checks(outline, closed)
    return render(
        request,
        "learning/readiness.html",
        {
            "outline": outline,
            "rows": [
                {"module": module, "questions": _questions(module, checks)}
                for module in progress.modules
                if module.outline.id not in closed
            ],
            "trail": [{"title": outline.title, "url": outline.url}],
        },
    )


@_kept_by_nobody_else
@require_safe
def module(request: HttpRequest, course: str, module: str) -> HttpResponse:
    """The check of one competency; with answers, what they recommend."""
    outline, closed = _course(request, course)
    learner = learner_of(request)
    progress = progress_of(learner=learner, course=outline)
    here = next((m for m in progress.modules if m.outline.slug == module), None)
    if here is None or here.outline.id in closed:
        raise Http404
    checks = _checks(outline, closed)
    seed = seed_from(request.GET.get("seed", ""))
    asked = ask(here.outline, checks, seed=seed, form=dict(request.GET.lists()))
    is_sent = "answered" in request.GET
    context = {
        "outline": outline,
        "module": here,
        "learner": learner,
        "asked": asked,
        "seed": seed,
        "trail": [
            {"title": outline.title, "url": outline.url},
            {"title": here.outline.title, "url": here.outline.url},
        ],
    }
    if not is_sent or all(check.outcome is None for check in asked):
        return render(
            request, "learning/readiness_check.html", context | {"is_empty": is_sent and asked}
        )
    recommendation = recommendation_for(asked)
    return render(
        request,
        "learning/readiness_result.html",
        context
        | {
            "recommendation": recommendation,
            "lessons": [
                lesson for lesson in here.lessons if lesson.outline.id in recommendation.lessons
            ],
            "again_url": f"{_url(outline, here)}?seed={seed_after(seed)}",
            "following": _following(progress, here, checks, closed),
        },
    )


def _course(request: HttpRequest, slug: str) -> tuple[CourseOutline, set[int]]:
    """A course that this person may see, and the ids of the pages in it that they may not."""
    outline = outline_by_slug(slug)
    if outline is None:
        raise Http404
    pages = [outline.id, *(m.id for m in outline.modules), *(page.id for page in outline.lessons)]
    closed = closed_to(request, pages)
    if outline.id in closed:
        raise Http404
    return outline, closed


def _checks(outline: CourseOutline, closed: set[int]) -> dict[int, tuple[Check, ...]]:
    return checks_in(lesson for lesson in outline.lessons if lesson.id not in closed)


def _questions(module: ModuleStanding, checks: dict[int, tuple[Check, ...]]) -> int:
    return len(checks_to_ask(module.outline, checks, seed=1))


def _following(
    progress: CourseProgress,
    here: ModuleStanding,
    checks: dict[int, tuple[Check, ...]],
    closed: set[int],
) -> dict[str, Any] | None:
    """The next competency there is something to check about, that is not shown yet."""
    behind = progress.modules[progress.modules.index(here) + 1 :]
    for module in behind:
        is_open = module.outline.id not in closed and not module.is_shown
        if is_open and _questions(module, checks):
            return {
                "competency": module.outline.competency,
                "url": _url(progress.outline, module),
            }
    return None


def _url(outline: CourseOutline, module: ModuleStanding) -> str:
    return reverse("module_readiness", args=[outline.slug, module.outline.slug])
