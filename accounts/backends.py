"""Who has signed in, read together with how many notices they have not read.

The bell in the header of each page then costs no query of its own.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Notice, User
from accounts.prepared import PreparedQuery


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


_FIELDS = [field.attname for field in User._meta.concrete_fields]
_read = PreparedQuery(
    lambda pk: (
        with_unread(User.objects.filter(pk=pk)).order_by().values_list(*_FIELDS, "unread_notices")
    ),
    int,
)


class _Reading:
    def get_user(self, user_id: Any) -> User | None:
        for *values, unread in _read(user_id):
            person: User = User.from_db(User.objects.db, _FIELDS, values)
            vars(person)["unread_notices"] = unread
            return person if person.is_active else None
        return None


class PasswordBackend(_Reading, ModelBackend):
    pass


class AddressBackend(_Reading, AuthenticationBackend):
    pass
