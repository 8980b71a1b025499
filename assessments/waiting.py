"""What of a learner's work in practice waits for them, and what waits for somebody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from assessments.models import SignOff, State, Submission, SupervisorInvitation


@dataclass(frozen=True, slots=True)
class Waiting:
    for_learner: tuple[Submission, ...]
    for_others: tuple[Submission, ...]


def waiting_of(learner: User) -> Waiting:
    """A learner's open submissions, the latest first."""
    return waiting_of_many([learner])[learner.pk]


def waiting_of_many(learners: Iterable[User]) -> dict[int, Waiting]:
    """The open submissions of each learner by their id, the latest first, in one query.

    One that only a supervisor is missing for waits for the learner until somebody is invited.
    """
    ids = [learner.pk for learner in learners]
    invited = SupervisorInvitation.objects.usable(timezone.now()).filter(submission=OuterRef("pk"))
    signed = SignOff.objects.filter(submission=OuterRef("pk"), refused_at=None)
    rows = list(
        Submission.objects.open()
        .filter(learner__in=ids)
        .select_related("task")
        .annotate(has_supervisor=Exists(invited) | Exists(signed))
    )
    by_learner: dict[int, list[Any]] = {learner_id: [] for learner_id in ids}
    for row in rows:
        by_learner[row.learner_id].append(row)
    return {learner_id: _waiting(theirs) for learner_id, theirs in by_learner.items()}


def _waiting(rows: Sequence[Any]) -> Waiting:
    mine = [
        row
        for row in rows
        if row.is_editable or (row.state == State.SIGN_OFF and not row.has_supervisor)
    ]
    return Waiting(
        for_learner=tuple(mine), for_others=tuple(row for row in rows if row not in mine)
    )


def latest_submissions(learner: User, task_ids: Iterable[int]) -> dict[int, Submission]:
    """The latest submission to each of the tasks that was begun, by the task's id; one that is
    judged has its `judgement` loaded."""
    rows = (
        Submission.objects.filter(learner=learner, task_id__in=list(task_ids))
        .select_related("judgement")
        .order_by("number")
    )
    return {row.task_id: row for row in rows}
