"""What of a learner's work in practice waits for them, and what waits for somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from assessments.models import SignOff, State, Submission, SupervisorInvitation


@dataclass(frozen=True, slots=True)
class Waiting:
    for_learner: tuple[Submission, ...]
    for_others: tuple[Submission, ...]


def waiting_of(learner: User) -> Waiting:
    """A learner's open submissions, the latest first.

    One that only a supervisor is missing for waits for the learner until somebody is invited.
    """
    invited = SupervisorInvitation.objects.usable(timezone.now()).filter(submission=OuterRef("pk"))
    signed = SignOff.objects.filter(submission=OuterRef("pk"), refused_at=None)
    rows = list(
        Submission.objects.open()
        .filter(learner=learner)
        .select_related("task")
        .annotate(has_supervisor=Exists(invited) | Exists(signed))
    )
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
