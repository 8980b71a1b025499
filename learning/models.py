"""What a learner does in a course. The courses themselves are pages (learning.pages)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from learning.pages import CourseIndexPage, CoursePage, LessonPage, ModulePage

__all__ = [
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "Reflection",
    "ScenarioChoice",
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
