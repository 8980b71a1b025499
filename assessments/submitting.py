"""Starting work on a task, and handing it in."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.notice_kinds import HANDED_IN
from accounts.notices import write_notice
from assessments import addresses, moving, rubrics
from assessments.models import (
    EvidenceItem,
    HandIn,
    PerformanceTask,
    State,
    Submission,
    SubmissionEvent,
)
from assessments.second_rating import is_rated_twice
from badges.addresses import absolute


class CannotSubmit(Exception):
    """Work can't be started or handed in; `str()` tells the learner why."""


def start(*, task: PerformanceTask, learner: User) -> Submission:
    """The learner's open submission to `task`, or a new draft.

    Raises CannotSubmit if the task or its rubric is not published.
    """
    with transaction.atomic():
        # Two tabs that start at once: the second finds the draft of the first.
        User.objects.select_for_update().get(pk=learner.pk)
        mine = Submission.objects.filter(task=task, learner=learner)
        open_one = mine.open().first()
        if open_one is not None:
            return open_one
        task = PerformanceTask.objects.select_related("rubric").get(pk=task.pk)
        if not (task.live and task.rubric.live):
            raise CannotSubmit(_("This task can't be started: it is not published."))
        last = mine.aggregate(last=Max("number"))["last"] or 0
        submission = Submission.objects.create(task=task, learner=learner, number=last + 1)
        moving.record(submission, SubmissionEvent.Kind.STARTED, actor=learner)
    return submission


def hand_in(submission_id: UUID) -> Submission:
    """Hand in what the submission holds now; what is handed in stays as it is.

    The first time, the published task and rubric are frozen. Raises CannotSubmit if there is
    no evidence, or if the rubric can't be judged by.
    """
    with transaction.atomic():
        submission = moving.locked(submission_id)
        if not submission.is_editable:
            return submission
        items = list(submission.evidence.current())
        if not items:
            raise CannotSubmit(_("Add at least one piece of evidence before you hand in."))
        if submission.state == State.DRAFT:
            _freeze(submission)
        submission.handed_in_at = timezone.now()
        submission.save()
        handed_in = _hand_in_of(submission, items)
        moving.move(
            submission, State.HANDED_IN, SubmissionEvent.Kind.HANDED_IN, actor=submission.learner
        )
        write_notice(
            key=f"submission:{submission.pk}:handed-in:{handed_in.number}",
            recipient=submission.learner,
            kind=HANDED_IN,
            url=addresses.submission_path(submission.pk),
            template="assessments/emails/handed_in",
            context={
                "submission": submission,
                "count": len(items),
                "submission_url": absolute(addresses.submission_path(submission.pk)),
            },
        )
    return submission


def manifest_of(items: list[EvidenceItem]) -> list[dict[str, Any]]:
    """What a hand-in says of each of its items, as plain data."""
    return [
        {
            "id": str(item.pk),
            "kind": item.kind,
            "title": item.title,
            "url": item.url,
            "media_type": item.media_type,
            "size": item.size,
            "sha256": item.sha256,
        }
        for item in items
    ]


def _freeze(submission: Submission) -> None:
    task, rubric = submission.task, submission.task.rubric
    definition = rubric.definition
    if rubrics.problems(definition):
        raise CannotSubmit(
            _("This task can't be handed in yet: its rubric is being worked on. Your work is kept.")
        )
    submission.task_definition = task.definition
    submission.task_revision = task.live_revision
    submission.rubric_definition = definition
    submission.rubric_revision = rubric.live_revision
    submission.competency = task.competency
    submission.requirement = task.requirement
    submission.is_rated_twice = is_rated_twice(submission.pk, task.second_rating_percent)


def _hand_in_of(submission: Submission, items: list[EvidenceItem]) -> HandIn:
    assert submission.handed_in_at is not None
    last = submission.hand_ins.aggregate(last=Max("number"))["last"] or 0
    manifest = manifest_of(items)
    canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    handed_in = HandIn.objects.create(
        submission=submission,
        number=last + 1,
        handed_in_at=submission.handed_in_at,
        manifest=manifest,
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
    )
    handed_in.items.set(items)
    return handed_in
