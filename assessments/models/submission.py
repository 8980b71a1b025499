from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.private_files import private_storage
from assessments import addresses
from badges.models import Competency, Requirement

from .task import EvidenceKind, PerformanceTask


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    HANDED_IN = "handed_in", _("Waits for an assessor")
    RETURNED = "returned", _("Returned for revision")
    SECOND_RATING = "second_rating", _("Waits for a second rating")
    DISPUTED = "disputed", _("Waits for a coordinator: two ratings disagree")
    SIGN_OFF = "sign_off", _("Waits for the supervisor’s sign-off")
    JUDGED = "judged", _("Judged")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def open(self) -> SubmissionQuerySet:
        return self.exclude(state=State.JUDGED)

    def to_be_rated(self) -> SubmissionQuerySet:
        return self.filter(state__in=[State.HANDED_IN, State.SECOND_RATING])

    def unclaimed(self, now: datetime) -> SubmissionQuerySet:
        """Those that an assessor may take on at `now`: free, or with a claim that has lapsed."""
        return self.to_be_rated().filter(Q(claimed_by=None) | Q(claim_lapses_at__lte=now))


class Submission(models.Model):
    """One learner's work on a task, from its first draft to its judgement.

    The first hand-in freezes the task and the rubric: what is edited afterwards changes
    nothing for it. Its state is moved by `assessments.moving.move` alone, which keeps
    every move as a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(PerformanceTask, on_delete=models.PROTECT, related_name="submissions")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=14, choices=State.choices, default=State.DRAFT)
    started_at = models.DateTimeField(default=timezone.now)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    task_definition = models.JSONField(null=True, blank=True, editable=False)
    task_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rubric_definition = models.JSONField(null=True, blank=True, editable=False)
    rubric_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    competency = models.ForeignKey(
        Competency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    requirement = models.ForeignKey(
        Requirement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_rated_twice = models.BooleanField(default=False)

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claimed_submissions",
    )
    claim_lapses_at = models.DateTimeField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-started_at"]
        permissions = [
            ("review_submission", "Can assess submissions"),
            ("decide_submission", "Can countersign sign-offs and settle disagreements"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "task"],
                condition=~Q(state=State.JUDGED),
                name="one_open_submission_to_a_task",
            ),
            models.UniqueConstraint(
                fields=["learner", "task", "number"], name="submissions_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="submission_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | Q(
                    Q(competency__isnull=False) | Q(requirement__isnull=False),
                    handed_in_at__isnull=False,
                    task_definition__isnull=False,
                    rubric_definition__isnull=False,
                ),
                name="what_is_handed_in_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claim_lapses_at=None)
                | Q(
                    claimed_by__isnull=False,
                    claim_lapses_at__isnull=False,
                    state__in=[State.HANDED_IN, State.SECOND_RATING],
                ),
                name="only_what_waits_for_an_assessor_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | ~Q(claimed_by=F("learner")),
                name="nobody_claims_their_own_work",
            ),
        ]
        indexes = [
            models.Index(
                fields=["handed_in_at"],
                name="submission_to_be_rated",
                condition=Q(state__in=[State.HANDED_IN, State.SECOND_RATING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.learner}, {self.number}"

    def get_absolute_url(self) -> str:
        return addresses.submission_path(self.pk)

    @property
    def title(self) -> str:
        """The task's title, as it was at the first hand-in."""
        return self.task_definition["title"] if self.task_definition else self.task.title

    @property
    def is_editable(self) -> bool:
        return self.state in (State.DRAFT, State.RETURNED)

    @property
    def rubric(self) -> dict[str, Any]:
        """The rubric it is, or would be, judged by."""
        return self.rubric_definition or self.task.rubric.definition

    @property
    def terms(self) -> dict[str, Any]:
        """The task as it is, or would be, judged: PerformanceTask.definition."""
        return self.task_definition or self.task.definition

    @property
    def latest_hand_in(self) -> HandIn | None:
        return self.hand_ins.order_by("-number").first()


