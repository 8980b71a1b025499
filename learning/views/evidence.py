"""Taking copies of what one wrote and chose in lessons as evidence for a task."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from assessments import evidence
from assessments.models import EvidenceKind, Submission
from learning.copying import Copy, journal_copies, scenario_copies


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_journal(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    return _take(request, submission_id, EvidenceKind.JOURNAL, journal_copies)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_scenarios(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    return _take(request, submission_id, EvidenceKind.SCENARIO, scenario_copies)


def _take(
    request: HttpRequest,
    submission_id: UUID,
    kind: EvidenceKind,
    copies_of: Callable[[User], list[Copy]],
) -> HttpResponse:
    learner = request.user
    assert isinstance(learner, User)
    mine = get_object_or_404(
        Submission.objects.select_related("task__rubric", "task__competency"),
        pk=submission_id,
        learner=learner,
    )
    if not mine.is_editable:
        messages.warning(request, str(evidence.EvidenceIsHandedIn()))
        return redirect(mine.get_absolute_url())
    copies = copies_of(learner)
    problem = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("copy"))
        taken = [copy for copy in copies if copy.key in chosen]
        try:
            for copy in taken:
                evidence.add_copy(
                    submission_id=mine.pk, kind=kind, title=copy.title, text=copy.text
                )
        except evidence.CannotKeep as refusal:
            problem = str(refusal)
        else:
            if taken:
                said = ngettext(
                    "%(count)d copy was added.", "%(count)d copies were added.", len(taken)
                )
                messages.success(request, said % {"count": len(taken)})
                return redirect(mine.get_absolute_url())
            problem = _("Choose at least one first.")
    context = {
        "submission": mine,
        "is_journal": kind == EvidenceKind.JOURNAL,
        "copies": copies,
        "problem": problem,
        "chosen": request.POST.getlist("copy"),
    }
    status = 422 if problem else 200
    return render(request, "learning/take_as_evidence.html", context, status=status)
