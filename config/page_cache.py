"""Pages for visitors, kept whole between two edits.

A visitor is whoever sends no session cookie; the pages they get are the same for all of them, so
the first one's is kept and the others get its bytes. What is kept belongs to a generation of
`learning.remembered`: every change of what pages show begins a new one.

Kept are the pages that `KEPT` names: HTML, 200, asked for without parameters, not marked as
private, with no cookie set and no CSRF token inside. The pages of awards are not among them, so
that a withdrawal, or what its holder hides, shows at once whichever process and cache a visitor
meets; nor is anything that is reached by a secret link.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_request

from learning.remembered import SECONDS, generation

# How long a browser or proxy may show a page without asking whether it has changed.
FRESH_SECONDS = 30
# Larger pages are made anew each time: with the entries that the cache holds at most, this
# bounds its memory.
MOST_BYTES = 64 * 1024
# In a request's environ: what it is answered is a kept page (config.kept_answers).
IS_KEPT = "cairn.page_is_kept"
# By the names of their addresses. A page of ours that is the same for every visitor, and shows
# nothing but what editors write, may be added.
KEPT = {
    "assessment_intro",
    "badge",
    "catalogue",
    "course",
    "issuer",
    "lesson",
    "module",
    "pathway",
    "pathways",
    "wagtail_serve",
}
# Added by others to the addresses they send people to. No page of ours reads them; asked for
# with any other parameter, a page is neither kept nor taken from what is kept.
TRACKING = {"fbclid", "gclid", "mc_cid", "mc_eid", "msclkid"}

_PUBLIC = f"public, max-age={FRESH_SECONDS}, must-revalidate"
# What a browser's own cache must tell apart: a script of ours may get a part of the page.
_VARIES_BY = ["Cookie", "Accept", "Accept-Language", "Accept-Encoding", "HX-Request"]
_OF_THE_CONNECTION = {"content-length", "date", "server"}

GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """`packed` is the body, compressed with gzip."""

    headers: tuple[tuple[str, str], ...]
    packed: bytes
    digest: str


def visitor_page_cache(get_response: GetResponse) -> GetResponse:
    """Answer visitors from what is kept; say of every other page that caches may not keep it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return _not_kept(request, get_response(request))
        cache = caches["pages"]
        kept = cache.get(key)
        if kept is None:
            response = get_response(request)
            if not _may_be_kept(request, response):
                return _not_kept(request, response)
            kept = _kept(response)
            if request.method == "GET" and len(kept.packed) <= MOST_BYTES:
                cache.set(key, kept, SECONDS)
        return _answer(request, kept)

    return middleware


def _key(request: HttpRequest) -> str | None:
    """Under what name the page is kept that this request asks for; None: it is not."""
    if (
        request.method not in ("GET", "HEAD")
        or _is_known(request)
        or "HTTP_HX_REQUEST" in request.META
        or not _is_without_parameters(request)
    ):
        return None
    accepted = request.META.get("HTTP_ACCEPT", "*/*")
    if not accepted.startswith(("text/html", "*/*")):
        return None
    try:
        host = request.get_host()
    except DisallowedHost:  # which the view's own middleware answers
        return None
    parts = (
        generation(),
        request.scheme or "",
        host,
        get_language_from_request(request),
        accepted[:3],
        request.path,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _is_without_parameters(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return not query or all(
        name in TRACKING or name.startswith("utm_")
        for name, _value in parse_qsl(query, keep_blank_values=True)
    )


def _may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        isinstance(response, HttpResponse)
        and request.resolver_match is not None
        and request.resolver_match.url_name in KEPT
        and response.status_code == 200
        and response.get("Content-Type", "").startswith("text/html")
        and not response.has_header("Cache-Control")
        and not response.has_header("Content-Encoding")
        and not response.cookies
        and not _has_token(request, response)
        and not getattr(getattr(request, "_cached_user", None), "is_authenticated", False)
        and "*" not in response.get("Vary", "")
        and "'nonce-" not in response.get("Content-Security-Policy", "")
    )


def _kept(response: HttpResponse) -> KeptPage:
    patch_vary_headers(response, _VARIES_BY)
    response["Cache-Control"] = _PUBLIC
    return KeptPage(
        headers=tuple(
            (name, value)
            for name, value in response.items()
            if name.lower() not in _OF_THE_CONNECTION
        ),
        packed=gzip.compress(response.content, mtime=0),
        digest=hashlib.sha256(response.content).hexdigest()[:32],
    )


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponse:
    """The kept page in the encoding that is asked for, or 304 if the asker has it."""
    is_packed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    etag = f'"{kept.digest}-gzip"' if is_packed else f'"{kept.digest}"'
    request.META[IS_KEPT] = True
    response = HttpResponse(headers=dict(kept.headers))
    response["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is not response:
        assert isinstance(answer, HttpResponse)
        return answer
    body = kept.packed if is_packed else gzip.decompress(kept.packed)
    response["Content-Length"] = str(len(body))
    if is_packed:
        response["Content-Encoding"] = "gzip"
    if request.method != "HEAD":
        response.content = body
    return response


def _not_kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A page that is made each time says so, and whether it is made for one person."""
    if response.status_code == 200 and not response.has_header("Cache-Control"):
        is_theirs = _is_known(request) or response.cookies or _has_token(request, response)
        response["Cache-Control"] = "private, no-cache" if is_theirs else "no-cache"
    return response


def _is_known(request: HttpRequest) -> bool:
    """An empty cookie, as a program may send that was told to delete it, is that of nobody."""
    return bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME)) or (
        "HTTP_AUTHORIZATION" in request.META
    )


def _has_token(request: HttpRequest, response: HttpResponseBase) -> bool:
    if "CSRF_COOKIE_NEEDS_UPDATE" in request.META:
        return True
    return isinstance(response, HttpResponse) and b"csrfmiddlewaretoken" in response.content
