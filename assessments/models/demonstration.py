from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from badges.models import Award, Competency

from .assessment import Assessment
from .attempt import AttemptSection
from .review import TaskJudgement


class CompetencyResult(models.Model):
    """How one competency came out in one attempt. Written at submission, never changed."""

    section = models.OneToOneField(AttemptSection, on_delete=models.PROTECT, related_name="result")
    score = models.DecimalField(
        max_digits=6, decimal_places=3, help_text=_("Percent, rounded for reading.")
    )
    is_demonstrated = models.BooleanField()
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("competency result")
        verbose_name_plural = _("competency results")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="score_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.score}"


class DemonstrationQuerySet(models.QuerySet["Demonstration"]):
    def standing(self) -> DemonstrationQuerySet:
        return self.filter(withdrawn_at=None)


class Demonstration(models.Model):
    """That a learner has shown a competency in an assessment. What is shown stays shown,
    until the badge that rests on it is revoked.

    It rests on the result of questions, the judgement of a task, both, or on a demonstration
    of the same competency for another badge.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="demonstrations"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="demonstrations"
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="demonstrations"
    )
    result = models.OneToOneField(
        CompetencyResult,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="demonstration",
    )
    judgement = models.ForeignKey(
        TaskJudgement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="demonstrations",
    )
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    demonstrated_at = models.DateTimeField()
    award = models.ForeignKey(
        Award, null=True, blank=True, on_delete=models.PROTECT, related_name="demonstrations"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DemonstrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("demonstrated competency")
        verbose_name_plural = _("demonstrated competencies")
        ordering = ["demonstrated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "assessment", "competency"],
                condition=Q(withdrawn_at=None),
                name="competency_is_shown_once_in_an_assessment",
            ),
            # Withdrawn ones included: what a revoked badge rested on counts no second time.
            models.UniqueConstraint(
                fields=["judgement", "assessment"],
                condition=Q(judgement__isnull=False),
                name="judgement_counts_once_in_an_assessment",
            ),
            models.CheckConstraint(
                condition=Q(result__isnull=False)
                | Q(judgement__isnull=False)
                | Q(carried_from__isnull=False),
                name="demonstration_rests_on_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.competency}"
