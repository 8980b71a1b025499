"""The real content folder in the test database, loaded once for a whole module of tests."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from badges.content_loading import Loading
from home import content


def a_copy_of_the_content(folder: Path) -> Path:
    copied = folder / "content"
    shutil.copytree(settings.CONTENT_ROOT, copied)
    return copied


def load(root: Path, **options: Any) -> Loading:
    found, problems = content.read(root)
    assert not list(problems)
    return content.load(found, **options)


@contextmanager
def loaded_site(django_db_blocker: Any, media: Path) -> Iterator[None]:
    """The site as a first load leaves it; taken back at the end."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        load(settings.CONTENT_ROOT)
        yield
        transaction.set_rollback(True)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, f"{file.name} no longer says {old!r}"
    file.write_text(text.replace(old, new, 1))
