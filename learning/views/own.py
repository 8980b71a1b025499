"""What is a learner's own: the dashboard and the journal."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import second_address
from accounts.models import User
from assessments.models import Attempt
from assessments.waiting import waiting_of
from badges.cairns import cairn_of
from badges.models import Award
from learning.advising import advice
from learning.dates import upcoming
from learning.journaling import bookmarks_of, discard_entry, journal_as_text, journal_page
from learning.progress import progress_of_enrolled
from learning.studying import week_of
from learning.why_not_yet import pathways_of

BOOKMARKS_SHOWN = 5
DATES_SHOWN = 3


@never_cache
@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    learner = _learner(request)
    progress, in_revision = progress_of_enrolled(learner)
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
    waiting = waiting_of(learner)
    pathways = sorted(
        pathways_of(learner, badges=[award.badge.slug for award in awards]),
        key=lambda pathway: not pathway.has_begun,
    )
    return render(
        request,
        "learning/dashboard.html",
        {
            "courses": [
                {
                    "progress": course,
                    "attempt": attempts.get(course.outline.assessment_id or 0),
                    "award": held.get(course.outline.badge_id),
                }
                for course in progress
            ],
            "advice": advice(
                courses=progress,
                attempts=attempts,
                awards=awards,
                waiting=waiting,
                pathways=pathways,
            ),
            "courses_in_revision": in_revision,
            "cairn": cairn_of(awards),
            "waiting": waiting,
            "pathways": pathways,
            "week": week_of(learner),
            "dates": upcoming(learner)[:DATES_SHOWN],
            "bookmarks": bookmarks_of(learner, most=BOOKMARKS_SHOWN),
            "offers_second_address": bool(awards) and second_address.is_worth_offering(learner),
        },
    )


@never_cache
@login_required
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    learner = _learner(request)
    page, entries = journal_page(learner, request.GET.get("page"))
    return render(
        request,
        "learning/journal.html",
        {
            "entries": entries,
            "bookmarks": bookmarks_of(learner) if page.number == 1 else [],
            "page_of": page,
            "pages": page.paginator.get_elided_page_range(page.number),
        },
    )


@never_cache
@login_required
@require_POST
def journal_entry(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Delete an entry. A second press finds it gone, which is what was wanted."""
    if discard_entry(learner=_learner(request), kind=kind, pk=pk):
        messages.success(request, _("The entry is deleted."))
    return redirect("journal")


@never_cache
@login_required
@require_safe
def journal_file(request: HttpRequest) -> HttpResponse:
    """The whole journal to take along, as plain text."""
    response = HttpResponse(
        journal_as_text(_learner(request)), content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="journal.txt"'
    return response


def _learner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
