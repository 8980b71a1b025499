from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice
from badges import addresses

from .badge import Artwork, Badge
from .issuer import Issuer, IssuerKey

# Bitstring Status List 1.0, section 3.1: at least 131,072 entries, so that an index
# says nothing about whose it is.
STATUS_LIST_LENGTH = 131_072


def new_salt() -> str:
    return secrets.token_urlsafe(16)


class StatusList(models.Model):
    """A list of bits in which an issuer says which of its credentials are revoked."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="status_lists")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)
    document = models.JSONField(null=True, blank=True, editable=False)
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")

    def __str__(self) -> str:
        return f"{self.issuer}, list {self.pk}"

    @property
    def url(self) -> str:
        return addresses.absolute(addresses.status_list_path(self.pk))


class AwardQuerySet(models.QuerySet["Award"]):
    def active(self) -> AwardQuerySet:
        """Those that stand: not revoked. One that has expired still stands as a fact."""
        return self.filter(revoked_at=None)

    def without_credential(self) -> AwardQuerySet:
        return self.active().filter(credential=None)

    def without_notice(self) -> AwardQuerySet:
        """Those whose recipient has not been told; who is gone is told nothing."""
        return self.active().filter(
            credential__isnull=False, notice=None, recipient__deleted_at=None
        )

    def with_compromised_key(self) -> AwardQuerySet:
        """Those whose credential verifies no more and has to be signed anew."""
        return self.active().filter(credential__key__compromised_at__isnull=False)

    def not_stacked(self) -> AwardQuerySet:
        return self.active().filter(stacked_at=None)

    def for_people(self) -> AwardQuerySet:
        """With what every page about awards shows, in one query."""
        return self.select_related("badge", "badge__issuer", "recipient")


class Award(models.Model):
    """The fact that somebody earned a badge. It freezes what the badge said then.

    What follows is derived from the rows (badges.sweeping): without a `credential` it
    needs signing, with one and without a `notice` it needs mailing, without
    `stacked_at` its learner's pathways need a look.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="awards")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards"
    )
    recipient_name = models.CharField(max_length=150, blank=True)
    recipient_email = models.EmailField(blank=True)
    recipient_hash = models.CharField(
        max_length=80,
        blank=True,
        editable=False,
        help_text=_("Stands in for name and address once the recipient's account is deleted."),
    )
    salt = models.CharField(max_length=40, default=new_salt, editable=False)
    awarded_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    achievement = models.JSONField(
        editable=False, help_text=_("The badge as it was: badges.snapshots.achievement_of.")
    )
    narrative = models.TextField(help_text=_("What the person did, and how it was assessed."))
    evidence = models.JSONField(default=list, blank=True)
    results = models.JSONField(
        default=list,
        blank=True,
        help_text=_("One {competency, statement} for each competency that was shown."),
    )
    stands_on = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="carries",
        help_text=_("The awards that a level's badge or a macro-badge was stacked from."),
    )
    stands_on_steps = models.ManyToManyField(
        "badges.Fulfilment", blank=True, related_name="carries"
    )
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="awards")
    status_index = models.PositiveIntegerField(
        validators=[MaxValueValidator(STATUS_LIST_LENGTH - 1)]
    )
    notice = models.OneToOneField(
        Notice, null=True, blank=True, on_delete=models.SET_NULL, related_name="award"
    )
    stacked_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revocations",
    )
    revocation_reason = models.CharField(max_length=300, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-awarded_at"]
        permissions = [("revoke_award", "Can revoke awards")]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "badge"],
                condition=Q(revoked_at=None),
                name="badge_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="status_index_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(status_index__lt=STATUS_LIST_LENGTH),
                name="status_index_is_within_the_list",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revocation_reason=""),
                name="revocation_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(recipient_hash="") & ~Q(recipient_email="")
                | Q(recipient_name="", recipient_email="") & ~Q(recipient_hash=""),
                name="award_has_an_address_or_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("awarded_at")),
                name="award_expires_after_it_is_made",
            ),
        ]
        indexes = [
            models.Index(
                fields=["awarded_at"],
                name="award_not_stacked",
                condition=Q(stacked_at=None, revoked_at=None),
            ),
            models.Index(
                fields=["awarded_at"],
                name="award_not_announced",
                condition=Q(notice=None, revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}: {self.name}"

    def get_absolute_url(self) -> str:
        return addresses.award_path(self.pk)

    @property
    def name(self) -> str:
        """The badge's name when it was earned."""
        return self.achievement["name"]

    @property
    def is_anonymous(self) -> bool:
        """Whether its recipient's account was deleted, and their name with it."""
        return bool(self.recipient_hash)

    @property
    def holder(self) -> str:
        """Who earned it, as a page says it."""
        return str(_("A former learner")) if self.is_anonymous else self.recipient_name

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


class Credential(models.Model):
    """The signed document of an award (Open Badges 3.0). There is never a second one."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="credential")
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="credentials")
    artwork = models.ForeignKey(Artwork, on_delete=models.PROTECT, related_name="credentials")
    document = models.JSONField(editable=False)
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")

    def __str__(self) -> str:
        return str(self.award)
