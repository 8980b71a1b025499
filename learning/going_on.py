"""The one course to go on with, for a page that is about more than a learner's courses."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from assessments.models import Attempt
from badges.models import Award
from learning.models import Enrolment
from learning.outlines import outline_of
from learning.presenting import open_attempt
from learning.progress import CourseProgress, progress_of


@dataclass(frozen=True, slots=True)
class GoOn:
    """`attempt` is the assessment that is under way; then that is what to go on with."""

    progress: CourseProgress
    attempt: Attempt | None


def go_on_of(learner: User) -> GoOn | None:
    """The live course seen last whose badge is still to be earned; None if there is none."""
    held = Award.objects.active().filter(recipient=learner, badge=OuterRef("course__badge"))
    last = (
        Enrolment.objects.filter(~Exists(held), learner=learner, course__live=True)
        .order_by("-last_seen_at")
        .values_list("course_id", flat=True)
        .first()
    )
    outline = outline_of(last) if last is not None else None
    if outline is None:
        return None
    return GoOn(progress_of(learner=learner, course=outline), open_attempt(learner, outline))
