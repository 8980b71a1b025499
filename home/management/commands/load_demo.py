from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from badges import addresses
from home import demo
from home.management.quiet import without_chatter

_NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


class Command(BaseCommand):
    help = "Makes people to try the site with. For development: they share a known password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="Do it although this is no development site."
        )

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        if not (settings.DEBUG or force):
            raise CommandError(
                "The demo people share a password that everybody knows, and one of them is an "
                "administrator. On a site that is not for development, add --force if you mean it."
            )
        with without_chatter(), _follow_ups_at_once(), _no_mail_outside():
            try:
                award = demo.make(self._progress)
            except demo.NothingToShow as error:
                raise CommandError(f"{error} (python manage.py load_content)") from error
        width = max(len(person.email) for person in demo.SIGN_INS)
        for person in demo.SIGN_INS:
            self.stdout.write(f"{person.email:<{width}}  {person.name}, {person.what}")
        self.stdout.write(f"Their password: {demo.PASSWORD}")
        self.stdout.write(f"An award: {addresses.absolute(award.get_absolute_url())}")

    def _progress(self, done: int, total: int) -> None:
        if self.stdout.isatty():
            end = "\r\033[K" if done == total else ""
            self.stdout.write(f"\r\033[Kpeople {done}/{total}{end}", ending="")
            self.stdout.flush()


@contextmanager
def _follow_ups_at_once() -> Iterator[None]:
    """Sign, draw and stack in this process: an embedded worker would end with the command."""
    conf = current_app.conf
    before = conf.task_always_eager
    conf.task_always_eager = True
    try:
        yield
    finally:
        conf.task_always_eager = before


@contextmanager
def _no_mail_outside() -> Iterator[None]:
    """In development mail goes to a folder. Elsewhere the demo people get none."""
    before = settings.EMAIL_BACKEND
    if not settings.DEBUG:
        settings.EMAIL_BACKEND = _NOWHERE
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = before
