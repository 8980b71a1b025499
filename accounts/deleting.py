"""Deleting an account: asked for, taken back within the days of grace, or carried out.

    asked ──(14 days)──► shut out ──► each app erases its own ──► the row is emptied
      └─► taken back

What is kept (the awards, and what they rest on) goes on pointing to the user's row, which
then holds nothing of the person. Every step may run twice, and the sweep takes up what was
cut short: the row is due until it is emptied.
"""

import logging
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.contributions import contributions
from accounts.models import Notice, User
from accounts.notices import write_notice

logger = logging.getLogger(__name__)

FAREWELL: Final = "account-deleted"


class CannotDelete(Exception):
    """An account can't be deleted now; `str()` tells its owner why."""


def request_deletion(user: User) -> User:
    """Have the account deleted after the days of grace; asking again changes nothing.

    Raises CannotDelete for the last administrator, without whom nobody could run the site.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.deletion_due_at is not None or user.deleted_at is not None:
            return user
        if user.is_superuser and not _other_administrators(user):
            raise CannotDelete(
                _("You are the only administrator. Make somebody else one before you go.")
            )
        user.deletion_due_at = timezone.now() + settings.DELETION_GRACE
        user.save(update_fields=["deletion_due_at"])
        write_notice(
            key=f"deletion-requested:{user.pk}:{user.deletion_due_at.isoformat()}",
            recipient=user,
            template="accounts/emails/deletion_requested",
            context={
                "due_at": user.deletion_due_at,
                "account_url": settings.BASE_URL + reverse("account_delete"),
            },
        )
    return user


def cancel_deletion(user: User) -> bool:
    """Keep the account after all; says whether it is kept. Too late once erasing has begun."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            return False
        user.deletion_due_at = None
        user.save(update_fields=["deletion_due_at"])
    return True


def erase_due(limit: int = 50) -> int:
    """Erase every account whose grace is over; one that fails does not hold up the rest."""
    due = User.objects.filter(deletion_due_at__lte=timezone.now(), deleted_at=None)
    erased = 0
    for user_id in list(due.order_by("deletion_due_at").values_list("pk", flat=True)[:limit]):
        try:
            erased += erase(user_id)
        except Exception:
            logger.exception("account %s could not be erased and waits", user_id)
    return erased


def erase(user_id: int) -> bool:
    """Erase one account that is due; says whether this call finished it.

    Two workers at once do no harm: what one has deleted the other does not find, and the
    last transaction lets one of them finish.
    """
    user = _shut_out(user_id)
    if user is None:
        return False
    for contribution in contributions():
        contribution.erase(user)
    return _empty(user_id)


def forget_farewells() -> int:
    """Delete the last mails to people who are gone, once they are sent, with the address."""
    gone = Notice.objects.filter(recipient=None, key__startswith=f"{FAREWELL}:")
    return gone.exclude(sent_at=None).delete()[0]


def _shut_out(user_id: int) -> User | None:
    """The user, who can't sign in any more and no longer take it back; None if not due."""
    with transaction.atomic():
        user = (
            User.objects.select_for_update()
            .filter(pk=user_id, deletion_due_at__lte=timezone.now(), deleted_at=None)
            .first()
        )
        if user is not None and user.is_active:
            user.is_active = False
            user.save(update_fields=["is_active"])
    return user


def _empty(user_id: int) -> bool:
    """Empty the row and write the last mail, in one transaction and therefore once."""
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        user = User.objects.select_for_update().get(pk=user_id)
        if user.deleted_at is not None:
            return False
        write_notice(
            key=f"{FAREWELL}:{user.pk}",
            recipient=None,
            email=user.email,
            template="accounts/emails/deleted",
            context={"name": user.get_short_name()},
            is_secret=True,
        )
        EmailAddress.objects.filter(user=user).delete()
        Notice.objects.filter(recipient=user).delete()
        user.email = f"deleted-{user.pk}@account.invalid"
        user.name = _("Deleted account")
        user.set_unusable_password()
        user.last_login = None
        user.is_superuser = False
        user.groups.clear()
        user.user_permissions.clear()
        user.second_address_declined_at = None
        user.deletion_due_at = None
        user.deleted_at = timezone.now()
        user.save()
    return True


def _other_administrators(user: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True, deletion_due_at=None)
    return others.exclude(pk=user.pk).exists()
