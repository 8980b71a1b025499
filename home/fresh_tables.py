"""The tables of an empty SQLite database, as the migrations make them, without running those.

Two hundred migrations take most of a minute to arrive at tables that are always the same. So
these are kept beside the code (`fresh_tables.sql`), under a digest of the migrations that made
them; where the digest is another, or the database holds anything, the migrations run as ever.
`python manage.py write_fresh_tables` writes the file anew.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

FILE = Path(__file__).with_name("fresh_tables.sql")

_HEAD = "-- Written by `manage.py write_fresh_tables` from the migrations with this digest: "
_ONE_OF_A_KIND = {"wagtailcore_page": "translation_key"}


def digest_of_migrations() -> str:
    """Of every migration there is by name, and of our own, which may still change, by content."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        ours = app.name in settings.OUR_APPS
        for file in sorted((Path(app.path) / "migrations").glob("[0-9]*.py")):
            digest.update(f"{app.label}.{file.stem}\n".encode())
            digest.update(file.read_bytes() if ours else b"")
    return digest.hexdigest()


def make(connection: BaseDatabaseWrapper, file: Path = FILE) -> bool:
    """Fill an empty SQLite database with the kept tables and rows; whether that was possible."""
    if connection.vendor != "sqlite" or not file.exists():
        return False
    head, _, script = file.read_text().partition("\n")
    if head != _HEAD + digest_of_migrations() or connection.introspection.table_names():
        return False
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in _statements(script):
            cursor.execute(statement)
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        cursor.execute("UPDATE django_migrations SET applied = %s", [now])
        for table, column in _ONE_OF_A_KIND.items():
            cursor.execute(f'SELECT id FROM "{table}"')  # noqa: S608
            for (pk,) in cursor.fetchall():
                cursor.execute(
                    f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s',  # noqa: S608
                    [uuid.uuid4().hex, pk],
                )
    return True


# Django makes thousands of models on the way. Looking through them for garbage as often as usual
# takes a fifth of the time; hardly ever, a gigabyte.
_COLLECTING_LESS = """
import gc, runpy, sys
gc.set_threshold(50_000, 20, 100)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def migrate(file: Path) -> None:
    """Run all migrations on a new SQLite database in `file`."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "CAIRN_VAR": str(file.parent)}
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", _COLLECTING_LESS, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.ROOT,
        env=environment,
        check=True,
    )


def write(connection: sqlite3.Connection, file: Path = FILE) -> None:
    """Keep the tables and rows of a database that was migrated a moment ago."""
    lines = [_HEAD + digest_of_migrations(), *script_of(connection)]
    file.write_text("\n".join(lines) + "\n")


def script_of(connection: sqlite3.Connection) -> Iterator[str]:
    """The statements that make the same database, each ending in a line's end.

    The tables that a virtual one keeps its things in are made with it.
    """
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    virtual = [name for _type, name, sql in found if sql.startswith("CREATE VIRTUAL")]
    shadows = tuple(f"{name}_" for name in virtual)
    plain = [
        (kind, name, sql) for kind, name, sql in found if not name.startswith((*shadows, "sqlite_"))
    ]
    for kind in ("table", "rows", "index", "view", "trigger"):
        for of_kind, name, sql in plain:
            if kind == "rows" and of_kind == "table" and name not in virtual:
                yield from _rows(connection, name)
            elif of_kind == kind:
                yield f"{sql};"
    # Written by SQLite itself while the rows above were put in, except where they were deleted.
    yield "DELETE FROM sqlite_sequence;"
    yield from _rows(connection, "sqlite_sequence")


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    query = f'SELECT {quoted} FROM "{table}" ORDER BY rowid'  # noqa: S608
    for (values,) in connection.execute(query):
        yield f'INSERT INTO "{table}" VALUES ({values});'  # noqa: S608


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
