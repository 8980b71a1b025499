"""Whether a competency has been shown. Pure, exact arithmetic: no rounding decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Mastery:
    """`score` and `mastery_mark` are percentages, `score` an exact one."""

    score: Fraction
    mastery_mark: int

    @property
    def is_demonstrated(self) -> bool:
        return self.score >= self.mastery_mark


def is_shown(
    *,
    asks_questions: bool,
    asks_task: bool,
    task_is_alternative: bool,
    questions_are_mastered: bool,
    task_is_met: bool,
) -> bool:
    """Whether a competency is shown by what has been mastered so far.

    `asks_questions` and `asks_task` say what shows it. All that is asked has to be mastered,
    unless the task is an alternative: then either is enough. What isn't asked shows nothing.
    """
    by_questions = asks_questions and questions_are_mastered
    by_task = asks_task and task_is_met
    if task_is_alternative:
        return by_questions or by_task
    return (
        (by_questions or not asks_questions)
        and (by_task or not asks_task)
        and (by_questions or by_task)
    )


def mastery_of(marks: Sequence[Fraction], mastery_mark: int) -> Mastery:
    """The mastery that the marks (0 to 1) of one competency's questions amount to.

    A question that was not answered counts as a mark of 0: give one mark for each
    question asked. Raises ValueError if nothing was asked, since nothing shows nothing.
    """
    if not marks:
        raise ValueError("a competency that was not asked about can't be judged")
    return Mastery(
        score=sum(marks, start=Fraction(0)) * 100 / len(marks), mastery_mark=mastery_mark
    )
