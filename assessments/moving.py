"""The one place where a submission changes its state, so that no change goes unrecorded."""

from uuid import UUID

from accounts.models import User
from assessments.models import State, Submission, SubmissionEvent


def locked(submission_id: UUID) -> Submission:
    """The submission with its row locked, after its learner's. Call it in a transaction.

    The learner's row comes first, as everywhere, so that no two verbs wait for one another.
    """
    learner_id = Submission.objects.values_list("learner_id", flat=True).get(pk=submission_id)
    learner = User.objects.select_for_update().get(pk=learner_id)
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("task__rubric", "task__competency")
        .get(pk=submission_id)
    )
    submission.learner = learner
    return submission


def record(
    submission: Submission,
    kind: SubmissionEvent.Kind,
    *,
    actor: User | None,
    note: str = "",
) -> SubmissionEvent:
    """Write down something that happened and left the state as it is. `actor` is None for
    somebody without an account."""
    return SubmissionEvent.objects.create(
        submission=submission, kind=kind, state=submission.state, actor=actor, note=note
    )


def move(
    submission: Submission,
    to: State,
    kind: SubmissionEvent.Kind,
    *,
    actor: User | None,
    note: str = "",
) -> SubmissionEvent:
    """Bring a locked submission into a state. A claim on it ends."""
    submission.state = to
    submission.claimed_by = None
    submission.claim_lapses_at = None
    submission.save(update_fields=["state", "claimed_by", "claim_lapses_at"])
    return record(submission, kind, actor=actor, note=note)
