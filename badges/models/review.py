from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .award import Award
from .pathway import Fulfilment


class StandingReviewQuerySet(models.QuerySet["StandingReview"]):
    def open(self) -> StandingReviewQuerySet:
        return self.filter(decided_at=None)


class StandingReview(models.Model):
    """A stacked badge has lost something it stands on. A coordinator decides what becomes of it.

    It is opened in the transaction that revokes the cause, so a macro-badge is never
    left standing on a revoked badge without somebody having been asked.
    """

    class Decision(models.TextChoices):
        KEEP = "keep", _("It stands")
        REVOKE = "revoke", _("Revoke it too")

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="standing_reviews")
    cause = models.ForeignKey(
        Award, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews_caused"
    )
    cause_step = models.ForeignKey(
        Fulfilment, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews_caused"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="standing_decisions",
    )

    objects = StandingReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge to review")
        verbose_name_plural = _("badges to review")
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "cause"], name="award_is_reviewed_once_for_a_cause"
            ),
            models.UniqueConstraint(
                fields=["award", "cause_step"], name="award_is_reviewed_once_for_a_step"
            ),
            models.CheckConstraint(
                condition=Q(cause=None) ^ Q(cause_step=None), name="review_has_one_cause"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="", decided_by=None)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")),
                name="decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.award)
