from django import template
from django.utils.translation import gettext as _
from ua_parser import parse

register = template.Library()


@register.filter
def browser(user_agent: str) -> str:
    """What a browser calls itself, in words that its owner uses: Firefox on Android."""
    told = parse(user_agent)
    name = told.user_agent.family if told.user_agent else ""
    system = told.os.family if told.os else ""
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("A browser we do not know")
