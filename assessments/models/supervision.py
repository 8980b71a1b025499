from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import LowercaseEmailField

from .review import CriterionRating
from .rubric import Level
from .submission import HandIn, Submission


class SupervisorInvitationQuerySet(models.QuerySet["SupervisorInvitation"]):
    def unanswered(self) -> SupervisorInvitationQuerySet:
        """Neither used nor revoked; it may have expired."""
        return self.filter(used_at=None, revoked_at=None)

    def usable(self, now: datetime) -> SupervisorInvitationQuerySet:
        return self.unanswered().filter(expires_at__gt=now)


class SupervisorInvitation(models.Model):
    """A link by which somebody without an account may sign off one submission.

    Of its token only a hash is kept. Sending it again makes a new invitation, with a
    token of its own, and revokes this one (`replaced_by`).
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="invitations")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervisor_invitations"
    )
    name = models.CharField(_("name"), max_length=150)
    email = LowercaseEmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    used_at = models.DateTimeField(null=True, blank=True)

    objects = SupervisorInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervisor’s invitation")
        verbose_name_plural = _("supervisors’ invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(used_at=None, revoked_at=None),
                name="submission_has_one_live_invitation",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None),
                name="invitation_is_used_or_revoked",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_later"
            ),
        ]
        indexes = [
            models.Index(fields=["email", "invited_at"], name="invitations_to_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.submission}"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def undecided(self) -> SignOffQuerySet:
        return self.filter(countersigned_at=None, refused_at=None)

    def counting(self) -> SignOffQuerySet:
        """Only what a coordinator has countersigned counts."""
        return self.filter(countersigned_at__isnull=False)


class SignOff(models.Model):
    """What a supervisor says about somebody's work, and what a coordinator made of it."""

    invitation = models.OneToOneField(
        SupervisorInvitation, on_delete=models.PROTECT, related_name="sign_off"
    )
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sign_offs")
    hand_in = models.ForeignKey(
        HandIn,
        on_delete=models.PROTECT,
        related_name="sign_offs",
        help_text=_("What the supervisor was shown."),
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs_received"
    )
    name = models.CharField(_("name"), max_length=150)
    position = models.CharField(_("position"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=200)
    relationship = models.CharField(_("relationship to the learner"), max_length=200)
    statement = models.TextField(_("statement that was confirmed"))
    overall = models.TextField(blank=True)
    is_met = models.BooleanField()
    signed_at = models.DateTimeField(default=timezone.now)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="countersignatures",
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sign_offs_refused",
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.TextField(blank=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("supervisor’s sign-off")
        verbose_name_plural = _("supervisors’ sign-offs")
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(refused_at=None),
                name="submission_has_one_standing_sign_off",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at=None, countersigned_by=None)
                | Q(
                    countersigned_at__isnull=False,
                    countersigned_by__isnull=False,
                    refused_at=None,
                ),
                name="countersignature_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(refused_at=None, refused_by=None, refusal_reason="")
                | Q(refused_at__isnull=False, refused_by__isnull=False) & ~Q(refusal_reason=""),
                name="refusal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("learner")),
                name="nobody_countersigns_for_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.submission}"


class SignOffRating(CriterionRating):
    """A supervisor's rating of one criterion."""

    sign_off = models.ForeignKey(SignOff, on_delete=models.CASCADE, related_name="ratings")

    class Meta:
        verbose_name = _("supervisor’s rating")
        verbose_name_plural = _("supervisors’ ratings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_off", "criterion"], name="sign_off_rates_a_criterion_once"
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="sign_off_rating_is_a_level"
            ),
        ]
