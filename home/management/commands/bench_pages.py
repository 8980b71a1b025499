import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Measures pages beside a bare one, on a database of its own (benchmarks/pages.py)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", default="5", help="How often each page has its turn.")
        parser.add_argument("--seconds", default="1.0", help="How long a turn is.")

    def handle(self, *args: Any, rounds: str, seconds: str, **options: Any) -> None:
        script = str(settings.ROOT / "benchmarks" / "pages.py")
        command = [sys.executable, script, "--rounds", rounds, "--seconds", seconds]
        sys.exit(subprocess.call(command))  # noqa: S603
