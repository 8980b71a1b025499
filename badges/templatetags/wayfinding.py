"""What tells people and search engines where they are."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from badges import addresses

register = template.Library()
# As in Django's json_script: the text can neither end its element nor begin a comment.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def canonical_link(context: Context) -> str:
    """The one address of this page: what was chosen, searched or measured on the way is no part
    of it; the page of a list is."""
    request = context.get("request")
    if request is None:
        return ""
    page = request.GET.get("page", "")
    part = f"?page={page}" if page.isascii() and page.isdigit() and page not in ("0", "1") else ""
    return format_html('<link rel="canonical" href="{}">', addresses.absolute(request.path) + part)


@register.filter
def section(path: str) -> str:
    """The part of the site that a path belongs to, `/badges/`, with a star if it is below it."""
    first = path.partition("?")[0].split("/", 2)
    top = f"/{first[1]}/" if len(first) > 1 and first[1] else "/"
    return top if path == top else f"{top}*"


@register.simple_tag(takes_context=True)
def current(context: Context, path: str) -> str:
    """`aria-current` for a link to a section: page if it is this page, true if this is below it.

    The context says in `here` which section this page is of (`section`).
    """
    here = context.get("here", "")
    if here == path:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"') if here == f"{path}*" else ""


@register.filter
def linked_data(document: Mapping[str, Any]) -> SafeString:
    """A JSON-LD document as a data block, which no browser runs."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
