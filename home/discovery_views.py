"""What search engines ask for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from badges import addresses
from badges.views.responses import DAY, HOUR
from home.sitemap import places

# Nothing there is for everybody: what is one person's own, what takes an account, and lists
# that are endless because they answer questions.
_NOT_FOR_ROBOTS = (
    "/account/",
    "/admin/",
    "/assessment/",
    "/dashboard/",
    "/documents/",
    "/journal/",
    "/learning/",
    "/search/",
)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    response = render(
        request, "home/sitemap.xml", {"places": places()}, content_type="application/xml"
    )
    response["Cache-Control"] = f"public, max-age={HOUR}"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    rules = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS),
        f"Sitemap: {addresses.absolute(reverse('sitemap'))}",
    ]
    response = HttpResponse("\n".join(rules) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response
