"""Definitions from the parts that GIFT, Moodle XML and QTI have in common.

Each function takes texts that are converted already and says through `notes` what our types
cannot hold. What is missing or contradictory stays so: the question type reports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.question_types.reading import folded, number_of

from .definitions import canonical, plain_number
from .formatting import one_line
from .readings import Notes, RefusalError

FULL = Fraction(100)
NOTHING = Fraction(0)
FILL_IN = "Fill in each gap."


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer on offer or accepted; `weight` is its percentage of the mark."""

    text: str
    weight: Fraction = NOTHING
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a cloze text: answers of full weight are accepted. Typed unless `selected`."""

    key: str
    answers: tuple[Answer, ...]
    selected: bool = False


def choice(
    stem: str,
    answers: Sequence[Answer],
    notes: Notes,
    line: int | None,
    *,
    several: bool,
    otherwise: str = "",
) -> dict[str, Any]:
    """A single choice, or a multiple response where `several` may be chosen and more than one
    counts. `otherwise` is the feedback of answers that have none of their own."""
    counting = [answer for answer in answers if answer.weight > 0]
    several = several and len(counting) > 1
    least = NOTHING if several else FULL - 1
    if not several and len(counting) == 1 and counting[0].weight < FULL:
        notes.warning("The right answer earned part of the mark; here it earns the whole.", line)
        least = NOTHING
    elif not several and any(answer.weight < FULL - 1 for answer in counting):
        notes.warning("Part of the mark for an answer is not kept; it counts as wrong.", line)
    if several and len({answer.weight for answer in counting}) > 1:
        notes.warning("Right answers of different weight count the same here.", line)
    return canonical(
        {
            "type": "multiple_response" if several else "single_choice",
            "stem": stem,
            "options": [
                {
                    "text": answer.text,
                    "correct": answer.weight > least,
                    "feedback": answer.feedback or otherwise,
                }
                for answer in answers
            ],
        }
    )


def short_text(
    stem: str, answers: Sequence[Answer], notes: Notes, line: int | None, *, otherwise: str = ""
) -> dict[str, Any]:
    accepted = _accepted(answers, notes, line)
    return canonical(
        {
            "type": "short_text",
            "stem": stem,
            "accepted": [one_line(answer.text) for answer in accepted],
            **_feedback(answers, otherwise),
        }
    )


def numeric(
    stem: str,
    answers: Sequence[tuple[Answer, str]],
    notes: Notes,
    line: int | None,
    *,
    otherwise: str = "",
    unit: str = "",
    percent: bool = False,
) -> dict[str, Any]:
    """Each answer comes with its tolerance as written. Raises RefusalError if more than one
    number is right."""
    numbers = [(answer, tolerance) for answer, tolerance in answers if answer.text != "*"]
    right = [pair for pair in numbers if pair[0].weight >= FULL]
    if len(right) < len([pair for pair in numbers if pair[0].weight > 0]):
        notes.warning("Part of the mark for a number is not kept; it counts as wrong.", line)
    if len(right) != 1:
        raise RefusalError("A number question must have exactly one right number.", line)
    [(answer, tolerance)] = right
    return canonical(
        {
            "type": "numeric",
            "stem": stem,
            "target": answer.text.strip(),
            "tolerance": tolerance.strip() if number_of(tolerance) != 0 else "",
            "tolerance_kind": "percent" if percent else "",
            "unit": unit,
            **_feedback([answer for answer, _ in answers], otherwise),
        }
    )


def centre_and_tolerance(lowest: str, highest: str) -> tuple[str, str]:
    """A range as a number and its tolerance; both empty if it is no range."""
    low, high = number_of(lowest.strip()), number_of(highest.strip())
    if low is None or high is None or low > high:
        return "", ""
    centre, tolerance = (low + high) / 2, (high - low) / 2
    return str(plain_number(centre, "")), str(plain_number(tolerance, ""))


def matching(
    stem: str, pairs: Sequence[Answer], matches: Sequence[str], *, otherwise: str = ""
) -> dict[str, Any]:
    """`pairs` and `matches` go together; a pair without a prompt is a match that fits nothing."""
    both = list(zip(pairs, map(one_line, matches), strict=True))
    used = {folded(match) for pair, match in both if pair.text}
    distractors = [match for pair, match in both if not pair.text and folded(match) not in used]
    return canonical(
        {
            "type": "matching",
            "stem": stem,
            "pairs": [
                {"prompt": pair.text, "match": match, "feedback": pair.feedback or otherwise}
                for pair, match in both
                if pair.text
            ],
            "distractors": list(dict.fromkeys(distractors)),
        }
    )


def ordering(
    stem: str, steps: Sequence[Answer], *, ranking: bool = False, otherwise: str = ""
) -> dict[str, Any]:
    entries = [{"text": step.text, "feedback": step.feedback or otherwise} for step in steps]
    if ranking:
        return canonical({"type": "ranking", "stem": stem, "options": entries})
    return canonical({"type": "ordering", "stem": stem, "steps": entries})


def cloze(
    stem: str,
    text: str,
    gaps: Sequence[Gap],
    notes: Notes,
    line: int | None,
    *,
    otherwise: str = "",
) -> dict[str, Any]:
    entries = []
    for gap in gaps:
        accepted = _accepted(gap.answers, notes, line)
        others = [answer for answer in gap.answers if answer.weight < FULL and gap.selected]
        feedback = next((answer.feedback for answer in accepted if answer.feedback), otherwise)
        entries.append(
            {
                "key": gap.key,
                "accepted": [one_line(answer.text) for answer in accepted],
                "others": [one_line(answer.text) for answer in others],
                "feedback": feedback,
            }
        )
    return canonical({"type": "cloze", "stem": stem or FILL_IN, "text": text, "gaps": entries})


def _accepted(answers: Sequence[Answer], notes: Notes, line: int | None) -> list[Answer]:
    accepted = [answer for answer in answers if answer.weight >= FULL]
    if any(NOTHING < answer.weight < FULL for answer in answers):
        notes.warning("Part of the mark for an answer is not kept; it counts as wrong.", line)
    return accepted


def _feedback(answers: Sequence[Answer], otherwise: str) -> dict[str, str]:
    said = [answer for answer in answers if answer.feedback]
    right = next((answer.feedback for answer in said if answer.weight >= FULL), otherwise)
    wrong = next((answer.feedback for answer in said if answer.weight < FULL), otherwise)
    return {"feedback_right": right, "feedback_wrong": wrong}
