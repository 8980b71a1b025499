"""What every page has in common that opens by a secret link, without an account or a cookie."""

from __future__ import annotations

import time
from typing import TypeVar

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

MOST_A_MINUTE = 60

AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)


def kept_secret(response: AnyResponse) -> AnyResponse:
    """Keeps the secret in the address out of caches, search engines and other sites' logs."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def may_ask(request: HttpRequest, kind: str) -> bool:
    """Counts a request for a link of this kind for the asker's address, minute by minute."""
    asker = get_adapter().get_client_ip(request)
    key = f"{kind}:{asker}:{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) <= MOST_A_MINUTE
    except ValueError:  # it was evicted in this very moment
        return True
