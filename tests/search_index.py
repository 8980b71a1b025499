"""Wagtail's search index in tests: filled for those that look at it, and on tables that were
built from the models alone."""

import importlib
from typing import Any

from django.db import connection
from django_tasks import TaskResult
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task


class OnlyIfAsked(ImmediateBackend):
    """Indexes what is saved at once, since a test's transaction never ends; or not at all.

    The fixture `indexed` asks for it.
    """

    is_asked = False

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult | None:
        return super().enqueue(task, args, kwargs) if self.is_asked else None


def ensure_full_text() -> None:
    """On SQLite the index is a virtual table, kept by triggers, that only Wagtail's migrations
    make; without them Django has made an ordinary table in its place."""
    if connection.vendor != "sqlite" or _is_virtual():
        return
    migration = importlib.import_module("wagtail.search.migrations.0006_customise_indexentry")
    (fts,) = [
        operation
        for operation in migration.Migration.operations
        if hasattr(operation, "database_operations") and operation.database_operations
    ]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS wagtailsearch_indexentry_fts")
        for statement in fts.database_operations:
            cursor.execute(statement.sql)


def _is_virtual() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'wagtailsearch_indexentry_fts'")
        row: Any = cursor.fetchone()
    return row is not None and row[0].startswith("CREATE VIRTUAL TABLE")
