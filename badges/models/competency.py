from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index


class Alignment(Orderable):
    """That something corresponds to an entry of a public framework."""

    name = models.CharField(_("name"), max_length=250)
    url = models.URLField(_("address"))
    description = models.TextField(_("description"), blank=True)
    framework = models.CharField(_("framework"), max_length=250, blank=True)
    code = models.CharField(_("code"), max_length=100, blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("url"),
        FieldPanel("framework"),
        FieldPanel("code"),
        FieldPanel("description"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class Competency(index.Indexed, ClusterableModel):
    """One of the facets a badge rests on. Several badges may rest on the same one."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"))

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        InlinePanel("behaviours", label=_("Behaviour"), heading=_("Behaviours that show it")),
        InlinePanel("alignments", label=_("Alignment"), heading=_("Alignments")),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("description"),
    ]

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Behaviour(Orderable):
    """Something one can see a person do who has the competency."""

    competency = ParentalKey(Competency, on_delete=models.CASCADE, related_name="behaviours")
    slug = models.SlugField()
    text = models.CharField(
        _("behaviour"),
        max_length=300,
        help_text=_("What one can see the person do, in one sentence."),
    )

    panels = [FieldPanel("text"), FieldPanel("slug")]

    class Meta(Orderable.Meta):
        verbose_name = _("behaviour")
        verbose_name_plural = _("behaviours")
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "slug"], name="behaviour_slug_is_unique_in_competency"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class CompetencyAlignment(Alignment):
    competency = ParentalKey(Competency, on_delete=models.CASCADE, related_name="alignments")
