"""Everything between an installed environment and a served site, in one process."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from home import fresh_tables


class Command(BaseCommand):
    help = "Migrate, load the content and the demo people, do what was left undone. Repeatable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--welcome", type=Path, help="a file to keep the sign-ins in, for the next start"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Making the tables …")
        fresh_tables.make(connection)
        call_command("migrate", verbosity=0)
        call_command("load_content", stdout=self.stdout)
        self.stdout.write("Making people to try it with …")
        welcome = StringIO()
        call_command("load_demo", stdout=welcome)
        call_command("sweep", stdout=StringIO())
        self.stdout.write(f"\n{welcome.getvalue()}")
        if options["welcome"]:
            options["welcome"].write_text(welcome.getvalue())
