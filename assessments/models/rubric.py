from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, RevisionMixin
from wagtail.search import index

from assessments.rubric_blocks import CriteriaBlock, plain_criteria


class Level(models.TextChoices):
    """The levels of `assessments.rubrics.LEVELS`, for forms and constraints."""

    NOT_YET = "not_yet", _("Not yet")
    DEVELOPING = "developing", _("Developing")
    PROFICIENT = "proficient", _("Proficient")
    EXEMPLARY = "exemplary", _("Exemplary")


class Rubric(DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """Criteria by which evidence is judged. A hand-in freezes the published revision, so
    editing it changes nothing for whoever is being judged by it."""

    slug = models.SlugField(unique=True, max_length=100)
    name = models.CharField(_("name"), max_length=200)
    criteria = StreamField(CriteriaBlock(), verbose_name=_("criteria"))

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("criteria")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def definition(self) -> dict[str, Any]:
        """What a hand-in freezes; its shape is in `assessments.rubrics`."""
        return {"name": self.name, "criteria": plain_criteria(self.criteria)}
