"""Middleware that only this site needs."""

from collections.abc import Callable

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse

ADMIN_SOURCES = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "object-src": ["'none'"],
}


def end_empty_session(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """End a session that holds nothing any more, and with it its cookie.

    Django keeps the cookie for as long as the row exists, and a visitor with a cookie gets no kept
    page (config.page_cache). Such a session held a message that has been shown by now, or a step
    of signing in that was left.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if session.accessed and session.session_key and not session.keys():
            session.flush()
        return response

    return middleware


def admin_content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give the Wagtail admin, which still has inline scripts, a policy of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_replace = ADMIN_SOURCES  # type: ignore[attr-defined]
        return response

    return middleware
