"""Searching the site for what anybody may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import CharField, Count, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.query import PageQuerySet

from badges.models import Badge, Competency, Pathway
from home.models import StandardPage
from home.open_pages import open_pages
from home.search_index import matching
from home.search_words import (
    Piece,
    excerpt,
    marked,
    nearest,
    root_of,
    tidied,
    words_of,
)
from learning.models import CoursePage, LessonPage

RESULTS_A_PAGE = 10


class Kind(StrEnum):
    """What can be found, as it stands in the address."""

    BADGE = "badge"
    COURSE = "course"
    LESSON = "lesson"
    PATHWAY = "pathway"
    PAGE = "page"


NAMES: Mapping[Kind, tuple[Promise, Promise]] = {
    Kind.BADGE: (_("Badge"), _("Badges")),
    Kind.COURSE: (_("Course"), _("Courses")),
    Kind.LESSON: (_("Lesson"), _("Lessons")),
    Kind.PATHWAY: (_("Pathway"), _("Pathways")),
    Kind.PAGE: (_("Page"), _("Pages")),
}
_MODELS: Mapping[Kind, type[Model]] = {
    Kind.BADGE: Badge,
    Kind.COURSE: CoursePage,
    Kind.LESSON: LessonPage,
    Kind.PATHWAY: Pathway,
    Kind.PAGE: StandardPage,
}
_PAGES = (Kind.COURSE, Kind.LESSON, Kind.PAGE)


@dataclass(frozen=True, slots=True)
class Found:
    """`where` says what a lesson belongs to, from the top down."""

    kind: Kind
    title: tuple[Piece, ...]
    url: str
    excerpt: tuple[Piece, ...]
    where: tuple[str, ...] = ()

    @property
    def kind_name(self) -> Promise:
        return NAMES[self.kind][0]


@dataclass(frozen=True, slots=True)
class Results:
    """What was found.

    `query` is what was asked, `words` what was looked for. `any_word`: nothing has all of the
    words, so these have some. `counts` are of every kind, whatever `kind` the page is limited
    to. `suggestion` is another spelling, given only if it finds something and the words do not.
    """

    query: str = ""
    words: tuple[str, ...] = ()
    kind: Kind | None = None
    counts: Mapping[Kind, int] = field(default_factory=dict)
    page: PageOfResults | None = None
    found: tuple[Found, ...] = ()
    any_word: bool = False
    suggestion: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def search(query: str, *, kind: Kind | None = None, page: str | int | None = 1) -> Results:
    """The page of what anybody may read that has all words of `query`; or, if nothing has, any.

    It never fails, whatever the query is. Seven queries at most where something is found.
    """
    query = tidied(query)
    words = words_of(query)
    if not words:
        return Results(query=query, kind=kind)
    roots = tuple(root_of(word) for word in words)
    pages = open_pages()
    entries = _open_entries(pages, roots, every=True)
    counts = _counts(entries)
    any_word = False
    if not counts and len(words) > 1:
        entries = _open_entries(pages, roots, every=False)
        counts = _counts(entries)
        any_word = bool(counts)
    suggestion = "" if counts and not any_word else _suggestion(pages, words)
    if kind is not None:
        entries = entries.filter(kind_id=_type_id(kind))
    total = sum(counts.values()) if kind is None else counts.get(kind, 0)
    shown = Paginator(range(total), RESULTS_A_PAGE).get_page(page)
    rows = entries.order_by("rank", "-key").values_list("kind_id", "key", "text")
    some = list(rows[max(shown.start_index() - 1, 0) : shown.end_index()]) if total else []
    return Results(
        query=query,
        words=words,
        kind=kind,
        counts=counts,
        page=shown,
        found=tuple(_found(some, roots)),
        any_word=any_word,
        suggestion=suggestion,
    )


def _open_entries(open_to_all: PageQuerySet, roots: Sequence[str], *, every: bool) -> QuerySet[Any]:
    """Those of the matching entries that anybody may read."""
    page_ids = open_to_all.annotate(key=Cast("pk", CharField())).values("key")
    pages = Q(kind_id__in=[_type_id(kind) for kind in _PAGES], key__in=page_ids)
    others = Q(kind_id__in=[_type_id(kind) for kind in Kind if kind not in _PAGES])
    return matching(roots, every=every).filter(pages | others)


def _type_id(kind: Kind) -> int:
    return ContentType.objects.get_for_model(_MODELS[kind]).pk


def _counts(entries: QuerySet[Any]) -> dict[Kind, int]:
    by_type = dict(
        entries.values("kind_id").annotate(number=Count("key")).values_list("kind_id", "number")
    )
    return {kind: by_type[_type_id(kind)] for kind in Kind if by_type.get(_type_id(kind))}


def _found(rows: Sequence[tuple[int, str, str]], roots: Sequence[str]) -> Iterable[Found]:
    kind_of = {_type_id(kind): kind for kind in Kind}
    ids: dict[Kind, list[int]] = {kind: [] for kind in Kind}
    for type_id, key, _text in rows:
        ids[kind_of[type_id]].append(int(key))
    badges = Badge.objects.in_bulk(ids[Kind.BADGE])
    pathways = Pathway.objects.in_bulk(ids[Kind.PATHWAY])
    pages = _Pages([pk for kind in _PAGES for pk in ids[kind]])
    for type_id, key, text in rows:
        kind, pk = kind_of[type_id], int(key)
        if kind in _PAGES:
            # Gone since the index was asked, or not there: nothing to show.
            if (page := pages.get(pk)) is None:
                continue
            title, url, where = page.title, pages.url(page), pages.above(page, kind)
        else:
            named: Badge | Pathway | None = (badges if kind == Kind.BADGE else pathways).get(pk)
            if named is None:
                continue
            title, url, where = named.name, named.get_absolute_url(), ()
            text = " ".join(part for part in (named.tagline, named.description) if part)
        yield Found(kind, marked(title, roots), url, excerpt(text, roots), where)


class _Pages:
    """Pages with what is above them, in one query."""

    def __init__(self, ids: Sequence[int]) -> None:
        found = Page.objects.filter(pk__in=ids)
        paths = found.values_list("path", flat=True) if ids else []
        above = {
            path[:end] for path in paths for end in range(Page.steplen, len(path) + 1, Page.steplen)
        }
        self._by_path = {page.path: page for page in Page.objects.filter(path__in=above)}
        self._by_id = {page.pk: page for page in self._by_path.values()}

    def get(self, pk: int) -> Page | None:
        return self._by_id.get(pk)

    def url(self, page: Page) -> str:
        """Its address on the one site there is, whose home page stands right below the root."""
        home = self._by_path[page.path[: 2 * Page.steplen]]
        return page.url_path[len(home.url_path) - 1 :]

    def above(self, page: Page, kind: Kind) -> tuple[str, ...]:
        """The course and the module of a lesson."""
        if kind != Kind.LESSON:
            return ()
        ends = (len(page.path) - 2 * Page.steplen, len(page.path) - Page.steplen)
        return tuple(self._by_path[page.path[:end]].title for end in ends)


def _suggestion(open_to_all: PageQuerySet, words: Sequence[str]) -> str:
    """The words as they may have been meant, if anything is found for them; else empty."""
    spelt = nearest(words, _known_words(open_to_all))
    if spelt is None:
        return ""
    entries = _open_entries(open_to_all, [root_of(word) for word in spelt], every=True)
    return " ".join(spelt) if entries.exists() else ""


def _known_words(open_to_all: PageQuerySet) -> set[str]:
    """The words of all that has a name."""
    names = [
        *open_to_all.values_list("title", flat=True),
        *Badge.objects.values_list("name", flat=True),
        *Pathway.objects.values_list("name", flat=True),
        *Competency.objects.values_list("name", flat=True),
    ]
    return {word for name in names for word in words_of(name) if len(word) > 3}
