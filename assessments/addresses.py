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
