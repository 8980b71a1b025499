"""Every address of the site that is for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from badges import addresses
from badges.models import Badge, Pathway
from home.models import HomePage
from home.open_pages import open_pages
from learning.models import CourseIndexPage

# More than these a sitemap may not hold (sitemaps.org).
MOST = 50_000
_OF_THE_SITE = ("/badges/", "/pathways/", "/verify/")


@dataclass(frozen=True, slots=True)
class Place:
    address: str
    changed_at: datetime | None = None


def places() -> list[Place]:
    """All open pages, badges and pathways; those that matter most first. Five queries."""
    return list(islice(_places(), MOST))


def _places() -> Iterator[Place]:
    home = HomePage.objects.live().first()
    if home is not None:
        yield Place(addresses.absolute("/"), home.last_published_at)
    for path in _OF_THE_SITE:
        yield Place(addresses.absolute(path))
    for badge in Badge.objects.all():
        yield Place(addresses.absolute(badge.get_absolute_url()))
    for pathway in Pathway.objects.all():
        yield Place(addresses.absolute(pathway.get_absolute_url()))
    if home is None:
        return
    pages = open_pages().descendant_of(home).not_exact_type(CourseIndexPage).order_by("path")
    for url_path, published_at in pages.values_list("url_path", "last_published_at"):
        yield Place(addresses.absolute(url_path[len(home.url_path) - 1 :]), published_at)
