"""Asking Wagtail's search index, which is kept right at each save, for all kinds at once.

Wagtail's own queries search one model at a time and take only the last word for a beginning.
A visitor's search is over pages, badges and pathways in one order, so the index is asked here:
FTS5 on SQLite, full text on PostgreSQL. Both know the same two things: every word (or any word)
must be there as the beginning of one, and a title counts more than a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connections, router
from django.db.models import BooleanField, F, FloatField, Func, QuerySet, Value
from django.db.models.expressions import CombinedExpression, ExpressionWrapper

_TITLE_WEIGHT = 6.0


def matching(roots: Sequence[str], *, every: bool) -> QuerySet[Any]:
    """Index entries with every root (or any), as the beginning of a word.

    Annotated with `kind_id` (of the content type), `key` (the object's id as text), `text`, and
    `rank`, of which less is better. The roots are letters and digits only (search_words).
    """
    model = apps.get_model("wagtailsearch", "IndexEntry")
    if connections[router.db_for_read(model)].vendor == "postgresql":
        return _on_postgresql(model.objects.all(), roots, every=every)
    return _on_sqlite(roots, every=every)


class _Match(Func):
    """The condition of an FTS5 table; its one argument is the query."""

    arity = 1
    template = "wagtailsearch_indexentry_fts MATCH %(expressions)s"
    output_field = BooleanField()


class _Bm25(Func):
    """How well a row matches; the weights are of autocomplete (titles and names), body, title."""

    template = f"bm25(wagtailsearch_indexentry_fts, {_TITLE_WEIGHT}, 1.0, {_TITLE_WEIGHT})"
    output_field = FloatField()


def _on_sqlite(roots: Sequence[str], *, every: bool) -> QuerySet[Any]:
    query = (" AND " if every else " OR ").join(f'"{root}" *' for root in roots)
    model = apps.get_model("wagtailsearch", "SQLiteFTSIndexEntry")
    return model.objects.filter(_Match(Value(query))).annotate(
        kind_id=F("index_entry__content_type"),
        key=F("index_entry__object_id"),
        text=F("index_entry__body"),
        rank=_Bm25(),
    )


def _on_postgresql(entries: QuerySet[Any], roots: Sequence[str], *, every: bool) -> QuerySet[Any]:
    # “simple”, as the entries are written (WAGTAILSEARCH_BACKENDS): a stemmed text could not be
    # asked for the beginnings of its words.
    query = SearchQuery(
        (" & " if every else " | ").join(f"'{root}':*" for root in roots),
        search_type="raw",
        config="simple",
    )
    # An index of the database stands on just this combination.
    whole = ExpressionWrapper(
        CombinedExpression(F("title"), "||", F("body")), output_field=SearchVectorField()
    )
    in_name = SearchRank(F("autocomplete"), query)
    return (
        entries.annotate(whole=whole)
        .filter(whole=query)
        .annotate(
            kind_id=F("content_type"),
            key=F("object_id"),
            text=F("body_text"),
            rank=Value(0.0) - (in_name * Value(_TITLE_WEIGHT) + SearchRank(whole, query)),
        )
    )
