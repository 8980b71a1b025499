"""Where attempts live. The result page is drawn by a higher floor, which knows the lessons."""

from uuid import UUID


def attempt_path(attempt_id: UUID) -> str:
    return f"/assessment/attempts/{attempt_id}/"


def question_path(attempt_id: UUID, position: int) -> str:
    return f"/assessment/attempts/{attempt_id}/{position}/"


def review_path(attempt_id: UUID) -> str:
    return f"/assessment/attempts/{attempt_id}/review/"


def result_path(attempt_id: UUID) -> str:
    return f"/assessment/attempts/{attempt_id}/result/"


def task_path(slug: str) -> str:
    return f"/assessment/tasks/{slug}/"


def submission_path(submission_id: UUID) -> str:
    return f"/assessment/submissions/{submission_id}/"


def from_journal_path(submission_id: UUID) -> str:
    """Where a learner takes copies of journal entries as evidence."""
    return f"/assessment/submissions/{submission_id}/from-journal/"


def from_scenarios_path(submission_id: UUID) -> str:
    """Where a learner takes copies of ways through scenarios as evidence."""
    return f"/assessment/submissions/{submission_id}/from-scenarios/"


def sign_off_path(token: str) -> str:
    """Where a supervisor signs off, without an account."""
    return f"/sign-off/{token}/"


def work_queue_path() -> str:
    """Where assessors and coordinators find what waits for them."""
    return "/admin/submissions/"


def shared_evidence_path(token: str) -> str:
    """Where whoever has the link sees the evidence that a learner shares, without an account."""
    return f"/evidence/{token}/"
