"""Who may judge whose work."""

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.models import ConflictOfInterest


class CannotReview(Exception):
    """Somebody can't judge, or not now; `str()` tells them why."""


class OwnWork(CannotReview):
    def __init__(self) -> None:
        super().__init__(_("This is your own work: somebody else has to judge it."))


class HasConflict(CannotReview):
    def __init__(self) -> None:
        super().__init__(
            _("You have a conflict of interest with this learner: somebody else has to judge.")
        )


def require_independence(person: User, learner: User) -> None:
    """Raises OwnWork or HasConflict if `person` may not judge what `learner` did."""
    if person == learner:
        raise OwnWork
    if learner.pk in people_in_conflict_with(person):
        raise HasConflict


def people_in_conflict_with(person: User) -> set[int]:
    """The ids of those whose work `person` may not judge, whichever way it was recorded."""
    pairs = ConflictOfInterest.objects.filter(Q(assessor=person) | Q(learner=person))
    return {pk for pair in pairs.values_list("assessor_id", "learner_id") for pk in pair} - {
        person.pk
    }


def is_address_of(email: str, person: User) -> bool:
    """Whether mail to `email` reaches `person`, as far as the site knows."""
    theirs = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return _mailbox(email) in {_mailbox(address) for address in (person.email, *theirs)}


def _mailbox(email: str) -> str:
    """An address without the tag (`+tag`) that many providers deliver to the same mailbox."""
    local, _at, domain = email.lower().rpartition("@")
    return f"{local.split('+', 1)[0]}@{domain}"
