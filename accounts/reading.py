"""Reading one's notices in the page."""

from django.utils import timezone

from accounts.models import Notice, User

# How many there are on a page of the list.
PAGE: int = 25


def unread_count(person: User) -> int:
    """How many notices `person` has not read. Known already for whoever made the request."""
    known = getattr(person, "unread_notices", None)
    if known is None:
        known = Notice.objects.listed_for(person.pk).unread().count()
    return int(known)


def mark_read(notice: Notice) -> None:
    """The second time it changes nothing: the first moment stays."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def mark_unread(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(read_at=None)


def mark_all_read(person: User, *, up_to: int) -> int:
    """Those that `person` was shown, so none that came meanwhile; returns how many.

    `up_to` is the id of the newest that was on the page.
    """
    shown = Notice.objects.listed_for(person.pk).unread().filter(pk__lte=up_to)
    return shown.update(read_at=timezone.now())
