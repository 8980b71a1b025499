import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from home import fresh_tables


class Command(BaseCommand):
    help = "Writes home/fresh_tables.sql from the migrations. Run it after adding or editing one."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "migrated.sqlite3"
            fresh_tables.migrate(file)
            with closing(sqlite3.connect(file)) as migrated:
                fresh_tables.write(migrated)
        self.stdout.write(f"{fresh_tables.FILE} is what the migrations make.")
