"""Where a visitor is sent to get in, and from there back to where they were."""

from django.urls import reverse
from django.utils.http import urlencode


def join_url(path: str) -> str:
    """Where a visitor joins, to go on at `path`."""
    return f"{reverse('account_signup')}?{urlencode({'next': path})}"


def sign_in_url(path: str) -> str:
    """Where somebody who has an account signs in, to go on at `path`."""
    return f"{reverse('account_login')}?{urlencode({'next': path})}"
