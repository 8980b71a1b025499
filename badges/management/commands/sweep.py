from typing import Any

from django.core.management.base import BaseCommand

from accounts.notices import send_waiting
from badges import sweeping


class Command(BaseCommand):
    help = "Do at once what was left undone: sign, stack, publish and mail."

    def handle(self, *args: Any, **options: Any) -> None:
        tried = sweeping.sweep()
        sent = send_waiting()
        self.stdout.write(f"{tried} follow-ups tried, {sent} messages sent")
