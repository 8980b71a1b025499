"""What each app holds about a person: a registry that the apps fill (`AppConfig.ready`).

Exporting and deleting begin on this floor, which knows nothing of those above. So each app
says for its own tables what a copy of somebody's data holds of them, what goes with the
account, and what stays and why. `tests/accounts/test_contributions.py` fails for a table that
points to a person and that nobody speaks for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Records:
    """A JSON file of a copy: a list of plain values. `about` says in a sentence what it is."""

    path: str
    about: str
    rows: Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Any other file of a copy. `open` gives its bytes, or None if they are gone."""

    path: str
    open: Callable[[], IO[bytes] | None]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one app has to say about people.

    `parts` yields what a copy holds. `erase` deletes what goes; it runs outside of a
    transaction, once the person is shut out, and must be safe to repeat from any point at
    which it may have failed. `speaks_for` names each relation to a person
    (`app_label.Model.field`), with what becomes of it in a few words.
    """

    app_label: str
    parts: Callable[[User], Iterator[Records | Attachment]]
    erase: Callable[[User], None]
    speaks_for: Mapping[str, str] = field(default_factory=dict)


_contributions: dict[str, Contribution] = {}


def register(contribution: Contribution) -> None:
    """Add what an app has to say; the same app again replaces what it said before."""
    _contributions[contribution.app_label] = contribution


def contributions() -> list[Contribution]:
    """Highest floor first: what points to rows below goes before them."""
    return sorted(_contributions.values(), key=lambda one: settings.OUR_APPS.index(one.app_label))
