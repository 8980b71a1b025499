"""A person's own account: what it leads to, a copy of their data, deleting it."""

from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import deleting, exporting, second_address
from accounts.forms import NameForm
from accounts.models import DataExport, User


def _own(view: Any) -> Any:
    """For whoever is signed in, about themselves; kept by no cache."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return guarded


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where signing out leads: told by a page, since a message would need a session again."""
    if request.user.is_authenticated:
        return redirect("account")
    return render(request, "accounts/signed_out.html")


@_own
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = _me(request)
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return render(
        request,
        "accounts/account.html",
        {
            "addresses": second_address.addresses_of(user),
            "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
            "has_app": Authenticator.Type.TOTP in kinds,
        },
    )


@_own
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None, instance=User.objects.get(pk=_me(request).pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your name is changed."))
        return redirect("account")
    return render(request, "accounts/name.html", {"form": form})


@_own
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def data(request: HttpRequest) -> HttpResponse:
    """Asks for a copy (POST), and shows how far it is."""
    user = _me(request)
    if request.method == "POST":
        exporting.request_export(user)
        return redirect("account_data")
    now = timezone.now()
    exports = user.data_exports.all()
    return render(
        request,
        "accounts/data.html",
        {
            "ready": exports.ready(now).first(),
            "is_being_made": exports.filter(ready_at=None).exists(),
            "may_ask": exporting.may_ask(user),
            "days": exporting.KEPT_FOR.days,
        },
    )


@_own
@require_safe
def download(request: HttpRequest, export_id: UUID) -> HttpResponse | FileResponse:
    """A copy, to its owner alone."""
    export = get_object_or_404(
        DataExport.objects.ready(timezone.now()), pk=export_id, user=_me(request)
    )
    try:
        content = export.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=True,
        filename=f"cairn-{export.requested_at:%Y-%m-%d}.zip",
        content_type="application/zip",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@_own
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def delete(request: HttpRequest) -> HttpResponse:
    """Says what deleting means, and asks for it (POST)."""
    error = ""
    if request.method == "POST":
        try:
            deleting.request_deletion(_me(request))
        except deleting.CannotDelete as refused:
            error = str(refused)
        else:
            return redirect("account_delete")
    return render(
        request, "accounts/delete.html", {"error": error, "days": settings.DELETION_GRACE.days}
    )


@_own
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    if deleting.cancel_deletion(_me(request)):
        messages.success(request, _("Your account stays. Nothing was deleted."))
    return redirect("account")


@_own
@require_POST
def not_now(request: HttpRequest) -> HttpResponse:
    second_address.decline(_me(request))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = settings.LOGIN_REDIRECT_URL
    return redirect(back)
