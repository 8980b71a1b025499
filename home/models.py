"""The site's own pages and settings."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from badges.views.responses import private_to_the_signed_in
from home import catalogue
from learning.going_on import go_on_of
from learning.presenting import learner_of

BADGES_AT_HOME = 8


class HomePage(Page):
    """What this is, for whom, and what to do next."""

    headline = models.CharField(_("headline"), max_length=120)
    lede = models.TextField(_("lede"), help_text=_("One or two sentences under the headline."))
    body = RichTextField(_("body"), blank=True)

    max_count = 1
    subpage_types = ["home.StandardPage", "learning.CourseIndexPage"]
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("headline"),
        FieldPanel("lede"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "badges": catalogue.first_badges(BADGES_AT_HOME),
            "pathways": catalogue.pathways(),
            "go_on": go_on_of(learner) if (learner := learner_of(request)) else None,
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        return private_to_the_signed_in(request, response)


class StandardPage(Page):
    """A page of plain text: About, Privacy and the like."""

    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = RichTextField(_("body"))

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    content_panels = [TitleFieldPanel("title"), FieldPanel("summary"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
