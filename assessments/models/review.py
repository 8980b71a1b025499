from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from badges.models import Competency, Fulfilment

from .rubric import Level
from .submission import HandIn, Submission
from .task import PerformanceTask


class ConflictOfInterest(models.Model):
    """That two people may not judge each other's work. It holds in both directions."""

    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts_as_assessor"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts_as_learner"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessor", "learner"], name="conflict_is_recorded_once"
            ),
            models.CheckConstraint(
                condition=~Q(assessor=F("learner")), name="conflict_is_between_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor}, {self.learner}"


class Review(models.Model):
    """What one assessor said about one hand-in. Written once, never changed.

    A judgement rates every criterion, and the rubric decides whether it is met. A return
    says in `overall` what to improve, and may rate some criteria.
    """

    class Kind(models.TextChoices):
        JUDGEMENT = "judgement", _("Judgement")
        RETURN = "return", _("Returned for revision")

    hand_in = models.ForeignKey(HandIn, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews_made"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews_received"
    )
    is_second = models.BooleanField(default=False)
    is_met = models.BooleanField(null=True, blank=True)
    overall = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["reviewed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hand_in", "assessor"], name="assessor_reviews_a_hand_in_once"
            ),
            models.UniqueConstraint(
                fields=["hand_in", "is_second"], name="hand_in_has_a_first_and_a_second_rating"
            ),
            models.CheckConstraint(
                condition=~Q(assessor=F("learner")), name="nobody_reviews_their_own_work"
            ),
            models.CheckConstraint(
                condition=Q(kind="judgement", is_met__isnull=False)
                | Q(kind="return", is_met=None, is_second=False) & ~Q(overall=""),
                name="review_judges_or_says_what_to_improve",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hand_in}: {self.assessor}"


class CriterionRating(models.Model):
    """A level and a comment for one criterion (its key in the frozen rubric)."""

    criterion = models.CharField(max_length=60)
    level = models.CharField(max_length=12, choices=Level.choices)
    comment = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_level_display()}"


class Rating(CriterionRating):
    """An assessor's rating of one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="ratings")

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"], name="review_rates_a_criterion_once"
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="rating_is_a_level_of_the_rubric"
            ),
        ]


class Resolution(models.Model):
    """A coordinator's decision where two ratings of a hand-in disagree."""

    hand_in = models.OneToOneField(HandIn, on_delete=models.CASCADE, related_name="resolution")
    is_met = models.BooleanField()
    reason = models.TextField()
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="resolutions"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("settled disagreement")
        verbose_name_plural = _("settled disagreements")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="resolution_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(resolved_by=F("learner")), name="nobody_resolves_their_own_work"
            ),
        ]

    def __str__(self) -> str:
        return str(self.hand_in)


class TaskJudgement(models.Model):
    """How a submission came out in the end. Exactly one for each that is judged."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="judgement"
    )
    hand_in = models.OneToOneField(HandIn, on_delete=models.PROTECT, related_name="judgement")
    task = models.ForeignKey(PerformanceTask, on_delete=models.PROTECT, related_name="judgements")
    competency = models.ForeignKey(
        Competency, null=True, blank=True, on_delete=models.PROTECT, related_name="task_judgements"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="task_judgements"
    )
    is_demonstrated = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="task_judgements_made"
    )
    decided_at = models.DateTimeField(default=timezone.now)
    fulfilment = models.ForeignKey(
        Fulfilment, null=True, blank=True, on_delete=models.PROTECT, related_name="task_judgements"
    )

    class Meta:
        verbose_name = _("judgement of a task")
        verbose_name_plural = _("judgements of tasks")
        ordering = ["decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("learner")), name="nobody_judges_their_own_work"
            ),
            models.CheckConstraint(
                condition=Q(fulfilment=None) | Q(is_demonstrated=True),
                name="only_what_is_met_fulfils_a_step",
            ),
        ]

    def __str__(self) -> str:
        return str(self.submission)
