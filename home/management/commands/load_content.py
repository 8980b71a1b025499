import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home import content
from home.management.quiet import without_chatter

_BAR = 24


class Command(BaseCommand):
    help = "Loads badges, pathways, courses and pages from the content folder into the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--root", type=Path, default=settings.CONTENT_ROOT, help="The content folder."
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="Only check the files, without touching the database.",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Replace what was changed on the site since the last load.",
        )
        parser.add_argument(
            "--prune",
            action="store_true",
            help="Unpublish pages and questions that are gone from the files.",
        )
        parser.add_argument(
            "--write-schemas",
            action="store_true",
            help="Only write the JSON Schemas for editors to <root>/schemas/.",
        )

    def handle(
        self,
        *args: Any,
        root: Path,
        check: bool,
        overwrite: bool,
        prune: bool,
        write_schemas: bool,
        **options: Any,
    ) -> None:
        if not root.is_dir():
            raise CommandError(f"There is no folder {root}. Name the content folder with --root.")
        if write_schemas:
            self._write_schemas(root / "schemas")
            return
        found, problems = content.read(root)
        if problems:
            for problem in problems:
                self.stderr.write(str(problem))
            count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
            raise CommandError(f"{count} to put right. Nothing was loaded.")
        if check:
            self.stdout.write("The content folder is in order.")
            return
        with without_chatter():
            loading = content.load(found, overwrite=overwrite, prune=prune, progress=self._progress)
        for sentence in [*loading.conflicts, *loading.gone]:
            self.stdout.write(self.style.WARNING(sentence))
        if loading.conflicts:
            self.stdout.write("To replace what was changed here, add --overwrite.")
        news = [tally for tally in loading.tallies if tally.new or tally.changed or tally.kept]
        for tally in news:
            self.stdout.write(str(tally))
        if not news:
            same = sum(tally.same for tally in loading.tallies)
            self.stdout.write(f"All {same} records are as the files say.")

    def _progress(self, label: str, done: int, total: int) -> None:
        """A bar that is drawn again in place; nothing where nobody is watching."""
        if not self.stdout.isatty():
            return
        filled = _BAR * done // max(total, 1)
        bar = "█" * filled + "░" * (_BAR - filled)
        self.stdout.write(f"\r\033[K{bar} {label} {done}/{total}", ending="")
        if done >= total:
            self.stdout.write("\r\033[K", ending="")
        self.stdout.flush()

    def _write_schemas(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for name, schema in content.schemas().items():
            (folder / name).write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
            self.stdout.write(f"{folder / name}")
