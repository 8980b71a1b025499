"""Real content in the test database, loaded once for a whole module of tests.

One course stands for the eight: what the loader does with one it does with each, and the
suite stays quick. The others are read in `tests/content` and loaded in one test of their own.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from badges.content_loading import Loading
from home import content

COURSE = "collaboration"


def a_copy_of_the_content(folder: Path) -> Path:
    """The content folder with one course, to change or to load."""
    copied = folder / "content"
    others = [path.parent.name for path in settings.CONTENT_ROOT.glob("*/course.md")]
    others.remove(COURSE)
    shutil.copytree(settings.CONTENT_ROOT, copied, ignore=shutil.ignore_patterns(*others))
    return copied


@cache
def one_course() -> Path:
    """The content folder with one course, as it is. Nothing changes it."""
    folder = Path(tempfile.mkdtemp(prefix="cairn-content-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return a_copy_of_the_content(folder)


def load(root: Path, **options: Any) -> Loading:
    found, problems = content.read(root)
    assert not list(problems)
    return content.load(found, **options)


@contextmanager
def loaded_site(django_db_blocker: Any, media: Path, root: Path | None = None) -> Iterator[None]:
    """The site as a first load of `root` (usually of one course) leaves it; taken back at the
    end."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        load(root or one_course())
        yield
        transaction.set_rollback(True)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, f"{file.name} no longer says {old!r}"
    file.write_text(text.replace(old, new, 1))
