"""Looking at the mails that this site sends, before anybody gets one. For staff."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from home.mail_samples import MailSample, rendered, samples


@never_cache
@login_required
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """All of them, with their subjects."""
    _require_staff(request)
    listed = [(sample, rendered(sample).subject) for sample in samples().values()]
    return render(request, "home/mails/mails.html", {"mails": listed})


@csp_update({"frame-src": [SELF]})
@never_cache
@login_required
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One of them, as HTML in a frame and as text."""
    _require_staff(request)
    sample = _sample(name)
    return render(request, "home/mails/mail.html", {"sample": sample, "mail": rendered(sample)})


# Mails hold their styles inline, since most mail programs read no others.
@csp_update({"style-src": [UNSAFE_INLINE]})
@never_cache
@login_required
@require_safe
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of one, as a mail program would show it."""
    _require_staff(request)
    html = rendered(_sample(name)).html
    if not html:
        raise Http404
    return HttpResponse(html)


def _require_staff(request: HttpRequest) -> None:
    if not (isinstance(request.user, User) and request.user.is_staff):
        raise PermissionDenied


def _sample(name: str) -> MailSample:
    try:
        return samples()[name]
    except KeyError as unknown:
        raise Http404 from unknown
