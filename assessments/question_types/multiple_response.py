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
from .reading import Item, chosen_part, is_list, items_of, posted_ids
from .single_choice import is_correct


class MultipleResponse(QuestionType):
    """Answer: `{"chosen": [option ids]}`.

    A wrong choice takes away as much as a right one gives, and the mark never falls below 0:
    (right chosen - wrong chosen) / number right.
    """

    key = "multiple_response"
    name = "Multiple response"
    description = "Several options, two or more of them correct; part of the mark for part of them."
    fields = (
        STEM,
        Field(
            "options",
            "Options",
            "list",
            help="Mark two or more as correct. Learners see them in varying order.",
            item_fields=(
                OPTION_TEXT,
                Field("correct", "Correct", "flag", required=False),
                OPTION_FEEDBACK,
            ),
            item_label="Option",
            minimum=3,
            maximum=12,
        ),
    )

    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        chosen = posted_ids(data, prefix)
        return {"chosen": chosen} if chosen else None

    def controls(self, presented: Presented, answer: object) -> Sequence[Control]:
        chosen = _chosen_ids(answer)
        return [
            {"id": option.id, "text": option.text, "chosen": option.id in chosen}
            for option in presented.options
        ]

    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        options = items_of(definition, "options")
        path = ("options",)
        found = identical_problems([option.text for option in options], "Option", path)
        correct = sum(is_correct(option) for option in options)
        if options and correct < 2:
            message = (
                f"Mark two or more options as correct; {are(correct)} marked."
                " With one right option, make it a single choice question."
            )
            found.append(Problem(path, message))
        if options and correct == len(options):
            message = "Every option is correct, so choosing all earns the mark. Add a wrong one."
            found.append(Problem(path, message))
        return found

    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented:
        options = presented_options(items_of(definition, "options"), seed)
        return Presented(type=self.key, stem=stem_of(definition), options=options)

    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool:
        return bool(_chosen(definition, answer))

    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None:
        chosen = _chosen(definition, answer)
        if not chosen:
            return None
        right = sum(is_correct(option) for option in chosen)
        wrong = len(chosen) - right
        all_right = sum(is_correct(option) for option in items_of(definition, "options"))
        return Outcome(
            mark=Fraction(max(0, right - wrong), max(1, all_right)),
            feedback=tuple(
                OptionFeedback(
                    option_id=option.id,
                    choice=option.text,
                    text=option.says("feedback"),
                    verdict=Verdict.RIGHT if is_correct(option) else Verdict.WRONG,
                )
                for option in chosen
            ),
            missing=all_right - right,
        )


def _chosen_ids(answer: object) -> frozenset[str]:
    chosen = chosen_part(answer, "chosen")
    if not isinstance(chosen, Sequence) or not is_list(chosen):
        return frozenset()
    return frozenset(entry for entry in chosen if isinstance(entry, str))


def _chosen(definition: Mapping[str, Any], answer: object) -> list[Item]:
    chosen = _chosen_ids(answer)
    return [option for option in items_of(definition, "options") if option.id in chosen]
