"""Wagtail's search index in a database that was built from the models alone."""

import importlib
from typing import Any

from django.db import connection


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
