"""A second e-mail address, so that badges outlive the first one."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Addresses:
    verified: int
    unverified: int

    @property
    def are_enough(self) -> bool:
        """Whether losing one of them would still leave a way in."""
        return self.verified > 1


def addresses_of(user: User) -> Addresses:
    verified = list(EmailAddress.objects.filter(user=user).values_list("verified", flat=True))
    return Addresses(verified=sum(verified), unverified=len(verified) - sum(verified))


def is_worth_offering(user: User) -> bool:
    """Whether to suggest a second address: they have one way in, and have not said “not now”."""
    return user.second_address_declined_at is None and not addresses_of(user).are_enough


def decline(user: User) -> None:
    """They said “not now”: it stays on the account page and is not suggested elsewhere."""
    User.objects.filter(pk=user.pk, second_address_declined_at=None).update(
        second_address_declined_at=timezone.now()
    )
