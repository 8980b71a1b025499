"""What this floor holds about a person: courses, progress, journal, ways through scenarios.

All of it is theirs alone, so all of it is in the copy and all of it goes.
"""

from collections.abc import Iterator

from django.db import transaction

from accounts.contributions import Attachment, Contribution, Records
from accounts.models import User
from learning.models import Enrolment, LessonProgress, Reflection, ScenarioChoice

SPEAKS_FOR = {
    "learning.Enrolment.learner": "in courses.json; deleted",
    "learning.LessonProgress.learner": "in lessons.json; deleted",
    "learning.Reflection.learner": "in journal.json; deleted",
    "learning.ScenarioChoice.learner": "in scenarios.json; deleted",
}


def parts(user: User) -> Iterator[Records | Attachment]:
    yield Records(
        "courses.json",
        "The courses you have joined.",
        Enrolment.objects.filter(learner=user)
        .order_by("enrolled_at")
        .values("course__title", "enrolled_at", "last_lesson__title", "last_seen_at")
        .iterator(),
    )
    yield Records(
        "lessons.json",
        "The lessons you have opened and completed.",
        LessonProgress.objects.filter(learner=user)
        .order_by("opened_at")
        .values("lesson__title", "opened_at", "completed_at")
        .iterator(),
    )
    yield Records(
        "journal.json",
        "Your journal: what you wrote in answer to reflections.",
        Reflection.objects.filter(learner=user)
        .order_by("written_at")
        .values("lesson__title", "prompt", "text", "written_at", "changed_at")
        .iterator(),
    )
    yield Records(
        "scenarios.json",
        "What you chose in the scenarios of lessons, every time through.",
        ScenarioChoice.objects.filter(learner=user)
        .order_by("block_id", "run", "step")
        .values("lesson__title", "run", "step", "scene", "choice", "chosen_at")
        .iterator(),
    )


def erase(user: User) -> None:
    with transaction.atomic():
        for model in (Enrolment, LessonProgress, Reflection, ScenarioChoice):
            model._default_manager.filter(learner=user).delete()


CONTRIBUTION = Contribution("learning", parts, erase, SPEAKS_FOR)
