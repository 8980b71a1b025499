from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .base import (
    FEEDBACK_IF_RIGHT,
    FEEDBACK_IF_WRONG,
    STEM,
    Answer,
    Control,
    OptionFeedback,
    Outcome,
    Presented,
    QuestionType,
    Verdict,
    stem_of,
)
from .fields import Field, Problem
from .patterns import matches_any, pattern_problems
from .reading import chosen_part, clean_text, lines_of, posted_text, text_of


class ShortText(QuestionType):
    """Answer: `{"text": what was typed}`. The whole mark or none."""

    key = "short_text"
    name = "Short text"
    description = "A word or a few, typed, that must match one of the accepted answers."
    fields = (
        STEM,
        Field(
            "accepted",
            "Accepted answers",
            "list",
            help="Case and spaces make no difference. * stands for anything or nothing:"
            " listen* accepts listening.",
            item_label="Accepted answer",
            minimum=1,
            maximum=30,
        ),
        FEEDBACK_IF_RIGHT,
        FEEDBACK_IF_WRONG,
    )

    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        text = posted_text(data, prefix)
        return {"text": text} if text else None

    def controls(self, presented: Presented, answer: object) -> Sequence[Control]:
        return [{"value": clean_text(chosen_part(answer, "text"))}]

    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        return pattern_problems(lines_of(definition.get("accepted")), ("accepted",))

    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented:
        return Presented(type=self.key, stem=stem_of(definition))

    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool:
        return bool(clean_text(chosen_part(answer, "text")))

    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None:
        text = clean_text(chosen_part(answer, "text"))
        if not text:
            return None
        right = matches_any(text, lines_of(definition.get("accepted")))
        feedback = OptionFeedback(
            option_id="",
            choice=text,
            text=text_of(definition.get("feedback_right" if right else "feedback_wrong")),
            verdict=Verdict.RIGHT if right else Verdict.WRONG,
        )
        return Outcome(mark=Fraction(right), feedback=(feedback,))
