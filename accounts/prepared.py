"""Queries that Django builds once, and not anew for each page that is asked for.

To build a query in Django takes some fifty times what the database takes to answer it. One that
is asked with every page which a learner opens, and always in the same shape, is prepared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

# Placeholders count up from here: numbers that no table gives to a row.
_FIRST_PLACEHOLDER = -(2**62)


class PreparedQuery:
    """Called with numbers, it answers with the rows of the query that was built for as many.

    `build` takes `count` numbers and returns a queryset of `values_list`, in which each may stand
    any number of times, but only as itself: what `build` makes of one (a sum, a text, a choice
    between two querysets) would be made of the placeholder, once and for all.
    """

    def __init__(self, build: Callable[..., QuerySet], count: int) -> None:
        self._build = build
        self._placeholders = range(_FIRST_PLACEHOLDER, _FIRST_PLACEHOLDER + count)
        self._of_this_thread = threading.local()

    def __call__(self, *values: int) -> list[tuple[Any, ...]]:
        """The rows as `build(*values)` would give them, in one query (in none if no row can
        ever match). Raises TypeError for another number of values."""
        if len(values) != len(self._placeholders):
            raise TypeError(f"The query takes {len(self._placeholders)} numbers.")
        built: _Built | None = getattr(self._of_this_thread, "built", None)
        if built is None or connections[built.connection.alias] is not built.connection:
            built = _Built(self._build(*self._placeholders), self._placeholders)
            self._of_this_thread.built = built
        return built.rows(values)


class _Built:
    """A query as SQL for one connection, and how its rows are read."""

    def __init__(self, queryset: QuerySet, placeholders: Sequence[int]) -> None:
        self.connection = connections[queryset.db]
        self._compiler = queryset.query.get_compiler(connection=self.connection)
        try:
            self._sql, params = self._compiler.as_sql()
        except EmptyResultSet:
            self._sql, params = "", ()
        place_of = {placeholder: place for place, placeholder in enumerate(placeholders)}
        # For each parameter the place of the value that it is, or None and the constant.
        self._params = [
            (place_of.get(param) if isinstance(param, int) else None, param) for param in params
        ]

    def rows(self, values: Sequence[int]) -> list[tuple[Any, ...]]:
        if not self._sql:
            return []
        params = [constant if place is None else values[place] for place, constant in self._params]
        with self.connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            found = cursor.fetchall()
        return list(self._compiler.results_iter(results=[found], tuple_expected=True))
