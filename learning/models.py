"""What a learner does in a course. The courses themselves are pages (learning.pages)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.pages import CourseIndexPage, CoursePage, LessonPage, ModulePage

__all__ = [
    "Bookmark",
    "CalendarFeed",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "Note",
    "OwnDate",
    "ReadingPlace",
    "Reflection",
    "ScenarioChoice",
    "StudyDay",
    "WeeklyGoal",
]


class Enrolment(models.Model):
    """That a learner has started a course, and where they were last."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="enrolments")
    enrolled_at = models.DateTimeField(default=timezone.now)
    last_lesson = models.ForeignKey(
        LessonPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-last_seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course"], name="learner_is_enrolled_once_in_a_course"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.course}"


class LessonProgress(models.Model):
    """That a learner has opened a lesson, and since when it is complete."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_progress"
    )
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="progress")
    opened_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress in a lesson")
        verbose_name_plural = _("progress in lessons")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson"], name="progress_in_a_lesson_is_one_row"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.lesson}"


class Reflection(models.Model):
    """What a learner has written in answer to a lesson's prompt. Theirs alone.

    It keeps the prompt's words, and stays when the lesson goes.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reflections"
    )
    lesson = models.ForeignKey(
        LessonPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="reflections"
    )
    block_id = models.UUIDField(help_text=_("The reflection block of the lesson's body."))
    prompt = models.TextField()
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "block_id"], name="one_reflection_on_a_prompt"
            ),
        ]

    def __str__(self) -> str:
        return self.prompt


class ScenarioChoice(models.Model):
    """One choice a learner made in a scenario. Every one is kept, replays included."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scenario_choices"
    )
    lesson = models.ForeignKey(
        LessonPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="choices"
    )
    block_id = models.UUIDField(help_text=_("The scenario block of the lesson's body."))
    run = models.PositiveIntegerField(help_text=_("1 for the first time through, and so on."))
    step = models.PositiveSmallIntegerField(help_text=_("1 for the first choice of a run."))
    scene = models.CharField(max_length=80)
    choice = models.CharField(max_length=80)
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("choice in a scenario")
        verbose_name_plural = _("choices in scenarios")
        ordering = ["run", "step"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "block_id", "run", "step"],
                name="a_step_of_a_run_is_chosen_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scene}: {self.choice}"


class Note(models.Model):
    """What a learner has written in the margin of a lesson, unasked. Theirs alone.

    It keeps the lesson's title, and stays when the lesson goes.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes"
    )
    lesson = models.ForeignKey(
        LessonPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="notes"
    )
    title = models.CharField(max_length=255, help_text=_("The lesson's, as it was last."))
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="one_note_on_a_lesson"),
            models.CheckConstraint(condition=~models.Q(text=""), name="a_note_says_something"),
        ]

    def __str__(self) -> str:
        return self.title


class Bookmark(models.Model):
    """That a learner wants to find a lesson again."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks"
    )
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="bookmarks")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="one_bookmark_in_a_lesson"),
        ]

    def __str__(self) -> str:
        return str(self.lesson)


class ReadingPlace(models.Model):
    """The paragraph of a lesson at which a learner stopped.

    A lesson may be edited meanwhile, so the paragraph is known by how it begins, too.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reading_places"
    )
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="reading_places")
    paragraph = models.PositiveSmallIntegerField(help_text=_("Counted from 0."))
    opening = models.CharField(max_length=80, blank=True)
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("place in a lesson")
        verbose_name_plural = _("places in lessons")
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="one_place_in_a_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}: {self.paragraph}"


class WeeklyGoal(models.Model):
    """How much a learner means to do in a week. Set by nobody else, and shown to nobody else."""

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        MINUTES = "minutes", _("minutes")

    MOST = {Unit.DAYS: 7, Unit.MINUTES: 3000}

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_goal"
    )
    unit = models.CharField(max_length=7, choices=Unit.choices, default=Unit.DAYS)
    amount = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("weekly goal")
        verbose_name_plural = _("weekly goals")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit="days", amount__range=(1, 7))
                | models.Q(unit="minutes", amount__range=(1, 3000)),
                name="a_weekly_goal_fits_in_a_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_unit_display()}"


class StudyDay(models.Model):
    """That a learner has learnt on a day, and how many minutes' worth of lessons they ended."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_days"
    )
    day = models.DateField()
    minutes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day of study")
        verbose_name_plural = _("days of study")
        constraints = [
            models.UniqueConstraint(fields=["learner", "day"], name="a_day_of_study_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.day}"


class OwnDate(models.Model):
    """A day that a learner has set for themselves. `key` names it in addresses and calendars."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_dates"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("what"), max_length=120)
    day = models.DateField(_("day"))
    course = models.ForeignKey(
        CoursePage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("course"),
    )
    changes = models.PositiveIntegerField(
        default=0, help_text=_("How often it was changed: the SEQUENCE of its calendar file.")
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("date of one's own")
        verbose_name_plural = _("dates of one's own")
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["learner", "day"], name="own_date_by_day")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="a_date_says_what_for"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.title}"


class CalendarFeed(models.Model):
    """That a learner's dates can be subscribed to. The row's `key` is half of the address, the
    site's secret the other; deleting the row ends the address."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.learner)
