"""Tasks, submissions and files to test with."""

import io
import itertools
import uuid
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile

from assessments import evidence, inviting, reviewing, submitting, supervising
from assessments.models import PerformanceTask, Rubric, Submission
from tests import factories
from tests.kept_rows import made_once

_count = itertools.count(1)

KEYS = ("listens", "asks", "sums-up")
LEVELS = ("not_yet", "developing", "proficient", "exemplary")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def a_definition(keys=KEYS) -> dict[str, Any]:
    return {
        "name": "Listening",
        "criteria": [
            {
                "key": key,
                "name": f"Criterion {key}",
                "levels": {level: f"{key}: {level}" for level in LEVELS},
            }
            for key in keys
        ],
    }


def criteria(keys=KEYS) -> list[dict[str, Any]]:
    """The raw StreamField value of a rubric."""
    return [
        {
            "type": "criterion",
            "id": str(uuid.uuid4()),
            "value": {
                "key": key,
                "name": f"Criterion {key}",
                **{level: f"{key}: {level}" for level in LEVELS},
            },
        }
        for key in keys
    ]


def a_rubric(**fields: Any) -> Rubric:
    number = next(_count)
    rubric = Rubric.objects.create(
        **{
            "slug": f"rubric-{number}",
            "name": f"Rubric {number}",
            "criteria": criteria(),
            **fields,
        }
    )
    rubric.save_revision().publish()
    rubric.refresh_from_db()
    return rubric


def a_task(**fields: Any) -> PerformanceTask:
    """A published task that takes every kind of evidence."""
    return _a_new_task(**fields) if fields else made_once(("task",), _a_new_task)


def _a_new_task(**fields: Any) -> PerformanceTask:
    number = next(_count)
    task = PerformanceTask.objects.create(
        **{
            "slug": f"task-{number}",
            "title": f"Task {number}",
            "competency": fields.pop("competency", None) or factories.a_competency(),
            "rubric": fields.pop("rubric", None) or a_rubric(),
            "instructions": "<p>Do it.</p>",
            "takes_journal": True,
            "takes_scenarios": True,
            **fields,
        }
    )
    task.save_revision().publish()
    task.refresh_from_db()
    return task


def a_draft(learner: Any, task: PerformanceTask | None = None) -> Submission:
    return submitting.start(task=task or a_task(), learner=learner)


def handed_in(learner: Any, task: PerformanceTask | None = None) -> Submission:
    submission = a_draft(learner, task)
    evidence.save_text(submission_id=submission.pk, html="<p>What I did.</p>")
    return submitting.hand_in(submission.pk)


def claimed(learner: Any, assessor: Any, task: PerformanceTask | None = None) -> Submission:
    submission = handed_in(learner, task)
    return reviewing.claim(submission_id=submission.pk, assessor=assessor)


def rated(level: str = "proficient", **changes: str) -> dict[str, dict[str, str]]:
    """Ratings of every criterion at `level`, but for `changes`, with comments."""
    ratings = {**dict.fromkeys(KEYS, level), **changes}
    return {"ratings": ratings, "comments": {key: f"On {key}." for key in ratings}}


def judged(submission: Submission, assessor: Any, level: str = "proficient") -> Any:
    """`assessor` takes on what waits and rates it at `level`."""
    reviewing.claim(submission_id=submission.pk, assessor=assessor)
    return reviewing.judge(submission_id=submission.pk, assessor=assessor, **rated(level))


DETAILS = {
    "name": "Sam Supervisor",
    "position": "Head of care",
    "organisation": "Harbour House",
    "relationship": "Line manager",
    "states_truth": True,
}


def invite(
    submission: Submission, *, name: str = "Sam Supervisor", email: str = "sam@work.example"
) -> Any:
    return inviting.invite(submission_id=submission.pk, name=name, email=email)


def sign_again(token: str, hand_in: Any) -> None:
    """The form of a page that was opened while the link still worked."""
    supervising.sign_off(token=token, hand_in_id=hand_in.pk, **rated("not_yet"), **DETAILS)


def reason_of(token: str) -> Any:
    """Why a link does not open."""
    with pytest.raises(inviting.InvitationUnusable) as refused:
        inviting.open_invitation(token)
    return refused.value.reason


def signed_off(token: str, level: str = "proficient", **changes: Any) -> Any:
    """What a supervisor does who opens the link, looks and signs."""
    shown = inviting.open_invitation(token).hand_in
    return supervising.sign_off(
        token=token, **{"hand_in_id": shown.pk, **rated(level), **DETAILS, **changes}
    )


def a_file(content: bytes = PNG, name: str = "photo.png") -> dict[str, Any]:
    """What `evidence.add_file` takes beside the submission."""
    return {"file": ContentFile(content, name=name), "name": name}


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


OFFICE = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}


def an_office_file(kind: str = "docx", **extra: bytes) -> bytes:
    part, content_type = OFFICE[kind]
    return zipped(
        {
            "[Content_Types].xml": (
                f'<Types><Override PartName="/{part}" ContentType="application/vnd.'
                f'openxmlformats-officedocument.{content_type}"/></Types>'
            ).encode(),
            part: b"<document/>",
            **extra,
        }
    )
