from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .base import (
    STEM,
    Answer,
    Control,
    OptionFeedback,
    Outcome,
    Presented,
    PresentedOption,
    QuestionType,
    Verdict,
    presented_options,
    stem_of,
)
from .fields import Field, Problem, identical_problems
from .reading import (
    Item,
    chosen_rows,
    folded,
    id_from_text,
    is_id,
    items_of,
    lines_of,
    posted_rows,
)


@dataclass(frozen=True, slots=True)
class PresentedMatching(Presented):
    """`options` are the prompts, `matches` what may be matched to each of them."""

    matches: tuple[PresentedOption, ...] = ()


class Matching(QuestionType):
    """Answer: `{"matches": {prompt id: match id}}`. The mark is the share of right pairs."""

    key = "matching"
    name = "Matching"
    description = "Pairs: the learner finds what belongs to each prompt."
    fields = (
        STEM,
        Field(
            "pairs",
            "Pairs",
            "list",
            help="Two prompts may share a match. Learners see both sides in varying order.",
            item_fields=(
                Field("prompt", "Prompt", "text", maximum=1000),
                Field("match", "Match", "line", maximum=300),
                Field(
                    "feedback",
                    "Feedback",
                    "text",
                    help="Why the two belong together.",
                    maximum=2000,
                ),
            ),
            item_label="Pair",
            minimum=2,
            maximum=10,
        ),
        Field(
            "distractors",
            "Distractors",
            "list",
            help="Further matches on offer that belong to no prompt.",
            required=False,
            item_label="Distractor",
            maximum=10,
        ),
    )

    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        rows = posted_rows(data, f"{prefix}-match-")
        matches = {row: match for row, match in rows.items() if is_id(match)}
        return {"matches": matches} if matches else None

    def controls(self, presented: PresentedMatching, answer: object) -> Sequence[Control]:
        chosen = chosen_rows(answer, "matches", [option.id for option in presented.options])
        return [
            {
                "id": option.id,
                "text": option.text,
                "matches": [
                    {
                        "id": match.id,
                        "text": match.text,
                        "chosen": chosen.get(option.id) == match.id,
                    }
                    for match in presented.matches
                ],
            }
            for option in presented.options
        ]

    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        pairs = _pairs(definition)
        found = identical_problems([pair.text for pair in pairs], "Prompt", ("pairs",))
        distractors = lines_of(definition.get("distractors"))
        found += identical_problems(distractors, "Distractor", ("distractors",))
        matches = {_match_id(pair.says("match")) for pair in pairs}
        found += [
            Problem(
                ("distractors", position),
                f"Distractor {position + 1} is the match of a prompt. Change it or take it out.",
            )
            for position, text in enumerate(distractors)
            if _match_id(text) in matches
        ]
        if len(pairs) > 1 and len(matches) + len(distractors) < 2:
            message = "Every prompt has the same match. Give at least two different ones."
            found.append(Problem(("pairs",), message))
        return found

    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented:
        return PresentedMatching(
            type=self.key,
            stem=stem_of(definition),
            options=presented_options(_pairs(definition), seed),
            matches=presented_options(_matches(definition), seed),
        )

    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool:
        pairs = _pairs(definition)
        return bool(pairs) and len(_chosen(definition, answer)) == len(pairs)

    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None:
        chosen = _chosen(definition, answer)
        if not chosen:
            return None
        pairs = _pairs(definition)
        feedback = tuple(
            OptionFeedback(
                option_id=pair.id,
                choice=f"{pair.text}: {chosen[pair.id].text}",
                text=pair.says("feedback"),
                verdict=(
                    Verdict.RIGHT
                    if chosen[pair.id].id == _match_id(pair.says("match"))
                    else Verdict.WRONG
                ),
            )
            for pair in pairs
            if pair.id in chosen
        )
        right = sum(part.verdict is Verdict.RIGHT for part in feedback)
        return Outcome(
            mark=Fraction(right, len(pairs)),
            feedback=feedback,
            missing=len(pairs) - len(chosen),
        )


def _pairs(definition: Mapping[str, Any]) -> tuple[Item, ...]:
    return items_of(definition, "pairs", text_name="prompt")


def _match_id(text: str) -> str:
    return id_from_text(folded(text))


def _matches(definition: Mapping[str, Any]) -> tuple[Item, ...]:
    """Every match on offer, each once."""
    texts: Iterable[str] = (
        *(pair.says("match") for pair in _pairs(definition)),
        *lines_of(definition.get("distractors")),
    )
    items = {_match_id(text): Item(id=_match_id(text), text=text) for text in texts if text}
    return tuple(items.values())


def _chosen(definition: Mapping[str, Any], answer: object) -> dict[str, Item]:
    """The match chosen for each prompt, by the prompt's id."""
    matches = {match.id: match for match in _matches(definition)}
    chosen = chosen_rows(answer, "matches", [pair.id for pair in _pairs(definition)])
    return {
        prompt: matches[match]
        for prompt, match in chosen.items()
        if isinstance(match, str) and match in matches
    }
