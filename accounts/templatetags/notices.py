from django import template

from accounts.models import User
from accounts.reading import unread_count

register = template.Library()


@register.simple_tag
def unread_notices(person: User) -> int:
    """How many notices somebody has not read: `{% unread_notices user as unread %}`."""
    return unread_count(person)
