"""The forms in which documents and images leave this site."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# Open Badges 3.0 names this type for credentials; the later `application/vc` of the data
# model 2.0 is unknown to many of its readers.
CREDENTIAL = "application/vc+ld+json"
LINKED_DATA = "application/ld+json"
DID_DOCUMENT = "application/did+ld+json"


def serialized(document: Mapping[str, Any]) -> str:
    """The same text for the same document, whatever order the database keeps members in."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def document_response(
    request: HttpRequest,
    document: Mapping[str, Any],
    content_type: str,
    *,
    max_age: int,
    status: int = 200,
) -> HttpResponse:
    """A JSON document that any page on the web may read."""
    body = serialized(document).encode()
    response = HttpResponse(body, content_type=content_type, status=status)
    return public(request, response, etag=hashlib.sha256(body).hexdigest()[:32], max_age=max_age)


def public(
    request: HttpRequest, response: HttpResponse, *, etag: str, max_age: int
) -> HttpResponse:
    """`response` with what lets caches keep it, and 304 instead if the asker has it already."""
    quoted = f'"{etag}"'
    response["ETag"] = quoted
    _open(response)
    patch_cache_control(response, public=True, max_age=max_age)
    if response.status_code != 200:
        return response
    conditional = get_conditional_response(request, etag=quoted, response=response)
    assert conditional is not None
    return _open(conditional)


def being_signed() -> HttpResponse:
    """For a document whose award was made a moment ago (RFC 9110, section 15.6.4)."""
    response = HttpResponse(
        "This badge was earned a moment ago and is being signed. Try again in a few seconds.\n",
        content_type="text/plain; charset=utf-8",
        status=503,
    )
    response["Retry-After"] = "5"
    patch_cache_control(response, no_store=True)
    return _open(response)


def private_to_the_signed_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """`response` to a page that shows whoever is signed in what is theirs: no cache on the way
    may keep it for another. What a visitor gets is the same for all."""
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    return response
