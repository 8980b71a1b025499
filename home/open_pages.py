"""The pages that anybody may open."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet


def open_pages() -> PageQuerySet:
    """Live pages, if all that is above them is live too and no view restriction stands on them
    or above them. Unpublishing a course leaves its lessons live: they are not open.

    One query, for what is closed and has something below it; there is little of that.
    """
    restricted = Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))
    closed = Page.objects.filter(Q(live=False, numchild__gt=0) | restricted).order_by("path")
    below: list[str] = []
    for path in closed.values_list("path", flat=True):
        if not below or not path.startswith(below[-1]):
            below.append(path)
    pages = Page.objects.live()
    for path in below:
        pages = pages.exclude(path__startswith=path)
    return pages
