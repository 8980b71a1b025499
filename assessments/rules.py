"""The rules of an assessment in words, as a learner reads them before they start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from assessments.attempting import allowance_of, time_granted
from assessments.models import Assessment, AssessmentSection


def rules_in_words(
    assessment: Assessment, learner: User | None, *, now: datetime | None = None
) -> list[str]:
    """One sentence a rule, with what has been granted to `learner` (None: a visitor)."""
    now = now or timezone.now()
    return [
        *_attempts(assessment, learner, now),
        _time(assessment, learner),
        _feedback(assessment),
        *_carry_over(assessment),
    ]


def asked_in_words(sections: Sequence[AssessmentSection]) -> list[str]:
    """What shows the competencies of an assessment, one sentence a kind: questions, tasks that
    are required, tasks that may be handed in instead. `sections` with their tasks loaded."""
    by_questions = sum(section.asks_questions for section in sections)
    required = [
        section.task for section in sections if section.task and not section.task_is_alternative
    ]
    alternatives = sum(section.task_is_alternative for section in sections)
    told = []
    if by_questions:
        told.append(
            ngettext(
                "Questions on %(count)d competency.",
                "Questions on %(count)d competencies; each is marked by itself.",
                by_questions,
            )
            % {"count": by_questions}
        )
    told += [
        _("The task “%(task)s”: you do it in practice, and an assessor judges it by a rubric.")
        % {"task": task.title}
        for task in required
    ]
    if alternatives:
        told.append(
            ngettext(
                "For %(count)d competency you may hand in a task from practice instead of "
                "answering the questions.",
                "For %(count)d competencies you may hand in a task from practice instead of "
                "answering the questions.",
                alternatives,
            )
            % {"count": alternatives}
        )
    return told


def _attempts(assessment: Assessment, learner: User | None, now: datetime) -> list[str]:
    allowed = allowance_of(assessment, learner, now=now) if learner is not None else None
    told = []
    if assessment.max_attempts is None:
        told.append(_("You may try as often as you like."))
    else:
        left = (allowed.attempts_left if allowed is not None else assessment.max_attempts) or 0
        told.append(
            ngettext("You have %(left)d attempt left.", "You have %(left)d attempts left.", left)
            % {"left": left}
        )
    if assessment.wait_hours:
        told.append(
            ngettext(
                "After an attempt, the next may start %(hours)d hour later.",
                "After an attempt, the next may start %(hours)d hours later.",
                assessment.wait_hours,
            )
            % {"hours": assessment.wait_hours}
        )
    if allowed is not None and allowed.opens_at is not None:
        when = date_format(timezone.localtime(allowed.opens_at), "DATETIME_FORMAT")
        told.append(_("Your next attempt may start on %(when)s.") % {"when": when})
    return told


def _time(assessment: Assessment, learner: User | None) -> str:
    limit = time_granted(assessment, learner)
    if limit is None:
        return _("There is no time limit.")
    minutes = int(limit / timedelta(minutes=1))
    return ngettext(
        "You have %(minutes)d minute from the start; what you have answered by then counts.",
        "You have %(minutes)d minutes from the start; what you have answered by then counts.",
        minutes,
    ) % {"minutes": minutes}


def _feedback(assessment: Assessment) -> str:
    if assessment.feedback == Assessment.Feedback.VERDICTS:
        return _("Afterwards you see which competencies you have shown.")
    return _(
        "Afterwards you see which competencies you have shown, and for each that is not there yet "
        "what was missed and which lessons teach it."
    )


def _carry_over(assessment: Assessment) -> list[str]:
    if not assessment.carries_over:
        return []
    return [_("A competency that you have shown for another badge counts here too.")]
