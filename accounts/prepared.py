"""Queries that Django builds once, and not anew for each page that is asked for.

To build a query in Django takes many times what the database takes to answer it. One that is
asked with every page which a learner opens, and always in the same shape, is prepared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
Value = int | str | UUID
# Numbers, texts and ids that no row has: they count up from here.
_PLACEHOLDER: Mapping[type, Callable[[int], Value]] = {
    int: lambda place: -(2**62) + place,
    str: lambda place: f"<placeholder {place}>",
    UUID: lambda place: UUID(int=place),
}


class PreparedQuery:
    """Called with values, it answers with the rows of the query that was built for such ones.

    `build` takes values of the given `types` (int, str and UUID) and returns a queryset of
    `values_list`. Each value may stand in it any number of times, but only as itself: what
    `build` makes of one (a sum, a word of it, a choice between two querysets) would be made of
    the placeholder, once and for all. So would what it takes from the clock.
    """

    def __init__(self, build: Callable[..., QuerySet], *types: type[Value]) -> None:
        self._build = build
        self._placeholders = [_PLACEHOLDER[kind](place) for place, kind in enumerate(types)]
        self._of_this_thread = threading.local()

    def __call__(self, *values: Value) -> list[tuple[Any, ...]]:
        """The rows as `build(*values)` would give them, in one query (in none if no row can
        ever match). Raises TypeError for another number of values."""
        if len(values) != len(self._placeholders):
            raise TypeError(f"The query takes {len(self._placeholders)} values.")
        built: _Built | None = getattr(self._of_this_thread, "built", None)
        if built is None or connections[built.connection.alias] is not built.connection:
            built = _Built(self._build(*self._placeholders), self._placeholders)
            self._of_this_thread.built = built
        return built.rows(values)


class PreparedRecords(Generic[M]):
    """As PreparedQuery, for a queryset of records: answers with them as they are in the table.

    `extra` names what `build` annotates and each record is to have beside its fields.
    """

    def __init__(
        self,
        model: type[M],
        build: Callable[..., QuerySet[M]],
        *types: type[Value],
        extra: Sequence[str] = (),
    ) -> None:
        self._model, self._extra = model, extra
        self._fields = [field.attname for field in model._meta.concrete_fields]
        columns = [*self._fields, *extra]
        self._read = PreparedQuery(lambda *values: build(*values).values_list(*columns), *types)

    def __call__(self, *values: Value) -> list[M]:
        """The records that `build(*values)` would give, in one query."""
        alias, count = self._model._default_manager.db, len(self._fields)
        found = []
        for row in self._read(*values):
            record = self._model.from_db(alias, self._fields, row[:count])
            vars(record).update(zip(self._extra, row[count:], strict=True))
            found.append(record)
        return found


class _Built:
    """A query as SQL for one connection, and how its rows are read."""

    def __init__(self, queryset: QuerySet, placeholders: Sequence[Value]) -> None:
        self.connection = connections[queryset.db]
        self._compiler = queryset.query.get_compiler(connection=self.connection)
        try:
            self._sql, params = self._compiler.as_sql()
        except EmptyResultSet:
            self._sql, params = "", ()
        places = {self._as_param(value): place for place, value in enumerate(placeholders)}
        # For each parameter the place of the value that it is, or None and the constant.
        self._params = [(places.get(param), param) for param in params]

    def _as_param(self, value: Value) -> Value:
        if isinstance(value, UUID) and not self.connection.features.has_native_uuid_field:
            return value.hex
        return value

    def rows(self, values: Sequence[Value]) -> list[tuple[Any, ...]]:
        if not self._sql:
            return []
        given = [self._as_param(value) for value in values]
        params = [constant if place is None else given[place] for place, constant in self._params]
        with self.connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            found = cursor.fetchall()
        return list(self._compiler.results_iter(results=[found], tuple_expected=True))