class EvidenceItemQuerySet(models.QuerySet["EvidenceItem"]):
    def current(self) -> EvidenceItemQuerySet:
        """What the submission holds now. The others belong to earlier hand-ins."""
        return self.filter(removed_at=None)


def evidence_file_name(item: EvidenceItem, name: str) -> str:
    """Where a file is kept. Nothing of it comes from the name that the learner gave."""
    return f"evidence/{item.submission_id}/{uuid.uuid4().hex}.{name.rsplit('.', 1)[-1]}"


class EvidenceItem(models.Model):
    """One piece of evidence. Once it has been handed in it never changes: editing it makes
    a new one, and it stays as part of that hand-in (`removed_at`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind.choices)
    title = models.CharField(
        max_length=200, blank=True, help_text=_("A file's name, or what a copy is of.")
    )
    text = models.TextField(
        blank=True, help_text=_("Clean HTML of an account in words; plain text of a copy.")
    )
    url = models.URLField(max_length=2000, blank=True)
    file = models.FileField(
        storage=private_storage, upload_to=evidence_file_name, blank=True, max_length=200
    )
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text=_("Of a file, in bytes."))
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("pieces of evidence")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(kind=EvidenceKind.TEXT, removed_at=None),
                name="submission_has_one_account_in_words",
            ),
            models.UniqueConstraint(
                fields=["submission", "kind", "sha256"],
                condition=Q(removed_at=None),
                name="submission_has_the_same_evidence_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.TEXT, url="", file="") & ~Q(text="")
                | Q(kind=EvidenceKind.FILE, url="", text="", size__gt=0)
                & ~Q(file="")
                & ~Q(media_type="")
                & ~Q(title="")
                | Q(kind=EvidenceKind.LINK, text="", file="") & ~Q(url="")
                | Q(kind__in=[EvidenceKind.JOURNAL, EvidenceKind.SCENARIO], url="", file="")
                & ~Q(text="")
                & ~Q(title=""),
                name="evidence_is_what_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url or str(self.get_kind_display())


class HandIn(models.Model):
    """One handing-in: which evidence it held, each piece with its digest. Never changes."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="hand_ins")
    number = models.PositiveIntegerField()
    handed_in_at = models.DateTimeField()
    items = models.ManyToManyField(EvidenceItem, related_name="hand_ins")
    manifest = models.JSONField(
        help_text=_("One {id, kind, title, url, media_type, size, sha256} for each item.")
    )
    sha256 = models.CharField(max_length=64, help_text=_("Of the manifest, as canonical JSON."))

    class Meta:
        verbose_name = _("hand-in")
        verbose_name_plural = _("hand-ins")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="hand_ins_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.number}"


class SubmissionEventQuerySet(models.QuerySet["SubmissionEvent"]):
    def update(self, **kwargs: Any) -> int:
        raise TypeError("The history of a submission is only ever added to.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The history of a submission is only ever added to.")


class SubmissionEvent(models.Model):
    """Something that happened to a submission, and the state it left it in. Only ever added."""

    class Kind(models.TextChoices):
        STARTED = "started", _("Started")
        HANDED_IN = "handed_in", _("Handed in")
        CLAIMED = "claimed", _("Taken on by an assessor")
        RELEASED = "released", _("Given back by the assessor")
        RETURNED = "returned", _("Returned for revision")
        RATED = "rated", _("Rated")
        RESOLVED = "resolved", _("Disagreement settled by a coordinator")
        INVITED = "invited", _("Supervisor invited")
        INVITATION_REVOKED = "revoked", _("Invitation withdrawn")
        SIGNED_OFF = "signed_off", _("Signed off by the supervisor")
        COUNTERSIGNED = "countersigned", _("Sign-off confirmed by a coordinator")
        SIGN_OFF_REFUSED = "refused", _("Sign-off refused by a coordinator")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    state = models.CharField(max_length=14, choices=State.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: somebody without an account."),
    )
    note = models.TextField(blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    objects = SubmissionEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a submission")
        verbose_name_plural = _("events of submissions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The history of a submission is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The history of a submission is only ever added to.")
