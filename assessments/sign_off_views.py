"""`/sign-off/…`: for a supervisor, by a link, without an account or a cookie."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from assessments import addresses, inviting, supervising
from assessments.file_serving import file_response
from assessments.independence import CannotReview
from assessments.inviting import InvitationUnusable, OpenInvitation, Unusable
from assessments.link_access import kept_secret, may_ask
from assessments.models import EvidenceKind
from assessments.task_forms import SignOffForm


# Whoever knows the secret address may post to it, and nobody else can forge that; a token
# would cost every supervisor a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request: HttpRequest, token: str) -> HttpResponse:
    """The work and the form; a POST signs off, once."""
    if not may_ask(request, "sign-off"):
        return kept_secret(_too_often(request))
    try:
        opened = inviting.open_invitation(token)
        if request.method == "POST":
            return kept_secret(_sign(request, token, opened))
    except InvitationUnusable as unusable:
        return kept_secret(_closed(request, unusable))
    form = _form(opened, initial={"name": opened.invitation.name})
    return kept_secret(_page(request, token, opened, form))


@require_safe
def file(request: HttpRequest, token: str, item_id: UUID) -> HttpResponseBase:
    """A file of the hand-in that the link opens, to be saved."""
    if not may_ask(request, "sign-off"):
        return kept_secret(_too_often(request))
    try:
        items = inviting.open_invitation(token).items
    except InvitationUnusable as error:
        raise Http404 from error
    for item in items:
        if item.pk == item_id and item.kind == EvidenceKind.FILE:
            return kept_secret(file_response(item))
    raise Http404


def _sign(request: HttpRequest, token: str, opened: OpenInvitation) -> HttpResponse:
    form = _form(opened, request.POST)
    shown = request.POST.get("hand_in", "")
    if form.is_valid():
        try:
            supervising.sign_off(
                token=token, hand_in_id=int(shown) if shown.isdecimal() else 0, **form.said()
            )
        except CannotReview as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(addresses.sign_off_path(token))
    return _page(request, token, opened, form, status=422)


def _form(opened: OpenInvitation, *args: Any, **kwargs: Any) -> SignOffForm:
    required = opened.terms["required_level"]
    return SignOffForm(*args, rubric=opened.rubric, required=required, **kwargs)


def _page(
    request: HttpRequest,
    token: str,
    opened: OpenInvitation,
    form: SignOffForm,
    *,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "assessments/tasks/sign_off.html",
        {
            "opened": opened,
            "learner_name": opened.invitation.learner.name,
            "form": form,
            "action": addresses.sign_off_path(token),
            "files_url": f"{addresses.sign_off_path(token)}files/",
        },
        status=status,
    )


def _closed(request: HttpRequest, unusable: InvitationUnusable) -> HttpResponse:
    is_thanks = unusable.reason in (Unusable.USED, Unusable.CLOSED)
    status = 404 if unusable.reason == Unusable.UNKNOWN else 200 if is_thanks else 410
    context = {"why": str(unusable), "is_thanks": is_thanks}
    return render(request, "assessments/tasks/sign_off_closed.html", context, status=status)


def _too_often(request: HttpRequest) -> HttpResponse:
    why = _("That were many requests in a short time. Wait a minute, then open the link again.")
    context = {"why": why, "is_thanks": False}
    return render(request, "assessments/tasks/sign_off_closed.html", context, status=429)
