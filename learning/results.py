"""An attempt's results by competency, with the lessons that teach what was not shown yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from assessments.models import (
    Assessment,
    Attempt,
    AttemptQuestion,
    AttemptSection,
    Demonstration,
    PerformanceTask,
    State,
    Submission,
)
from assessments.waiting import latest_submissions
from badges.models import Award
from learning.models import CoursePage, LessonPage
from learning.outlines import CourseOutline, LessonOutline, outline_of

_JUDGED_BY_OTHERS = (State.HANDED_IN, State.SECOND_RATING, State.DISPUTED)


@dataclass(frozen=True, slots=True)
class TaskLeft:
    """A task that is still to be done, and the learner's `work` on it; `is_alternative` if the
    questions can show the competency as well."""

    task: PerformanceTask
    work: Submission | None
    is_alternative: bool

    @property
    def is_with_others(self) -> bool:
        """Whether the work is being judged, so that the learner has nothing to do."""
        return self.work is not None and self.work.state in _JUDGED_BY_OTHERS


@dataclass(frozen=True, slots=True)
class CompetencyOutcome:
    """How a competency came out. `score` is in whole percent, cut and never raised; None for
    one whose questions were not asked: since they were mastered before, were left for later, or
    since only a task shows it.

    For one that is not shown yet: `missed` are the behaviours that the answers did not show,
    in words, and `lessons` exactly those that teach them; where no lesson says so, all of the
    module. `task` is the one that it is still shown by, as things stand now.
    """

    competency: str
    mastery_mark: int
    is_demonstrated: bool
    shown_before: bool
    score: int | None
    is_asked: bool = True
    asks_questions: bool = True
    is_mastered: bool = False
    task: TaskLeft | None = None
    missed: tuple[str, ...] = ()
    lessons: tuple[LessonOutline, ...] = ()

    @property
    def is_shown_by_task(self) -> bool:
        """Whether work shows it, whatever the answers came to."""
        return self.is_demonstrated and not self.is_mastered


@dataclass(frozen=True, slots=True)
class AttemptOutcome:
    """`award` is the badge as the learner holds it now; None if they do not hold it."""

    competencies: tuple[CompetencyOutcome, ...]
    outline: CourseOutline | None
    award: Award | None

    @property
    def is_passed(self) -> bool:
        return not self.not_yet

    @property
    def not_yet(self) -> tuple[CompetencyOutcome, ...]:
        return tuple(c for c in self.competencies if not c.is_demonstrated)

    @property
    def to_be_asked(self) -> tuple[CompetencyOutcome, ...]:
        """Those whose questions another attempt asks."""
        return tuple(c for c in self.not_yet if c.asks_questions and not c.is_mastered)

    @property
    def waits_for_work(self) -> bool:
        """Whether nothing but work in practice is left."""
        return bool(self.not_yet) and not self.to_be_asked

    @property
    def is_with_others(self) -> bool:
        """Whether all that is left is being judged."""
        return all(c.task is not None and c.task.is_with_others for c in self.not_yet)

    @property
    def shown(self) -> tuple[CompetencyOutcome, ...]:
        return tuple(c for c in self.competencies if c.is_demonstrated)


def outcome_of(attempt: Attempt) -> AttemptOutcome:
    """The results of an attempt that has been submitted.

    Which behaviours were missed follows from the marks of the attempt's own questions; the
    key of a question is never part of it.
    """
    outline = _outline_for(attempt)
    missed = _missed_behaviours(attempt)
    teaching = _lessons_teaching({pk for found in missed.values() for pk in found}, outline)
    award = (
        Award.objects.active()
        .for_people()
        .select_related("credential")
        .filter(recipient_id=attempt.learner_id, badge_id=attempt.assessment.badge_id)
    )
    sections = list(attempt.sections.select_related("competency", "result", "task"))
    tasks = _tasks_left(attempt, sections)
    return AttemptOutcome(
        competencies=tuple(
            _outcome(
                section,
                missed.get(section.pk, {}),
                teaching,
                outline,
                tasks.get(section.pk),
                tells_what_was_missed=attempt.assessment.feedback == Assessment.Feedback.BEHAVIOURS,
            )
            for section in sections
        ),
        outline=outline,
        award=award.first(),
    )


def _outline_for(attempt: Attempt) -> CourseOutline | None:
    course_id = (
        CoursePage.objects.filter(assessment_id=attempt.assessment_id)
        .values_list("pk", flat=True)
        .first()
    )
    return outline_of(course_id) if course_id is not None else None


def _tasks_left(attempt: Attempt, sections: Iterable[AttemptSection]) -> dict[int, TaskLeft]:
    """By section, the task by which its competency is still to be shown.

    What has been shown since the attempt counts, and stays counted if it was withdrawn after:
    a badge that was revoked is another story than one that is not earned yet.
    """
    with_task = [section for section in sections if section.task is not None]
    if not with_task:
        return {}
    shown = set(
        Demonstration.objects.filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gte=attempt.submitted_at),
            learner_id=attempt.learner_id,
            assessment_id=attempt.assessment_id,
        ).values_list("competency_id", flat=True)
    )
    work = latest_submissions(
        attempt.learner, [section.task.pk for section in with_task if section.task is not None]
    )
    return {
        section.pk: TaskLeft(
            task=section.task,
            work=work.get(section.task.pk),
            is_alternative=section.task_is_alternative,
        )
        for section in with_task
        if section.task is not None and section.competency_id not in shown
    }


def _missed_behaviours(attempt: Attempt) -> dict[int, dict[int, str]]:
    """By section, the id and words of each behaviour that a question asked for in vain."""
    missed: dict[int, dict[int, str]] = {}
    for asked in attempt.questions.select_related("behaviour", "response"):
        if asked.behaviour is not None and not _is_full(asked):
            missed.setdefault(asked.section_id, {})[asked.behaviour.pk] = asked.behaviour.text
    return missed


def _is_full(asked: AttemptQuestion) -> bool:
    response = getattr(asked, "response", None)
    return response is not None and response.mark == Decimal(1)


def _lessons_teaching(
    behaviour_ids: Collection[int], outline: CourseOutline | None
) -> dict[int, set[int]]:
    """For each behaviour the ids of the course's lessons that teach it."""
    if outline is None:
        return {}
    rows = LessonPage.teaches.through.objects.filter(
        behaviour__in=behaviour_ids, lessonpage__in=[lesson.id for lesson in outline.lessons]
    ).values_list("behaviour_id", "lessonpage_id")
    teaching: dict[int, set[int]] = {}
    for behaviour_id, lesson_id in rows:
        teaching.setdefault(behaviour_id, set()).add(lesson_id)
    return teaching


