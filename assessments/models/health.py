from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from assessments.statistics import (
    MINIMUM_ANSWERS,
    FlagKind,
    Interval,
    seriousness,
    wilson_interval,
)
from badges.models import Competency

from .assessment import Assessment
from .bank import Question

FLAG_LABELS = {
    FlagKind.KEY_PROBABLY_WRONG: _("The key is probably wrong"),
    FlagKind.TOO_HARD: _("Too hard"),
    FlagKind.TELLS_NOBODY_APART: _("Tells nobody apart"),
    FlagKind.TOO_EASY: _("Too easy"),
    FlagKind.UNCHOSEN_OPTION: _("An option that nobody chooses"),
}
FLAG_SENTENCES = {
    FlagKind.KEY_PROBABLY_WRONG: _(
        "The key is probably wrong: learners who do well otherwise choose “%(choice)s”, "
        "which is marked as wrong."
    ),
    FlagKind.TOO_HARD: _("Too hard: learners do no better than by guessing."),
    FlagKind.TELLS_NOBODY_APART: _(
        "Tells nobody apart: learners who do well otherwise do hardly better on it than the rest."
    ),
    FlagKind.TOO_EASY: _("Too easy: nearly everybody gets it right."),
    FlagKind.UNCHOSEN_OPTION: _("Nobody chooses “%(choice)s”."),
}


class ItemHealthQuerySet(models.QuerySet["ItemHealth"]):
    def current(self) -> ItemHealthQuerySet:
        """Of the version of each question that is asked now."""
        return self.filter(
            Q(revision=F("question__live_revision"))
            | Q(revision=None, question__live_revision=None)
        )


class ItemHealth(models.Model):
    """How one published version of a question has done in submitted attempts.

    Derived from the responses by `assessments.health.compute_health`, never on a page view.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="health")
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    asked = models.PositiveIntegerField(_("times asked"))
    answered = models.PositiveIntegerField(_("times answered"))
    difficulty = models.FloatField(
        _("mean mark"), null=True, blank=True, help_text=_("From 0, hard, to 1, easy.")
    )
    discrimination = models.FloatField(
        _("discrimination"),
        null=True,
        blank=True,
        help_text=_("From -1 to 1: how far it goes with the other questions of its section."),
    )
    median_seconds = models.FloatField(_("seconds taken, median"), null=True, blank=True)
    choices = models.JSONField(
        default=list,
        help_text=_(
            "The most frequent choices: option, words, is_right, chosen, share, high, low."
        ),
    )
    flags = models.JSONField(default=list, help_text=_("kind and choice, the gravest first."))
    severity = models.PositiveSmallIntegerField(default=0)
    latest_submission_at = models.DateTimeField()
    computed_at = models.DateTimeField()

    objects = ItemHealthQuerySet.as_manager()

    class Meta:
        verbose_name = _("question with figures")
        verbose_name_plural = _("questions with figures")
        ordering = ["-severity", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "revision"], name="one_health_of_a_question_version"
            ),
            # NULLs differ from one another in the constraint above.
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(revision=None),
                name="one_health_of_a_question_without_versions",
            ),
            models.CheckConstraint(
                condition=Q(answered__lte=F("asked")), name="answered_only_if_asked"
            ),
            models.CheckConstraint(
                condition=Q(difficulty=None) | Q(difficulty__gte=0, difficulty__lte=1),
                name="difficulty_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(discrimination=None) | Q(discrimination__gte=-1, discrimination__lte=1),
                name="discrimination_is_a_correlation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.question)

    @property
    def is_current(self) -> bool:
        """Whether this version is the one that is asked now."""
        return self.revision_id == self.question.live_revision_id

    @property
    def difficulty_percent(self) -> int | None:
        return None if self.difficulty is None else round(100 * self.difficulty)

    @property
    def has_enough_answers(self) -> bool:
        """Whether its figures say anything; before that there are no flags either."""
        return self.answered >= MINIMUM_ANSWERS

    @property
    def flag_sentences(self) -> list[str]:
        """The gravest first, each a whole sentence."""
        return [flag_sentence(flag) for flag in self.flags]


def flag_sentence(flag: dict[str, Any]) -> str:
    """An entry of `ItemHealth.flags` in words."""
    return str(FLAG_SENTENCES[FlagKind(flag["kind"])]) % {"choice": flag["choice"]}


def severities() -> list[tuple[int, Any]]:
    """The values of `ItemHealth.severity` above 0 with their labels, the gravest first."""
    return [(seriousness(kind), label) for kind, label in FLAG_LABELS.items()]


class CompetencyHealth(models.Model):
    """How one competency of an assessment does in submitted attempts.

    The pass rate is that of first attempts, one for each learner: whoever fails comes again
    until they pass, so a rate over all attempts would count some people many times.
    Derived from the responses by `assessments.health.compute_health`, never on a page view.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="competency_health"
    )
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="+")
    attempts = models.PositiveIntegerField(_("attempts"))
    learners = models.PositiveIntegerField(_("learners"))
    passed = models.PositiveIntegerField(_("learners who showed it at their first attempt"))
    alpha = models.FloatField(_("Cronbach’s alpha"), null=True, blank=True)
    alpha_questions = models.FloatField(
        null=True, blank=True, help_text=_("Questions in a section, which the alpha is for.")
    )
    is_kr20 = models.BooleanField(
        default=False, help_text=_("All marks are 0 or 1, so that the alpha is KR-20.")
    )
    latest_submission_at = models.DateTimeField()
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("competency with figures")
        verbose_name_plural = _("competencies with figures")
        ordering = ["assessment", "competency"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "competency"],
                name="one_health_of_a_competency_in_an_assessment",
            ),
            models.CheckConstraint(
                condition=Q(passed__lte=F("learners")) & Q(learners__lte=F("attempts")),
                name="learners_pass_once_and_attempt_at_least_once",
            ),
            models.CheckConstraint(condition=Q(alpha=None) | Q(alpha__lte=1), name="alpha_to_1"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.competency}"

    @property
    def pass_rate(self) -> float | None:
        """From 0 to 1; None before anybody was asked."""
        return self.passed / self.learners if self.learners else None

    @property
    def pass_rate_interval(self) -> Interval | None:
        """Where the pass rate lies with 95 percent confidence, from 0 to 1."""
        return wilson_interval(self.passed, self.learners)
