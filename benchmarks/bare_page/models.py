"""The least that Wagtail can serve: a page with one text, and nothing around it."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class BarePage(Page):
    body = RichTextField()
