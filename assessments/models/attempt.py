from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from assessments import addresses
from badges.models import Behaviour, Competency

from .assessment import Assessment, TaskRole
from .bank import Question
from .task import PerformanceTask


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> AttemptQuerySet:
        return self.filter(submitted_at=None)

    def overdue(self, now: datetime) -> AttemptQuerySet:
        return self.open().filter(deadline_at__lt=now)

    def submitted(self) -> AttemptQuerySet:
        return self.exclude(submitted_at=None)


class Attempt(models.Model):
    """One person's go at an assessment, from its start to its submission."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="attempts")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    deadline_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Frozen at the start; an answer at it is in time.")
    )
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "assessment"],
                condition=Q(submitted_at=None),
                name="one_open_attempt_at_an_assessment",
            ),
            models.UniqueConstraint(
                fields=["learner", "assessment", "number"], name="attempts_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, {self.learner}, {self.number}"

    def get_absolute_url(self) -> str:
        if self.is_submitted:
            return addresses.result_path(self.pk)
        return addresses.attempt_path(self.pk)

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    def is_overdue(self, now: datetime) -> bool:
        return self.deadline_at is not None and now > self.deadline_at


class AttemptSection(models.Model):
    """A competency as this attempt asks for it, frozen at the start.

    `asks_questions`, `task` and `task_role` say what shows it: questions, a task, both, or
    either. `is_asked` says whether this attempt asks its questions: not if they were answered
    well before (`shown_before`), nor if the learner left them for another attempt.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="sections")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    mastery_mark = models.PositiveSmallIntegerField()
    shown_before = models.BooleanField(default=False)
    is_asked = models.BooleanField(default=True)
    asks_questions = models.BooleanField(default=True)
    task = models.ForeignKey(
        PerformanceTask, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    task_role = models.CharField(max_length=11, choices=TaskRole.choices, default=TaskRole.REQUIRED)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "competency"], name="attempt_asks_a_competency_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.competency}"

    @property
    def task_is_alternative(self) -> bool:
        return self.task_role == TaskRole.ALTERNATIVE


class AttemptQuestion(models.Model):
    """A question as it was published when the attempt drew it.

    `position` counts through the whole attempt from 1; `seed` fixes the order of options.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(AttemptSection, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="attempt_questions"
    )
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    behaviour = models.ForeignKey(
        Behaviour, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    definition = models.JSONField()
    seed = models.BigIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="attempt_question_has_its_position"
            ),
            models.UniqueConstraint(
                fields=["attempt", "question"], name="attempt_asks_a_question_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.position}"

    def get_absolute_url(self) -> str:
        return addresses.question_path(self.attempt_id, self.position)


class Response(models.Model):
    """What the learner has answered so far; its mark once the attempt is submitted."""

    attempt_question = models.OneToOneField(
        AttemptQuestion, on_delete=models.CASCADE, related_name="response"
    )
    answer = models.JSONField()
    is_complete = models.BooleanField(default=False)
    first_saved_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    mark = models.DecimalField(
        max_digits=6,
        decimal_places=5,
        null=True,
        blank=True,
        help_text=_("From 0 to 1, rounded for reading; results come from the exact marks."),
    )

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.CheckConstraint(
                condition=Q(mark=None) | Q(mark__gte=0, mark__lte=1), name="mark_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return str(self.attempt_question)
