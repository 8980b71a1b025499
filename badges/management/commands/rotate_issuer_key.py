from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from badges import keys
from badges.models import Issuer


class Command(BaseCommand):
    help = (
        "Give an issuer a new signing key. What the old one signed still verifies; with "
        "--compromised it does not, and the sweep signs every credential anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the issuer's short name")
        parser.add_argument(
            "--compromised", action="store_true", help="somebody else may know the old key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        issuer = Issuer.objects.filter(slug=options["slug"]).first()
        if issuer is None:
            known = ", ".join(Issuer.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no issuer {options['slug']!r}. Known: {known}.")
        key = keys.rotate(issuer, compromised=options["compromised"])
        self.stdout.write(f"{issuer} signs with {key.public_key_multibase} from now on")
