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

JUDGEMENTS = (("best", "Best"), ("worst", "Worst"))


class BestWorst(QuestionType):
    """Answer: `{"best": option id, "worst": option id}`, either may be left out.

    Half the mark for each.
    """

    key = "best_worst"
    name = "Best and worst response"
    description = "A workplace situation; the learner picks the best and the worst response to it."
    fields = (
        STEM,
        Field(
            "options",
            "Responses",
            "list",
            help="Judge one as best and one as worst. Learners see them in varying order.",
            item_fields=(
                OPTION_TEXT,
                Field(
                    "judgement",
                    "Judgement",
                    "choice",
                    help="Leave empty for the responses in between.",
                    required=False,
                    choices=JUDGEMENTS,
                ),
                OPTION_FEEDBACK,
            ),
            item_label="Response",
            minimum=3,
            maximum=8,
        ),
    )

    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        posted = {
            judgement: posted_id(data, f"{prefix}-{judgement}") for judgement, _ in JUDGEMENTS
        }
        return {judgement: chosen for judgement, chosen in posted.items() if chosen} or None

    def controls(self, presented: Presented, answer: object) -> Sequence[Control]:
        return [
            {
                "id": option.id,
                "text": option.text,
                "best": chosen_part(answer, "best") == option.id,
                "worst": chosen_part(answer, "worst") == option.id,
            }
            for option in presented.options
        ]

    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        options = items_of(definition, "options")
        path = ("options",)
        found = identical_problems([option.text for option in options], "Response", path)
        for judgement, _ in JUDGEMENTS:
            judged = sum(option.says("judgement") == judgement for option in options)
            if options and judged != 1:
                message = f"Judge exactly one response as {judgement}; {are(judged)}."
                found.append(Problem(path, message))
        return found

    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented:
        options = presented_options(items_of(definition, "options"), seed)
        return Presented(type=self.key, stem=stem_of(definition), options=options)

    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool:
        chosen = {option.id for option in _chosen(definition, answer).values()}
        return len(chosen) == len(JUDGEMENTS)

    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None:
        chosen = _chosen(definition, answer)
        if not chosen:
            return None
        feedback = tuple(
            OptionFeedback(
                option_id=chosen[judgement].id,
                choice=f"{label}: {chosen[judgement].text}",
                text=chosen[judgement].says("feedback"),
                verdict=(
                    Verdict.RIGHT
                    if chosen[judgement].says("judgement") == judgement
                    else Verdict.WRONG
                ),
            )
            for judgement, label in JUDGEMENTS
            if judgement in chosen
        )
        right = sum(part.verdict is Verdict.RIGHT for part in feedback)
        return Outcome(
            mark=Fraction(right, len(JUDGEMENTS)),
            feedback=feedback,
            missing=len(JUDGEMENTS) - len(chosen),
        )


def _chosen(definition: Mapping[str, Any], answer: object) -> dict[str, Item]:
    """The options chosen, by judgement."""
    by_id: dict[object, Item] = {item.id: item for item in items_of(definition, "options")}
    parts = {judgement: chosen_part(answer, judgement) for judgement, _ in JUDGEMENTS}
    return {
        judgement: by_id[part]
        for judgement, part in parts.items()
        if isinstance(part, str) and part in by_id
    }
