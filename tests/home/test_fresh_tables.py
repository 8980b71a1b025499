"""A first start has the very tables and rows that the migrations would have made."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections

from home import fresh_tables

# The moment a migration was applied, and what a page's translations have in common.
VARYING = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*'|'[0-9a-f]{32}'")
STALE = "Write it anew: python manage.py write_fresh_tables"


@pytest.fixture
def empty(tmp_path):
    """An empty SQLite database beside that of the tests."""
    alias = "empty"
    ours = connections.databases["default"]
    connections.databases[alias] = {
        **ours,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "fresh.sqlite3"),
        "OPTIONS": {},
    }
    yield connections[alias]
    connections[alias].close()
    del connections[alias], connections.databases[alias]


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [VARYING.sub("?", line) for line in fresh_tables.script_of(connection)]


def test_the_file_was_written_from_the_migrations_there_are():
    head = fresh_tables.FILE.read_text().partition("\n")[0]
    assert head.endswith(fresh_tables.digest_of_migrations()), STALE


@pytest.mark.migrations
@pytest.mark.django_db(databases=["default"])
def test_it_makes_the_tables_and_rows_that_the_migrations_make(empty, tmp_path, django_db_blocker):
    migrated = tmp_path / "migrated.sqlite3"
    fresh_tables.migrate(migrated)
    with django_db_blocker.unblock():
        assert fresh_tables.make(empty), STALE
    made = dump(tmp_path / "fresh.sqlite3")
    assert made == dump(migrated), STALE
    assert any("wagtailsearch_indexentry_fts" in line for line in made)


@pytest.fixture
def open_to_all(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.mark.usefixtures("open_to_all")
class TestWhereItIsNotFor:
    def test_a_database_with_anything_in_it_is_left_alone(self, empty):
        with empty.cursor() as cursor:
            cursor.execute("CREATE TABLE precious (id integer)")
        assert not fresh_tables.make(empty)
        assert empty.introspection.table_names() == ["precious"]

    def test_a_file_from_other_migrations_is_not_used(self, empty, tmp_path):
        stale = tmp_path / "stale.sql"
        text = fresh_tables.FILE.read_text()
        stale.write_text(text.replace(fresh_tables.digest_of_migrations(), "0" * 64, 1))
        assert not fresh_tables.make(empty, stale)
        assert empty.introspection.table_names() == []

    def test_no_file_is_no_failure(self, empty, tmp_path):
        assert not fresh_tables.make(empty, tmp_path / "missing.sql")

    def test_two_sites_share_no_keys_of_their_pages(self, empty):
        assert fresh_tables.make(empty)
        with empty.cursor() as cursor:
            cursor.execute("SELECT translation_key FROM wagtailcore_page")
            keys = [key for (key,) in cursor.fetchall()]
        assert keys
        assert not any(key in fresh_tables.FILE.read_text() for key in keys)
