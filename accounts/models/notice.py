from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.notice_kinds import ACCOUNT, KINDS, Frequency, NoticeKind

# How long one worker may take over one mail before another may try.
CLAIM = timedelta(minutes=3)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self, now: datetime) -> NoticeQuerySet:
        """Those that still have to be sent by themselves and that nobody is sending at `now`."""
        unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
        return self.filter(unclaimed, sent_at=None, frequency=Frequency.AT_ONCE)

    def undigested(self) -> NoticeQuerySet:
        """Those that a summary still has to carry."""
        return self.filter(carried_by=None, frequency__in=[Frequency.DAILY, Frequency.WEEKLY])

    def listed_for(self, person_id: int) -> NoticeQuerySet:
        """What somebody finds under their notices."""
        return self.filter(recipient_id=person_id, is_listed=True)

    def unread(self) -> NoticeQuerySet:
        return self.filter(is_listed=True, read_at=None)


class Notice(models.Model):
    """One message to one person about one thing that happened.

    `key` names the cause (`award:<id>`), so a follow-up that runs twice finds the
    notice that is already there instead of writing a second. `frequency` is what the
    recipient had chosen for its kind: one that goes out at once is sent by itself, one for
    a summary is carried by the summary (a notice as well), and one that never goes out is
    in the page only.
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
    kind = models.CharField(max_length=20, default=ACCOUNT.name, editable=False)
    frequency = models.CharField(
        max_length=10, choices=Frequency.choices, default=Frequency.AT_ONCE, editable=False
    )
    email = models.EmailField(help_text=_("Where it goes: the address when it was written."))
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    is_secret = models.BooleanField(
        default=False, help_text=_("Its words open something: they are deleted once it is sent.")
    )
    url = models.CharField(
        max_length=500, blank=True, help_text=_("What it leads to: a path on this site.")
    )
    is_listed = models.BooleanField(
        default=True, help_text=_("The recipient finds it under their notices.")
    )
    carried_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="carried",
        help_text=_("The summary that tells of it."),
    )
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="notice_waiting",
                condition=Q(sent_at=None, frequency=Frequency.AT_ONCE),
            ),
            models.Index(
                fields=["frequency", "created_at"],
                name="notice_undigested",
                condition=Q(carried_by=None, frequency__in=[Frequency.DAILY, Frequency.WEEKLY]),
            ),
            models.Index(
                fields=["recipient"],
                name="notice_unread",
                condition=Q(read_at=None, is_listed=True),
            ),
            models.Index(
                fields=["recipient", "-created_at"],
                name="notice_listed",
                condition=Q(is_listed=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="notice_frequency_is_known"
            ),
            models.CheckConstraint(
                condition=Q(frequency=Frequency.AT_ONCE) | Q(claimed_at=None, sent_at=None),
                name="only_what_goes_at_once_is_sent_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(carried_by=None) | Q(frequency__in=[Frequency.DAILY, Frequency.WEEKLY]),
                name="only_what_is_for_a_summary_is_carried",
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(is_listed=False),
                name="a_secret_notice_is_not_listed",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def about(self) -> NoticeKind:
        """Its kind; that of the account for a kind that is gone."""
        return KINDS.get(self.kind, ACCOUNT)


class NoticePreference(models.Model):
    """How soon somebody wants notices of a kind by e-mail. No row: as is usual for the kind."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    kind = models.CharField(max_length=20)
    frequency = models.CharField(max_length=10, choices=Frequency.choices)

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], name="one_preference_for_a_person_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="preference_frequency_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.name for kind in KINDS.values() if kind.is_needed]),
                name="what_is_needed_has_no_preference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.frequency}"
