from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .base import (
    OPTION_FEEDBACK,
    OPTION_TEXT,
    STEM,
    Answer,
    Control,
    OptionFeedback,
    Outcome,
    Presented,
    QuestionType,
    Verdict,
    presented_options,
    stem_of,
)
from .fields import Field, Problem, are, identical_problems
from .reading import Item, chosen_part, items_of, posted_id


class SingleChoice(QuestionType):
    """Answer: `{"chosen": option id}`. The whole mark or none."""

    key = "single_choice"
    name = "Single choice"
    description = "Several options, exactly one of them correct."
    fields = (
        STEM,
        Field(
            "options",
            "Options",
            "list",
            help="Mark exactly one as correct. Learners see them in varying order.",
            item_fields=(
                OPTION_TEXT,
                Field("correct", "Correct", "flag", required=False),
                OPTION_FEEDBACK,
            ),
            item_label="Option",
            minimum=2,
            maximum=12,
        ),
    )

    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        chosen = posted_id(data, prefix)
        return {"chosen": chosen} if chosen else None

    def controls(self, presented: Presented, answer: object) -> Sequence[Control]:
        chosen = chosen_part(answer, "chosen")
        return [
            {"id": option.id, "text": option.text, "chosen": option.id == chosen}
            for option in presented.options
        ]

    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        options = items_of(definition, "options")
        path = ("options",)
        found = identical_problems([option.text for option in options], "Option", path)
        correct = sum(is_correct(option) for option in options)
        if options and correct != 1:
            message = f"Mark exactly one option as correct; {are(correct)} marked."
            found.append(Problem(path, message))
        return found

    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented:
        options = presented_options(items_of(definition, "options"), seed)
        return Presented(type=self.key, stem=stem_of(definition), options=options)

    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool:
        return _chosen(definition, answer) is not None

    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None:
        option = _chosen(definition, answer)
        if option is None:
            return None
        right = is_correct(option)
        feedback = OptionFeedback(
            option_id=option.id,
            choice=option.text,
            text=option.says("feedback"),
            verdict=Verdict.RIGHT if right else Verdict.WRONG,
        )
        return Outcome(mark=Fraction(right), feedback=(feedback,))


def is_correct(option: Item) -> bool:
    return option.entry.get("correct") is True


def _chosen(definition: Mapping[str, Any], answer: object) -> Item | None:
    chosen = chosen_part(answer, "chosen")
    return next((item for item in items_of(definition, "options") if item.id == chosen), None)
