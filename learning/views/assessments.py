"""Before an assessment, and after it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.entrance import join_url, sign_in_url
from accounts.text import markdown_to_html
from assessments import attempting
from assessments.demonstrating import shown_by_questions
from assessments.models import Assessment, Attempt, Demonstration
from assessments.rules import rules_in_words
from assessments.waiting import latest_submissions
from badges import addresses
from badges.cairns import stone_of
from badges.models import Award
from badges.sharing import ways_of_sharing
from learning.models import CoursePage
from learning.outlines import CourseOutline, outline_by_slug
from learning.presenting import learner_of, may_see, open_attempt
from learning.progress import enrol
from learning.results import outcome_of
from learning.studying import note_day
from learning.why_not_yet import contributions_of, pathways_of


@require_http_methods(["GET", "HEAD", "POST"])
def intro(request: HttpRequest, course: str) -> HttpResponse:
    """What will be asked; a POST begins, or goes on with an attempt that is open."""
    outline = outline_by_slug(course)
    if outline is None:
        raise Http404
    page = get_object_or_404(CoursePage.objects.live(), pk=outline.id)
    if not may_see(request, page):
        raise Http404
    learner = learner_of(request)
    if request.method == "POST":
        if learner is None:
            return redirect_to_login(outline.assessment_url)
        return _begin(request, page, outline)
    return _intro(request, outline)


def _begin(request: HttpRequest, page: CoursePage, outline: CourseOutline) -> HttpResponse:
    learner = learner_of(request)
    assert learner is not None
    assessment = get_object_or_404(Assessment, pk=outline.assessment_id)
    try:
        attempt = attempting.start(
            assessment=assessment,
            learner=learner,
            competency_id=_chosen_competency(request, assessment),
        )
    except attempting.CannotAttempt as refusal:
        messages.warning(request, str(refusal))
        return redirect(outline.assessment_url)
    enrol(learner=learner, course=page)
    note_day(learner)
    return redirect(attempt.get_absolute_url())


def _chosen_competency(request: HttpRequest, assessment: Assessment) -> int | None:
    """The one competency that the learner wants to show now; None: all that are left."""
    chosen = request.POST.get("competency", "")
    known = assessment.sections.values_list("competency__slug", "competency_id")
    return dict(known).get(chosen)


def _intro(request: HttpRequest, outline: CourseOutline) -> HttpResponse:
    learner = learner_of(request)
    assessment = Assessment.objects.filter(pk=outline.assessment_id).first()
    sections = list(assessment.sections.select_related("competency", "task")) if assessment else []
    shown: set[int] = set()
    answered: set[int] = set()
    award = attempt = None
    if learner is not None and assessment is not None:
        answered = set(shown_by_questions(learner, assessment))
        standing = Demonstration.objects.standing().filter(learner=learner, assessment=assessment)
        shown = set(standing.values_list("competency_id", flat=True))
        attempt = open_attempt(learner, outline)
        award = Award.objects.active().filter(recipient=learner, badge_id=outline.badge_id).first()
    left = [section for section in sections if section.competency_id not in shown]
    asked = [
        section
        for section in left
        if section.asks_questions and section.competency_id not in answered
    ]
    task_ids = [section.task_id for section in sections if section.task_id is not None]
    work = latest_submissions(learner, task_ids) if learner is not None and task_ids else {}
    return render(
        request,
        "learning/assessment_intro.html",
        {
            "outline": outline,
            "assessment": assessment,
            "introduction": markdown_to_html(assessment.introduction) if assessment else "",
            "sections": [
                {
                    "section": section,
                    "is_shown": section.competency_id in shown,
                    "is_answered": section.competency_id in answered,
                    "work": work.get(section.task_id) if section.task_id is not None else None,
                }
                for section in sections
            ],
            "questions": sum(section.questions for section in asked),
            "rules": rules_in_words(assessment, learner) if assessment else [],
            "asked": asked,
            "is_left": bool(left),
            "has_shown_some": bool(shown),
            "learner": learner,
            "open_attempt": attempt,
            "award": award,
            "trail": [{"title": outline.title, "url": outline.url}],
            "join_url": join_url(outline.assessment_url),
            "sign_in_url": sign_in_url(outline.assessment_url),
        },
    )


@never_cache
@login_required
@require_safe
def result(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    attempt = get_object_or_404(
        Attempt.objects.select_related("assessment__badge", "learner"),
        pk=attempt_id,
        learner=request.user,
    )
    if not attempt.is_submitted:
        return redirect(attempt.get_absolute_url())
    outcome = outcome_of(attempt)
    badge = attempt.assessment.badge
    return render(
        request,
        "learning/result.html",
        {
            "attempt": attempt,
            "badge_image": addresses.badge_image_path(badge.slug, "svg"),
            "outcome": outcome,
            "rules": rules_in_words(attempt.assessment, attempt.learner),
            "outline": outcome.outline,
            **(_moment(outcome.award) if outcome.is_passed and outcome.award else {}),
            "trail": (
                [{"title": outcome.outline.title, "url": outcome.outline.url}]
                if outcome.outline is not None
                else []
            ),
        },
    )


# So many of the stones that the new one is laid on are shown.
STONES_BELOW = 3


def _moment(award: Award) -> dict[str, Any]:
    """What the page on which a badge is earned shows of it: the cairn it is set on, what it
    counts towards, and how to show it."""
    earlier = (
        Award.objects.active()
        .filter(recipient=award.recipient, awarded_at__lt=award.awarded_at)
        .select_related("badge")
        .order_by("-awarded_at")[:STONES_BELOW]
    )
    counted = {contribution.url for contribution in contributions_of(award.badge.slug)}
    pathways = pathways_of(award.recipient) if counted else []
    return {
        "stones_below": [stone_of(below) for below in reversed(earlier)],
        "pathways": [pathway for pathway in pathways if pathway.url in counted],
        "sharing": ways_of_sharing(award),
    }
