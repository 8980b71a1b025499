import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from badges.addresses import absolute
from home.page_types import page_types


class Command(BaseCommand):
    help = "Prints every type of page of the demo site, with an address and who may look at it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="As JSON, for programs.")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        found = page_types()
        if json:
            self.stdout.write(_json(found))
            return
        for one in found:
            self.stdout.write(f"{one.name:45} {one.person:24} {absolute(one.address)}")


def _json(found: list[Any]) -> str:
    return json.dumps([one.as_dict() for one in found], indent=1)