def _outcome(
    section: AttemptSection,
    missed: dict[int, str],
    teaching: dict[int, set[int]],
    outline: CourseOutline | None,
    task: TaskLeft | None,
    *,
    tells_what_was_missed: bool,
) -> CompetencyOutcome:
    result = getattr(section, "result", None)
    is_mastered = section.shown_before or (result is not None and result.is_demonstrated)
    needs_no_mastery = not section.asks_questions or section.task_is_alternative
    is_demonstrated = (
        is_mastered
        if section.task_id is None
        else task is None and (is_mastered or needs_no_mastery)
    )
    outcome = CompetencyOutcome(
        competency=section.competency.name,
        mastery_mark=section.mastery_mark,
        is_demonstrated=is_demonstrated,
        shown_before=section.shown_before,
        score=int(result.score) if result is not None else None,
        is_asked=section.is_asked,
        asks_questions=section.asks_questions,
        is_mastered=is_mastered,
        task=task,
    )
    if is_mastered or is_demonstrated or not section.is_asked or not tells_what_was_missed:
        return outcome
    helpful = set().union(*(teaching.get(behaviour_id, set()) for behaviour_id in missed))
    return replace(
        outcome,
        missed=tuple(missed.values()),
        lessons=_lessons(outline, section.competency_id, helpful),
    )


def _lessons(
    outline: CourseOutline | None, competency_id: int, helpful: Collection[int]
) -> tuple[LessonOutline, ...]:
    if outline is None:
        return ()
    if helpful:
        return tuple(lesson for lesson in outline.lessons if lesson.id in helpful)
    return tuple(
        lesson
        for module in outline.modules
        if module.competency_id == competency_id
        for lesson in module.lessons
    )
