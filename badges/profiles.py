"""Somebody's public page: switching it on and off, what is on it, in which order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import clean_text
from badges.models import Award, PublicProfile, ShownAward
from badges.models.sharing import SHORTEST_SLUG


class AddressIsTaken(ValueError):
    """Somebody else's page has the address."""

    def __init__(self) -> None:
        super().__init__(_("Another page has this address. Choose a different one."))


@dataclass(frozen=True, slots=True)
class Choice:
    """A badge that somebody holds, as they choose what is on their page."""

    award: Award
    is_shown: bool
    is_first: bool = False
    is_last: bool = False


def profile_of(person: User) -> PublicProfile | None:
    return PublicProfile.objects.filter(person=person).first()


def suggested_slug(person: User) -> str:
    """An address made of the person's name, or nothing if that can't be or is taken."""
    slug = slugify(person.name)[:60].strip("-").replace("_", "-")
    if len(slug) < SHORTEST_SLUG or PublicProfile.objects.filter(slug=slug).exists():
        return ""
    return slug


def keep(*, person: User, slug: str, about: str, is_on: bool, is_listed: bool) -> PublicProfile:
    """Keep the page of `person`; a new one shows all badges that they hold.

    A page that is off is never listed. Raises AddressIsTaken.
    """
    fields = {
        "slug": slug,
        "about": clean_text(about).strip(),
        "is_on": is_on,
        "is_listed": is_on and is_listed,
    }
    try:
        with transaction.atomic():
            profile, is_new = PublicProfile.objects.update_or_create(person=person, defaults=fields)
            if is_new:
                _place(profile, [award.pk for award in _held(person)])
    except IntegrityError as error:
        raise AddressIsTaken from error
    return profile


def shown_awards(profile: PublicProfile) -> list[Award]:
    """What the page shows, from its top; never what was withdrawn."""
    rows = (
        profile.shown.filter(award__revoked_at=None)
        .select_related("award__badge__issuer", "award__recipient", "award__credential")
        .order_by("position", "pk")
    )
    return [row.award for row in rows]


def choices(profile: PublicProfile) -> list[Choice]:
    """Every badge the person holds: first what is on the page, in its order, then the others."""
    held = {award.pk: award for award in _held(profile.person)}
    shown = [pk for pk in profile.shown.values_list("award_id", flat=True) if pk in held]
    listed = [
        Choice(held[pk], True, is_first=index == 0, is_last=index == len(shown) - 1)
        for index, pk in enumerate(shown)
    ]
    return listed + [Choice(award, False) for pk, award in held.items() if pk not in shown]


def show(profile: PublicProfile, award_id: UUID) -> None:
    """Put a badge that the person holds at the end of the page."""
    if Award.objects.active().filter(pk=award_id, recipient=profile.person_id).exists():
        _arrange(profile, lambda shown: [*(pk for pk in shown if pk != award_id), award_id])


def hide(profile: PublicProfile, award_id: UUID) -> None:
    _arrange(profile, lambda shown: [pk for pk in shown if pk != award_id])


def move(profile: PublicProfile, award_id: UUID, *, up: bool) -> None:
    """One place up or down; nothing at the end, or for what is not on the page."""

    def moved(shown: list[UUID]) -> list[UUID]:
        if award_id not in shown:
            return shown
        at = shown.index(award_id)
        to = max(0, at - 1) if up else at + 1
        rest = [pk for pk in shown if pk != award_id]
        return [*rest[:to], award_id, *rest[to:]]

    _arrange(profile, moved)


def showing(award: Award) -> str:
    """The address of the public page that shows `award`, empty if there is none."""
    profile = (
        PublicProfile.objects.on()
        .filter(person=award.recipient_id, shown__award=award.pk, shown__award__revoked_at=None)
        .first()
    )
    return profile.get_absolute_url() if profile is not None else ""


def _held(person: User) -> list[Award]:
    """The macro-badges first, then the levels, then the skills; of each the latest first."""
    kinds = {"macro": 0, "level": 1}
    awards = Award.objects.active().filter(recipient=person).select_related("badge")
    return sorted(awards, key=lambda award: kinds.get(award.achievement["kind"], 2))


def _arrange(profile: PublicProfile, change: Callable[[list[UUID]], list[UUID]]) -> None:
    with transaction.atomic():
        # Two tabs walk one behind the other, so no badge is lost from the page.
        locked = PublicProfile.objects.select_for_update().get(pk=profile.pk)
        shown = list(locked.shown.filter(award__revoked_at=None).values_list("award_id", flat=True))
        _place(locked, change(shown))


def _place(profile: PublicProfile, award_ids: Iterable[UUID]) -> None:
    profile.shown.all().delete()
    ShownAward.objects.bulk_create(
        ShownAward(profile=profile, award_id=award_id, position=position)
        for position, award_id in enumerate(award_ids)
    )
