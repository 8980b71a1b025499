import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from badges import addresses
from badges.models import Award


class Command(BaseCommand):
    help = "Print the addresses of the awards that stand, one a line, the newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipient", metavar="EMAIL", help="only those of this person")
        parser.add_argument(
            "--json", action="store_true", help="as a JSON list, with more about each"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        awards = Award.objects.active().for_people()
        if options["recipient"]:
            awards = awards.filter(recipient__email=options["recipient"].strip().lower())
        if options["json"]:
            self.stdout.write(json.dumps([_described(award) for award in awards], indent=2))
            return
        for award in awards.iterator():
            self.stdout.write(addresses.absolute(award.get_absolute_url()))


def _described(award: Award) -> dict[str, Any]:
    return {
        "url": addresses.absolute(award.get_absolute_url()),
        "badge": award.name,
        "recipient": award.holder,
        "issuer": award.badge.issuer.name,
        "awarded_at": award.awarded_at.isoformat(),
        "expires_at": award.expires_at.isoformat() if award.expires_at else None,
    }
