"""What people choose to be told by e-mail, and stopping it by a link without signing in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from accounts.models import Notice, NoticePreference, User
from accounts.notice_kinds import DIGEST, KINDS, Frequency, NoticeKind, choosable

_SALT = "accounts.unsubscribe"


class UnknownLink(Exception):
    """A link to unsubscribe that this site did not make, or of somebody who is gone."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a link to unsubscribe is about."""

    person: User
    kind: NoticeKind


def kinds_of(person: User) -> list[NoticeKind]:
    """The kinds that `person` may choose a frequency for."""
    return choosable(person.groups.values_list("name", flat=True))


def frequency_for(person: User | None, kind: NoticeKind) -> Frequency:
    """How soon a notice of `kind` goes out to `person`, or to somebody without an account."""
    if person is None or kind.is_needed:
        return Frequency.AT_ONCE
    chosen = (
        NoticePreference.objects.filter(person=person, kind=kind.name)
        .values_list("frequency", flat=True)
        .first()
    )
    return kind.chosen(chosen)


def frequencies_for(people: Iterable[int], kind: NoticeKind) -> dict[int, Frequency]:
    """As `frequency_for`, for many people by their ids, in one query."""
    ids = list(people)
    rows = NoticePreference.objects.filter(person__in=ids, kind=kind.name)
    chosen = dict(rows.values_list("person_id", "frequency"))
    return {
        person_id: Frequency.AT_ONCE if kind.is_needed else kind.chosen(chosen.get(person_id))
        for person_id in ids
    }


def frequencies(person: User) -> dict[str, Frequency]:
    """By the name of each kind that `person` may choose for."""
    chosen = dict(NoticePreference.objects.filter(person=person).values_list("kind", "frequency"))
    return {kind.name: kind.chosen(chosen.get(kind.name)) for kind in kinds_of(person)}


def choose(person: User, wanted: Mapping[str, str]) -> None:
    """From now on, and for what is written but has not gone out, tell `person` so soon.

    What is not theirs to choose is left alone. What they had asked never to be mailed stays
    unmailed: it is in the page.
    """
    open_to_them = {kind.name: kind.frequencies for kind in kinds_of(person)}
    _choose(
        person,
        {
            name: Frequency(frequency)
            for name, frequency in wanted.items()
            if frequency in open_to_them.get(name, ())
        },
    )


def unsubscribe(subscription: Subscription) -> None:
    """Send no more mails of the link's kind. The second time it changes nothing.

    For a summary: no more of any kind that has come by summary.
    """
    person, kind = subscription.person, subscription.kind
    if kind is DIGEST:
        stopped = [
            name
            for name, frequency in frequencies(person).items()
            if frequency in (Frequency.DAILY, Frequency.WEEKLY)
        ]
    else:
        stopped = [kind.name]
    _choose(person, dict.fromkeys(stopped, Frequency.NEVER))


def unsubscribe_url(person_id: int, kind: NoticeKind) -> str:
    """The whole address that stops mails of `kind`; empty for a kind that is needed.

    It does not expire: old mails are unsubscribed from too.
    """
    if kind.is_needed:
        return ""
    token = signing.Signer(salt=_SALT).sign_object({"person": person_id, "kind": kind.name})
    return _absolute(reverse("unsubscribe", args=[token]))


def subscription_of(token: str) -> Subscription:
    """What a link is about. Raises UnknownLink."""
    try:
        said = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise UnknownLink from error
    kind = KINDS.get(said["kind"])
    person = User.objects.filter(pk=said["person"], is_active=True).first()
    if kind is None or kind.is_needed or person is None:
        raise UnknownLink
    return Subscription(person, kind)


def preferences_url() -> str:
    return _absolute(reverse("notice_preferences"))


def _choose(person: User, wanted: Mapping[str, Frequency]) -> None:
    with transaction.atomic():
        for name, frequency in wanted.items():
            NoticePreference.objects.update_or_create(
                person=person, kind=name, defaults={"frequency": frequency}
            )
            Notice.objects.filter(
                recipient=person, kind=name, carried_by=None, sent_at=None, claimed_at=None
            ).exclude(frequency=Frequency.NEVER).update(frequency=frequency)


def _absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
