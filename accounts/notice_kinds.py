"""The kinds of notices: what each is about, and how soon it goes out by e-mail unless chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import ASSESSORS, COORDINATORS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Frequency(models.TextChoices):
    """How soon a notice goes out by e-mail. In the page it is always there at once."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


_ON_ITS_DAY: Final = (Frequency.AT_ONCE, Frequency.NEVER)


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice.

    `name` is kept in the database. A kind that is needed goes out at once, and nobody can turn
    it off. One with `roles` concerns their members only. What is not `is_listed` is told by
    e-mail alone. `frequencies` are those that make sense: what is about a day can't wait for a
    summary of another.
    """

    name: str
    label: StrOrPromise
    about: StrOrPromise
    usually: Frequency = Frequency.AT_ONCE
    is_needed: bool = False
    is_listed: bool = True
    roles: tuple[str, ...] = ()
    frequencies: tuple[Frequency, ...] = tuple(Frequency)

    def chosen(self, frequency: str | None) -> Frequency:
        """`frequency`, if it is one for this kind, else the usual one."""
        return Frequency(frequency) if frequency in self.frequencies else self.usually

    @property
    def choices(self) -> list[tuple[str, StrOrPromise]]:
        """What a form offers. A reminder has its own day, so it does not come "at once"."""
        if self.frequencies == _ON_ITS_DAY:
            return [(Frequency.AT_ONCE, _("Yes")), (Frequency.NEVER, Frequency.NEVER.label)]
        return [(frequency.value, frequency.label) for frequency in self.frequencies]


ACCOUNT: Final = NoticeKind(
    "account",
    _("Your account"),
    _("Your address, your password, and how you sign in."),
    is_needed=True,
)
BADGE: Final = NoticeKind(
    "badge",
    _("A badge of yours"),
    _("You have earned a badge and can show it."),
)
LEVEL: Final = NoticeKind(
    "level",
    _("A level, or a whole pathway"),
    _("Your badges add up to a level of a pathway, or to its micro-credential."),
)
CREDENTIAL: Final = NoticeKind(
    "credential",
    _("A badge that was signed anew"),
    _("A copy that you kept of your badge no longer verifies, and a new one is ready."),
    is_needed=True,
)
HANDED_IN: Final = NoticeKind(
    "handed_in",
    _("Your work has arrived"),
    _("A receipt for what you handed in."),
)
JUDGED: Final = NoticeKind(
    "judged",
    _("Your work was judged"),
    _("An assessor has rated what you handed in."),
)
RETURNED: Final = NoticeKind(
    "returned",
    _("Your work came back"),
    _("An assessor asks you to improve something and hand it in again."),
)
SIGN_OFF: Final = NoticeKind(
    "sign_off",
    _("Your supervisor signed"),
    _("A supervisor has signed off your work, or the signature could not be confirmed."),
)
ATTEMPT: Final = NoticeKind(
    "attempt",
    _("You can try again"),
    _("The waiting time before your next attempt at an assessment is over."),
)
REMINDER: Final = NoticeKind(
    "reminder",
    _("Dates you set yourself"),
    _("On the day before, and in the morning of the day."),
    frequencies=_ON_ITS_DAY,
)
WEEKLY_GOAL: Final = NoticeKind(
    "weekly_goal",
    _("Your weekly goal"),
    _(
        "On Thursday: what is left, and the next step. Not when you have reached the goal, when "
        "the week is too short for what is left, or when you have been away for four weeks."
    ),
    usually=Frequency.NEVER,
    frequencies=_ON_ITS_DAY,
)
STOPPED_AT: Final = NoticeKind(
    "stopped_at",
    _("Where you stopped"),
    _("After a quiet week: the lesson where you stopped. Once for each stop."),
    usually=Frequency.NEVER,
)
WORK_WAITS: Final = NoticeKind(
    "work_waits",
    _("Work that waits for you"),
    _("What there is to assess, confirm or settle. At most one message a day."),
    roles=(ASSESSORS, COORDINATORS),
)
# What makes up a summary: the mail only. Turning it off turns off what is in it.
DIGEST: Final = NoticeKind(
    "digest",
    _("Summary"),
    _("What you chose to get once a day or once a week."),
    is_listed=False,
    frequencies=(Frequency.AT_ONCE,),
)

KINDS: Final = {
    kind.name: kind
    for kind in (
        BADGE,
        LEVEL,
        HANDED_IN,
        JUDGED,
        RETURNED,
        SIGN_OFF,
        ATTEMPT,
        REMINDER,
        WEEKLY_GOAL,
        STOPPED_AT,
        WORK_WAITS,
        CREDENTIAL,
        ACCOUNT,
        DIGEST,
    )
}


def choosable(roles: Iterable[str]) -> list[NoticeKind]:
    """The kinds that somebody with `roles` may choose a frequency for."""
    held = set(roles)
    return [
        kind
        for kind in KINDS.values()
        if kind.is_listed and not kind.is_needed and (not kind.roles or held & set(kind.roles))
    ]
