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
