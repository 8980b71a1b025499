from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.content_export import CannotExport, export


class Command(BaseCommand):
    help = "Writes badges, pathways, courses and pages of this site as a content folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="Where to write it.")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Write into a content folder that is there, and take out of it what is gone here.",
        )

    def handle(self, *args: Any, folder: Path, replace: bool, **options: Any) -> None:
        try:
            count = export(folder, replace=replace)
        except CannotExport as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count} files written to {folder}.")
