"""What this floor holds about a person: courses, progress, journal, ways through scenarios,
notes, bookmarks, goal and dates.

All of it is theirs alone, so all of it is in the copy and all of it goes.
"""

from collections.abc import Iterator

from django.db import transaction

from accounts.contributions import Attachment, Contribution, Records
from accounts.models import User
from learning.models import (
    Bookmark,
    CalendarFeed,
    Enrolment,
    LessonProgress,
    Note,
    OwnDate,
    ReadingPlace,
    Reflection,
    ScenarioChoice,
    StudyDay,
    WeeklyGoal,
)

SPEAKS_FOR = {
    "learning.Enrolment.learner": "in courses.json; deleted",
    "learning.LessonProgress.learner": "in lessons.json; deleted",
    "learning.Reflection.learner": "in journal.json; deleted",
    "learning.ScenarioChoice.learner": "in scenarios.json; deleted",
    "learning.Note.learner": "in notes.json; deleted",
    "learning.Bookmark.learner": "in bookmarks.json; deleted",
    "learning.ReadingPlace.learner": "in places.json; deleted",
    "learning.WeeklyGoal.learner": "in goal.json; deleted",
    "learning.StudyDay.learner": "in days.json; deleted",
    "learning.OwnDate.learner": "in dates.json; deleted",
    "learning.CalendarFeed.learner": "left out, since its key opens a calendar; deleted",
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
    yield Records(
        "notes.json",
        "Your private notes beside lessons.",
        Note.objects.filter(learner=user)
        .order_by("written_at")
        .values("title", "text", "written_at", "changed_at")
        .iterator(),
    )
    yield Records(
        "bookmarks.json",
        "The lessons you have marked.",
        Bookmark.objects.filter(learner=user)
        .order_by("set_at")
        .values("lesson__title", "set_at")
        .iterator(),
    )
    yield from _plans(user)


def _plans(user: User) -> Iterator[Records]:
    yield Records(
        "places.json",
        "Where you stopped reading.",
        ReadingPlace.objects.filter(learner=user)
        .order_by("kept_at")
        .values("lesson__title", "paragraph", "opening", "kept_at")
        .iterator(),
    )
    yield Records(
        "goal.json",
        "The weekly goal you have set yourself.",
        WeeklyGoal.objects.filter(learner=user).values("unit", "amount", "set_at").iterator(),
    )
    yield Records(
        "days.json",
        "The days on which you learnt, and for how long.",
        StudyDay.objects.filter(learner=user).order_by("day").values("day", "minutes").iterator(),
    )
    yield Records(
        "dates.json",
        "The dates you have set yourself.",
        OwnDate.objects.filter(learner=user)
        .order_by("day")
        .values("title", "day", "course__title", "changed_at")
        .iterator(),
    )


def erase(user: User) -> None:
    with transaction.atomic():
        for model in (
            Enrolment,
            LessonProgress,
            Reflection,
            ScenarioChoice,
            Note,
            Bookmark,
            ReadingPlace,
            WeeklyGoal,
            StudyDay,
            OwnDate,
            CalendarFeed,
        ):
            model._default_manager.filter(learner=user).delete()


CONTRIBUTION = Contribution("learning", parts, erase, SPEAKS_FOR)
