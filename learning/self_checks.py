"""The knowledge checks of a module, asked together and marked. Nothing of it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from assessments import question_types
from assessments.presenting import presented_question
from assessments.question_types import Outcome, QuestionContext
from learning.models import LessonPage
from learning.outlines import LessonOutline, ModuleOutline
from learning.parts import definition_in
from learning.readiness import CheckedLesson, Recommendation, recommend, spread
from learning.remembered import remembered


@dataclass(frozen=True, slots=True)
class Check:
    """A knowledge check as it stands in a lesson; `definition` is its question's."""

    id: UUID
    definition: Mapping[str, Any]

    @property
    def prefix(self) -> str:
        """Short, since every answer to a module's checks stands in one address."""
        return f"q{self.id.hex[:8]}"


@dataclass(frozen=True, slots=True)
class AskedCheck:
    """`outcome` is None for a check that was left open."""

    lesson: LessonOutline
    question: QuestionContext
    outcome: Outcome | None


def checks_in(lessons: Iterable[LessonOutline]) -> dict[int, tuple[Check, ...]]:
    """By lesson id, the checks of the live ones of these lessons, in the order of their bodies.

    In one query, for one lesson as for a whole course; in none when they are kept.
    """
    return remembered("checks", [lesson.id for lesson in lessons], _build)


def checks_to_ask(
    module: ModuleOutline, checks: Mapping[int, Sequence[Check]], *, seed: int
) -> list[tuple[LessonOutline, Check]]:
    """Which of `checks`, by lesson id, are asked about a module; each with its lesson."""
    # A lesson that was copied shares its blocks' ids with the copy.
    taken: set[UUID] = set()
    by_lesson: list[list[tuple[LessonOutline, Check]]] = []
    for lesson in module.lessons:
        own = [check for check in checks.get(lesson.id, ()) if check.id not in taken]
        taken.update(check.id for check in own)
        by_lesson.append([(lesson, check) for check in own])
    return spread(by_lesson, seed=seed)


def ask(
    module: ModuleOutline,
    checks: Mapping[int, Sequence[Check]],
    *,
    seed: int,
    form: Mapping[str, Sequence[str]],
) -> list[AskedCheck]:
    """The checks of a module as they are drawn, marked where `form`, every value of each
    field, answers them. The order of their options comes from `seed`."""
    return [
        _asked(lesson, check, seed=seed, form=form)
        for lesson, check in checks_to_ask(module, checks, seed=seed)
    ]


def recommendation_for(asked: Sequence[AskedCheck]) -> Recommendation:
    """Raises ValueError if nothing was asked."""
    return recommend(
        [
            CheckedLesson(
                lesson_id=check.lesson.id,
                mark=check.outcome.mark if check.outcome is not None else Fraction(0),
            )
            for check in asked
        ]
    )


def _build(lesson_ids: list[int]) -> dict[int, tuple[Check, ...]]:
    bodies = LessonPage.objects.live().filter(pk__in=lesson_ids).values_list("pk", "body")
    return {
        lesson_id: tuple(
            Check(id=UUID(block.id), definition=definition_in(block))
            for block in body
            if block.block_type == "check"
        )
        for lesson_id, body in bodies
    }


def _asked(
    lesson: LessonOutline, check: Check, *, seed: int, form: Mapping[str, Sequence[str]]
) -> AskedCheck:
    question_type = question_types.get(check.definition["type"])
    answer = question_type.answer_from(form, check.prefix)
    question = presented_question(
        check.definition, seed=check.id.int + seed, prefix=check.prefix, answer=answer
    )
    assert question is not None
    return AskedCheck(
        lesson=lesson, question=question, outcome=question_type.mark(check.definition, answer)
    )
