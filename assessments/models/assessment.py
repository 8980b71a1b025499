from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from assessments.policy import Policy
from badges.models import Badge, Competency

from .bank import QuestionBank
from .task import PerformanceTask


class Assessment(ClusterableModel):
    """What one passes to be awarded a badge: a section for each of its competencies."""

    class Feedback(models.TextChoices):
        BEHAVIOURS = "behaviours", _("what was missed, and the lessons that teach it")
        VERDICTS = "verdicts", _("only which competencies were shown")

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
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts allowed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as somebody likes."),
    )
    wait_hours = models.PositiveSmallIntegerField(
        _("hours between attempts"),
        default=0,
        help_text=_("From the submission of one to the start of the next."),
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5)],
        help_text=_("Empty: none. Coordinators can grant somebody more, or none at all."),
    )
    feedback = models.CharField(
        _("after an attempt, say"),
        max_length=12,
        choices=Feedback.choices,
        default=Feedback.BEHAVIOURS,
    )
    carries_over = models.BooleanField(
        _("shared competencies carry over"),
        default=False,
        help_text=_("Whoever has shown a competency for another badge need not show it again."),
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("badge"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldPanel("max_attempts"),
                FieldPanel("wait_hours"),
                FieldPanel("time_limit_minutes"),
                FieldPanel("feedback"),
                FieldPanel("carries_over"),
            ],
            heading=_("Rules, shown to learners before they start"),
        ),
        InlinePanel("sections", label=_("Competency"), heading=_("Competencies"), min_num=1),
    ]

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(max_attempts=None) | Q(max_attempts__gte=1),
                name="assessment_allows_an_attempt",
            ),
            models.CheckConstraint(
                condition=Q(time_limit_minutes=None) | Q(time_limit_minutes__gte=5),
                name="time_limit_is_five_minutes_or_more",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def policy(self) -> Policy:
        limit = self.time_limit_minutes
        return Policy(
            max_attempts=self.max_attempts,
            wait=timedelta(hours=self.wait_hours),
            time_limit=timedelta(minutes=limit) if limit is not None else None,
        )


class TaskRole(models.TextChoices):
    """What a section's task is to its questions."""

    REQUIRED = "required", _("beside the questions")
    ALTERNATIVE = "alternative", _("instead of the questions, if the learner likes")


class AssessmentSection(Orderable):
    """One competency of an assessment: where its questions come from and what masters it."""

    assessment = ParentalKey(Assessment, on_delete=models.CASCADE, related_name="sections")
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="assessment_sections"
    )
    bank = models.ForeignKey(
        QuestionBank, null=True, blank=True, on_delete=models.PROTECT, related_name="sections"
    )
    questions = models.PositiveSmallIntegerField(
        _("questions in an attempt"),
        default=4,
        validators=[MaxValueValidator(50)],
        help_text=_("0: none are asked, the task alone shows it."),
    )
    task = models.ForeignKey(
        PerformanceTask,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sections",
    )
    task_role = models.CharField(
        _("the task is asked"),
        max_length=11,
        choices=TaskRole.choices,
        default=TaskRole.REQUIRED,
        help_text=_("Without questions the task alone shows the competency."),
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
        FieldPanel("task"),
        FieldPanel("task_role"),
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
                condition=Q(questions__gte=1) | Q(task__isnull=False),
                name="section_asks_something",
                violation_error_message=_("Ask at least one question, or choose a task."),
            ),
            models.CheckConstraint(
                condition=Q(questions=0) | Q(bank__isnull=False),
                name="questions_come_from_a_bank",
                violation_error_message=_("Choose the bank that the questions come from."),
            ),
            models.CheckConstraint(
                condition=Q(task_role=TaskRole.REQUIRED)
                | Q(task_role=TaskRole.ALTERNATIVE, questions__gte=1, task__isnull=False),
                name="alternative_task_has_questions_to_replace",
                violation_error_message=_(
                    "A task can be asked instead of the questions only if there are both."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.competency}"

    @property
    def asks_questions(self) -> bool:
        return self.questions > 0

    @property
    def task_is_alternative(self) -> bool:
        return self.task_role == TaskRole.ALTERNATIVE

    def clean(self) -> None:
        if self.bank is not None and self.bank.competency_id != self.competency_id:
            raise ValidationError({"bank": _("Choose a bank of questions on this competency.")})
        if self.task is not None and self.task.competency_id != self.competency_id:
            raise ValidationError({"task": _("Choose a task on this competency.")})


class Accommodation(models.Model):
    """More time for one person, granted by a coordinator."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accommodations"
    )
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="accommodations",
        help_text=_("Empty: for every assessment."),
    )
    extra_time_percent = models.PositiveSmallIntegerField(
        _("extra time, percent"), default=25, validators=[MaxValueValidator(400)]
    )
    untimed = models.BooleanField(_("no time limit"), default=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("accommodation")
        verbose_name_plural = _("accommodations")
        ordering = ["-granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "assessment"], name="accommodation_is_granted_once"
            ),
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(assessment=None),
                name="general_accommodation_is_granted_once",
            ),
            models.CheckConstraint(
                condition=~Q(learner=models.F("granted_by")),
                name="nobody_grants_themselves_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.assessment or _('every assessment')}"
