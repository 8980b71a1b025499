"""Everything between an installed environment and a served site, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, load the content and the demo people, do what was left undone. Repeatable."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_content")
        call_command("load_demo")
        call_command("sweep")
