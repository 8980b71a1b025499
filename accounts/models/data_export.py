from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.private_files import private_storage

# How long one worker may take over one export before another may try.
CLAIM = timedelta(minutes=15)


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def waiting(self, now: datetime) -> DataExportQuerySet:
        """Those that are still to be made and that nobody is making at `now`."""
        unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
        return self.filter(unclaimed, ready_at=None)

    def ready(self, now: datetime) -> DataExportQuerySet:
        return self.filter(ready_at__isnull=False, expires_at__gt=now)

    def expired(self, now: datetime) -> DataExportQuerySet:
        return self.filter(expires_at__lte=now)


def export_file_name(export: DataExport, name: str) -> str:
    """The same for each try, so that a try that was cut short leaves nothing behind."""
    return f"exports/{export.pk}.zip"


class DataExport(models.Model):
    """A copy of everything that is held about one person, made for them and kept for a week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=private_storage, upload_to=export_file_name, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text=_("In bytes."))

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of somebody’s data")
        verbose_name_plural = _("copies of people’s data")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ready_at=None),
                name="one_copy_of_somebodys_data_is_made_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ready_at=None, expires_at=None, file="")
                | Q(ready_at__isnull=False, expires_at__isnull=False) & ~Q(file=""),
                name="copy_that_is_ready_has_a_file_and_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.requested_at:%Y-%m-%d}"
