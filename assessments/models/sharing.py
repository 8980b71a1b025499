from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import addresses
from badges.models import Award

from .submission import EvidenceItem


def new_token() -> str:
    return secrets.token_urlsafe(32)


class EvidenceShare(models.Model):
    """A link by which a learner shows evidence of theirs to whoever has it, until it ends.

    The link is kept as it is, so that its owner can copy it again: it opens nothing that does
    not stand in the same database. Of those who opened it only their number is kept.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence_shares"
    )
    award = models.ForeignKey(
        Award, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=120, help_text=_("For the learner: whom it is for."))
    items = models.ManyToManyField(EvidenceItem, related_name="+")
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    times_opened = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("link to shared evidence")
        verbose_name_plural = _("links to shared evidence")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at")), name="shared_evidence_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return addresses.shared_evidence_path(self.token)

    @property
    def last_day(self) -> date:
        """The last day on which it opens; it ends at that day's end."""
        return timezone.localtime(self.ends_at - timedelta(seconds=1)).date()

    def is_open(self, now: datetime) -> bool:
        return self.withdrawn_at is None and now < self.ends_at
