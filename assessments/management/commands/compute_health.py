from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments import health


class Command(BaseCommand):
    help = (
        "Compute how questions and competencies do, where attempts were submitted since the "
        "last time; with --all for everything that was ever asked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="also what has no new attempt since the last time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        computed = health.compute_health(everything=options["all"])
        self.stdout.write(
            f"Computed {computed.questions} versions of questions and "
            f"{computed.competencies} competencies of assessments."
        )
