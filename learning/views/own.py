"""What is a learner's own: the dashboard and the journal."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import second_address
from accounts.models import User
from assessments.models import Attempt
from assessments.waiting import waiting_of
from badges.models import Award
from learning.models import CoursePage, Enrolment, Reflection
from learning.outlines import outlines_of
from learning.progress import progress_in
from learning.why_not_yet import pathways_of

REFLECTIONS_A_PAGE = 20


@never_cache
@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    learner = request.user
    assert isinstance(learner, User)
    enrolled = list(
        Enrolment.objects.filter(learner=learner)
        .order_by("-last_seen_at")
        .values_list("course_id", flat=True)
    )
    outlines = outlines_of(enrolled)
    progress = progress_in(learner=learner, outlines=outlines.values())
    awards = list(
        Award.objects.active()
        .filter(recipient=learner)
        .select_related("badge")
        .order_by("awarded_at")
    )
    attempts = {
        attempt.assessment_id: attempt for attempt in Attempt.objects.open().filter(learner=learner)
    }
    held = {award.badge_id: award for award in awards}
    courses = [
        {
            "progress": progress[course_id],
            "attempt": attempts.get(progress[course_id].outline.assessment_id or 0),
            "award": held.get(progress[course_id].outline.badge_id),
        }
        for course_id in enrolled
        if course_id in progress
    ]
    pathways = pathways_of(learner)
    return render(
        request,
        "learning/dashboard.html",
        {
            "courses": courses,
            "next": _next(courses),
            "courses_in_revision": len(enrolled) - len(courses),
            "stones": [_stone(award) for award in awards],
            "waiting": waiting_of(learner),
            "offers_second_address": bool(awards) and second_address.is_worth_offering(learner),
            "pathways": sorted(pathways, key=lambda pathway: not pathway.has_begun),
        },
    )


@never_cache
@login_required
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    mine = Reflection.objects.filter(learner=request.user).select_related("lesson")
    page = Paginator(mine, REFLECTIONS_A_PAGE).get_page(request.GET.get("page"))
    urls = _lesson_urls([reflection.lesson_id for reflection in page])
    entries = [
        {"reflection": reflection, "url": urls.get(reflection.lesson_id or 0, "")}
        for reflection in page
    ]
    pages = page.paginator.get_elided_page_range(page.number)
    return render(
        request, "learning/journal.html", {"entries": entries, "page_of": page, "pages": pages}
    )


def _next(courses: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The course to go on with: the one seen last whose badge is still to be earned."""
    return next((course for course in courses if course["award"] is None), None)


def _stone(award: Award) -> dict[str, str]:
    """An award in the form of components/stack.html."""
    day = date_format(timezone.localtime(award.awarded_at), "DATE_FORMAT")
    text = _("Earned %(day)s") % {"day": day}
    if award.has_expired(timezone.now()):
        text = _("Earned %(day)s, expired since") % {"day": day}
    return {
        "name": award.name,
        "state": "earned",
        "text": text,
        "url": award.get_absolute_url(),
        "emblem": award.achievement["emblem"],
    }


def _lesson_urls(lesson_ids: list[int | None]) -> dict[int, str]:
    """Where the live ones of these lessons are: outlines of every course there is, which are
    kept, instead of a look for each lesson's course."""
    courses = outlines_of(CoursePage.objects.live().values_list("pk", flat=True)).values()
    wanted = set(lesson_ids)
    return {
        lesson.id: lesson.url
        for course in courses
        for lesson in course.lessons
        if lesson.id in wanted
    }
