import logging
from collections.abc import Iterator
from contextlib import contextmanager

# The first three say a line or more for every record that is saved and every task that is run;
# the last warns of a broker that a task run on the spot does not need.
_LEVELS = {
    "celery.app.trace": logging.WARNING,
    "django_tasks": logging.WARNING,
    "wagtail": logging.WARNING,
    "kombu.connection": logging.ERROR,
}


@contextmanager
def without_chatter() -> Iterator[None]:
    """Raise the levels of these loggers, for a command that saves hundreds of records."""
    before = {name: logging.getLogger(name).level for name in _LEVELS}
    _set(_LEVELS)
    try:
        yield
    finally:
        _set(before)


def _set(levels: dict[str, int]) -> None:
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
