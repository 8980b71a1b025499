"""Looking at the mails that this site sends, before anybody gets one. For staff."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.mail_samples import MailSample, rendered, samples
from home.style_views import for_staff


@never_cache
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """All of them, with their subjects."""
    for_staff(request)
    listed = [(sample, rendered(sample).subject) for sample in samples().values()]
    return render(request, "style/mails.html", {"mails": listed})


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # it passes on what it is given
@never_cache
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One of them, as HTML in a frame and as text."""
    for_staff(request)
    sample = _sample(name)
    return render(request, "style/mail.html", {"sample": sample, "mail": rendered(sample)})


# Mails hold their styles inline, since most mail programs read no others.
@csp_update({"style-src": [UNSAFE_INLINE]})  # type: ignore[arg-type]
@never_cache
@require_safe
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of one, as a mail program would show it."""
    for_staff(request)
    return HttpResponse(rendered(_sample(name)).html)


def _sample(name: str) -> MailSample:
    try:
        return samples()[name]
    except KeyError as unknown:
        raise Http404 from unknown
