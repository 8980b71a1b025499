from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, RevisionMixin
from wagtail.rich_text import expand_db_html
from wagtail.search import index

from badges.models import Competency, Requirement

from .rubric import Level, Rubric


class EvidenceKind(models.TextChoices):
    TEXT = "text", _("Text")
    FILE = "file", _("File")
    LINK = "link", _("Link")
    JOURNAL = "journal", _("Journal entry")
    SCENARIO = "scenario", _("Way through a scenario")


class PerformanceTask(DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """Something to do in practice and to show evidence of, judged against a rubric.

    A hand-in freezes the published revision.
    """

    slug = models.SlugField(unique=True, max_length=100)
    title = models.CharField(_("title"), max_length=200)
    competency = models.ForeignKey(
        Competency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="performance_tasks",
        help_text=_("What it shows. Empty: it is a step of a pathway and nothing else."),
    )
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="tasks")
    required_level = models.CharField(
        _("required level"),
        max_length=12,
        choices=Level.choices,
        default=Level.PROFICIENT,
        help_text=_("Each criterion has to be rated so, or above."),
    )
    instructions = RichTextField(
        _("instructions"), features=["bold", "italic", "link", "ul", "ol", "h3", "blockquote"]
    )
    takes_text = models.BooleanField(_("an account in words"), default=True)
    takes_files = models.BooleanField(_("files"), default=True)
    takes_links = models.BooleanField(_("links"), default=True)
    takes_journal = models.BooleanField(_("journal entries"), default=False)
    takes_scenarios = models.BooleanField(_("ways through scenarios"), default=False)
    needs_supervisor = models.BooleanField(
        _("a supervisor signs off"),
        default=False,
        help_text=_("Beside the assessor, somebody who saw the work rates it, by a link."),
    )
    requirement = models.ForeignKey(
        Requirement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="performance_tasks",
        limit_choices_to={"kind__in": [Requirement.Kind.TASK, Requirement.Kind.SIGN_OFF]},
        verbose_name=_("step of a pathway"),
        help_text=_("The step that is done when this task is judged as met."),
    )
    claim_hours = models.PositiveSmallIntegerField(
        _("hours an assessor may keep it"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text=_("Then another assessor may take it over."),
    )
    second_rating_percent = models.PositiveSmallIntegerField(
        _("share rated twice, percent"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("So many hand-ins get a second rating by somebody else, independently."),
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("competency"),
        FieldPanel("instructions"),
        MultiFieldPanel(
            [
                FieldPanel("takes_text"),
                FieldPanel("takes_files"),
                FieldPanel("takes_links"),
                FieldPanel("takes_journal"),
                FieldPanel("takes_scenarios"),
            ],
            heading=_("What evidence may be"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("rubric"),
                FieldPanel("required_level"),
                FieldPanel("needs_supervisor"),
                FieldPanel("second_rating_percent"),
                FieldPanel("claim_hours"),
            ],
            heading=_("How it is judged"),
        ),
        FieldPanel("requirement"),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("performance task")
        verbose_name_plural = _("performance tasks")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(takes_text=True)
                | Q(takes_files=True)
                | Q(takes_links=True)
                | Q(takes_journal=True)
                | Q(takes_scenarios=True),
                name="task_takes_some_evidence",
                violation_error_message=_("Choose at least one kind of evidence."),
            ),
            models.CheckConstraint(
                condition=Q(competency__isnull=False) | Q(requirement__isnull=False),
                name="task_shows_a_competency_or_is_a_step",
                violation_error_message=_("Choose a competency, a step of a pathway, or both."),
            ),
            models.CheckConstraint(
                condition=Q(required_level__in=Level.values),
                name="task_requires_a_level_of_the_rubric",
            ),
            models.CheckConstraint(
                condition=Q(second_rating_percent__lte=100),
                name="second_rating_share_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(claim_hours__gte=1), name="claim_lasts_at_least_an_hour"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.requirement is not None and not self.requirement.is_step:
            raise ValidationError({"requirement": _("Choose a step, not a list of badges.")})

    @property
    def kinds(self) -> list[str]:
        """The kinds of evidence it takes, as values of EvidenceKind."""
        taken = {
            EvidenceKind.TEXT: self.takes_text,
            EvidenceKind.FILE: self.takes_files,
            EvidenceKind.LINK: self.takes_links,
            EvidenceKind.JOURNAL: self.takes_journal,
            EvidenceKind.SCENARIO: self.takes_scenarios,
        }
        return [kind.value for kind, is_taken in taken.items() if is_taken]

    @property
    def definition(self) -> dict[str, Any]:
        """What a hand-in freezes of the task; `instructions` as HTML, `kinds` of EvidenceKind,
        `competency` None for what is only a step of a pathway."""
        return {
            "title": self.title,
            "slug": self.slug,
            "instructions": expand_db_html(self.instructions),
            "kinds": self.kinds,
            "required_level": self.required_level,
            "needs_supervisor": self.needs_supervisor,
            "competency": (
                {"slug": self.competency.slug, "name": self.competency.name}
                if self.competency is not None
                else None
            ),
        }
