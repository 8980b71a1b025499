from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from badges.models import Badge, Competency

from .bank import QuestionBank


class Assessment(ClusterableModel):
    """What one passes to be awarded a badge: a section for each of its competencies."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("title"), max_length=200)
    badge = models.OneToOneField(
        Badge,
        on_delete=models.PROTECT,
        related_name="assessment",
        limit_choices_to={"kind": Badge.Kind.BADGE},
    )
    introduction = models.TextField(
        _("introduction"), help_text=_("What to expect. A blank line starts a new paragraph.")
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("badge"),
        FieldPanel("introduction"),
        InlinePanel("sections", label=_("Competency"), heading=_("Competencies"), min_num=1),
    ]

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class AssessmentSection(Orderable):
    """One competency of an assessment: where its questions come from and what masters it."""

    assessment = ParentalKey(Assessment, on_delete=models.CASCADE, related_name="sections")
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="assessment_sections"
    )
    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="sections")
    questions = models.PositiveSmallIntegerField(
        _("questions in an attempt"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    mastery_mark = models.PositiveSmallIntegerField(
        _("mastery mark, percent"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    panels = [
        FieldPanel("competency"),
        FieldPanel("bank"),
        FieldPanel("questions"),
        FieldPanel("mastery_mark"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("competency of an assessment")
        verbose_name_plural = _("competencies of an assessment")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "competency"], name="assessment_asks_a_competency_once"
            ),
            models.CheckConstraint(
                condition=Q(mastery_mark__gte=1, mastery_mark__lte=100),
                name="mastery_mark_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(questions__gte=1), name="section_asks_at_least_one_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.competency}"

    def clean(self) -> None:
        if self.bank_id and self.competency_id and self.bank.competency_id != self.competency_id:
            raise ValidationError({"bank": _("Choose a bank of questions on this competency.")})
