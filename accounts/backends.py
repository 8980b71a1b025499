"""Who has signed in, read together with how many notices they have not read.

The bell in the header of each page then costs no query of its own.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Notice, User
from accounts.prepared import PreparedRecords


def with_unread(people: QuerySet[User]) -> QuerySet[User]:
    """`people`, each with their number of unread notices as `unread_notices`."""
    counted = (
        Notice.objects.unread()
        .filter(recipient=OuterRef("pk"))
        .order_by()
        .values("recipient")
        .values(number=Count("pk"))
    )
    return people.annotate(unread_notices=Coalesce(Subquery(counted), 0))


_with_that_id = PreparedRecords(
    User,
    lambda pk: with_unread(User.objects.filter(pk=pk)).order_by(),
    int,
    extra=["unread_notices"],
)


class _Reading:
    def get_user(self, user_id: Any) -> User | None:
        return next((person for person in _with_that_id(user_id) if person.is_active), None)


class PasswordBackend(_Reading, ModelBackend):
    pass


class AddressBackend(_Reading, AuthenticationBackend):
    pass
