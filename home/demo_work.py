"""Work in practice that the demo people hand in, and that the demo assessor judges."""

from __future__ import annotations

from accounts.models import User
from assessments import evidence, reviewing, submitting
from assessments.models import Assessment, PerformanceTask, Submission, TaskRole

ACCOUNT = (
    "<p>Demonstration work. On Tuesday I asked the two people I share the early shift with what "
    "they needed from me before half past seven. One of them wanted the list printed, the other "
    "wanted to be asked before I move her trolley. I wrote both down, did them for a week, and "
    "asked again on the Monday after.</p><p>What changed is small: nobody looks for the list any "
    "more. What I did not manage was to ask the third colleague, who was away.</p>"
)


def required_tasks(assessment: Assessment) -> list[PerformanceTask]:
    """The tasks that the assessment asks for beside its questions."""
    sections = assessment.sections.select_related("task").filter(
        task__live=True, task_role=TaskRole.REQUIRED
    )
    return [section.task for section in sections if section.task is not None]


def begin(learner: User, task: PerformanceTask) -> Submission:
    """Work with an account in words that is not handed in yet."""
    submission = submitting.start(task=task, learner=learner)
    evidence.save_text(submission_id=submission.pk, html=ACCOUNT)
    return submission


def hand_in(learner: User, task: PerformanceTask) -> Submission:
    return submitting.hand_in(begin(learner, task).pk)


def judge_as_met(submission: Submission, *, assessor: User) -> None:
    """Take on the work and rate every criterion at the level that is required."""
    reviewing.claim(submission_id=submission.pk, assessor=assessor)
    keys = [criterion["key"] for criterion in submission.rubric["criteria"]]
    reviewing.judge(
        submission_id=submission.pk,
        assessor=assessor,
        ratings=dict.fromkeys(keys, submission.terms["required_level"]),
        comments=dict.fromkeys(keys, "Demonstration rating."),
    )
