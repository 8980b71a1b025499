from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# How long one worker may take over one mail before another may try.
CLAIM = timedelta(minutes=3)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self, now: datetime) -> NoticeQuerySet:
        """Those that still have to be sent and that nobody is sending at `now`."""
        unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
        return self.filter(unclaimed, sent_at=None)


class Notice(models.Model):
    """One message to one person about one thing that happened.

    `key` names the cause (`award:<id>`), so a follow-up that runs twice finds the
    notice that is already there instead of writing a second.
    """

    key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="notices",
        help_text=_("Empty: somebody without an account."),
    )
    email = models.EmailField(help_text=_("Where it goes: the address when it was written."))
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    is_secret = models.BooleanField(
        default=False, help_text=_("Its words open something: they are deleted once it is sent.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["created_at"], name="notice_waiting", condition=Q(sent_at=None)),
        ]

    def __str__(self) -> str:
        return self.subject
