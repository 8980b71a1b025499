"""A learner's links to their evidence, and what whoever has one sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from assessments import sharing
from assessments.file_serving import file_response
from assessments.link_access import kept_secret, may_ask
from assessments.models import EvidenceKind, EvidenceShare
from assessments.sharing import Closed, Opened, ShareClosed
from assessments.sharing_forms import ShareForm
from badges.addresses import absolute
from badges.models import Award


@never_cache
@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The links one has given out, and whether they still open."""
    learner = request.user
    assert isinstance(learner, User)
    now = timezone.now()
    shares = EvidenceShare.objects.filter(learner=learner).prefetch_related("items")
    return render(
        request,
        "assessments/sharing/own.html",
        {
            "shares": [
                {
                    "share": one,
                    "is_open": one.is_open(now),
                    "url": absolute(one.get_absolute_url()),
                    "pieces": len(one.items.all()),
                }
                for one in shares
            ]
        },
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choosing what to show, until when; a POST makes the link."""
    learner = request.user
    assert isinstance(learner, User)
    award = _award_of(request, learner)
    works = sharing.shareable(learner)
    form = ShareForm(request.POST if request.method == "POST" else None, works=works)
    if request.method == "POST" and form.is_valid():
        try:
            sharing.share(learner=learner, award=award, **form.cleaned_data)
        except sharing.CannotShare as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The link is open. Copy it and give it away."))
            return redirect("shared_evidence")
    context = {"form": form, "works": form.with_choices(), "award": award}
    status = 422 if form.errors else 200
    return render(request, "assessments/sharing/new.html", context, status=status)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, share_id: int) -> HttpResponse:
    assert isinstance(request.user, User)
    sharing.withdraw(share_id, learner=request.user)
    messages.success(request, _("The link shows nothing any more."))
    return redirect("shared_evidence")


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever has the link, without an account."""
    if not may_ask(request, "evidence"):
        return kept_secret(_closed(request, None, status=429))
    try:
        opened = sharing.open_share(token)
    except ShareClosed as closed:
        status = 404 if closed.reason is Closed.UNKNOWN else 410
        return kept_secret(_closed(request, closed.reason, status=status))
    if request.method == "GET":
        sharing.count_opening(opened.share.pk)
    return kept_secret(_page(request, opened))


@require_safe
def file(request: HttpRequest, token: str, item_id: UUID) -> HttpResponseBase:
    """A file that the link shows, to be saved."""
    if not may_ask(request, "evidence"):
        return kept_secret(_closed(request, None, status=429))
    try:
        works = sharing.open_share(token).works
    except ShareClosed as error:
        raise Http404 from error
    for item in (item for work in works for item in work.items):
        if item.pk == item_id and item.kind == EvidenceKind.FILE:
            return kept_secret(file_response(item))
    raise Http404


def _page(request: HttpRequest, opened: Opened) -> HttpResponse:
    share = opened.share
    context: dict[str, Any] = {
        "share": share,
        "learner_name": share.learner.name,
        "works": opened.works,
        "files_url": f"{share.get_absolute_url()}files/",
        "award": share.award if share.award is not None and not share.award.is_revoked else None,
    }
    return render(request, "assessments/sharing/shared.html", context)


def _closed(request: HttpRequest, reason: Closed | None, *, status: int) -> HttpResponse:
    context = {"reason": reason.value if reason is not None else "too_often"}
    return render(request, "assessments/sharing/closed.html", context, status=status)


def _award_of(request: HttpRequest, learner: User) -> Award | None:
    """The learner's own award that the link is about, if the address names one."""
    try:
        award_id = UUID(request.GET.get("award", ""))
    except ValueError:
        return None
    return Award.objects.active().filter(pk=award_id, recipient=learner).first()
