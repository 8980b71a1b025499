"""Notices: the list, what one chooses to be told, and stopping mails by a link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import preferring, reading
from accounts.models import Notice, User
from accounts.notice_forms import PreferencesForm


@never_cache
@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Everything one was told, the newest first."""
    person = _person(request)
    # By id where two came at once, so that no page repeats what another showed.
    mine = Notice.objects.listed_for(person.pk).order_by("-created_at", "-pk")
    pages = Paginator(mine.only("subject", "kind", "url", "read_at", "created_at"), reading.PAGE)
    page = pages.get_page(request.GET.get("page"))
    newest = mine.values_list("pk", flat=True).order_by("-pk").first()
    return render(
        request,
        "accounts/notices.html",
        {
            "page": page,
            "pages": pages.get_elided_page_range(page.number),
            "unread": reading.unread_count(person),
            "newest": newest,
        },
    )


@never_cache
@login_required
@require_safe
def follow(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go where a notice leads. Following it is reading it."""
    notice = _own(request, notice_id)
    reading.mark_read(notice)
    leads_here = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and leads_here else reverse("notices"))


@never_cache
@login_required
@require_POST
def mark(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one as read, or as unread to come back to it."""
    notice = _own(request, notice_id)
    if "unread" in request.POST:
        reading.mark_unread(notice)
        messages.success(request, _("Marked as unread: %(notice)s") % {"notice": notice.subject})
    else:
        reading.mark_read(notice)
        messages.success(request, _("Marked as read: %(notice)s") % {"notice": notice.subject})
    return _back_to_list(request)


@never_cache
@login_required
@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what was there when the page was shown."""
    shown = request.POST.get("up_to", "")
    if not (shown.isascii() and shown.isdigit() and len(shown) < 19):
        raise Http404
    reading.mark_all_read(_person(request), up_to=int(shown))
    messages.success(request, _("Everything is marked as read."))
    return redirect("notices")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How soon one wants each kind by e-mail."""
    form = PreferencesForm(request.POST or None, person=_person(request))
    if request.method == "POST" and form.is_valid():
        preferring.choose(_person(request), form.cleaned_data)
        messages.success(request, _("Your choices are saved."))
        return redirect("notice_preferences")
    status = 422 if form.errors else 200
    return render(request, "accounts/notice_preferences.html", {"form": form}, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mails of a kind without signing in: the link says of whom and of which.

    Mail programs post here by themselves (RFC 8058), without a cookie or a token against
    forgery; the signed link is what shows that it is theirs to ask. Programs that look at
    every link in a mail only ever get, and that changes nothing.
    """
    try:
        subscription = preferring.subscription_of(token)
    except preferring.UnknownLink as unknown:
        raise Http404 from unknown
    done = request.method == "POST"
    if done:
        preferring.unsubscribe(subscription)
    response = render(
        request,
        "accounts/unsubscribe.html",
        {"kind": subscription.kind, "email": subscription.person.email, "done": done},
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _own(request: HttpRequest, notice_id: int) -> Notice:
    return get_object_or_404(Notice.objects.listed_for(_person(request).pk), pk=notice_id)


def _back_to_list(request: HttpRequest) -> HttpResponse:
    page = request.POST.get("page", "")
    suffix = f"?page={page}" if page.isascii() and page.isdigit() else ""
    return redirect(f"{reverse('notices')}{suffix}")
