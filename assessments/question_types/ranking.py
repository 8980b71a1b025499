from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, ClassVar

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
from .fields import Field, Problem, identical_problems
from .reading import Item, chosen_rows, items_of, posted_rows


class Ranking(QuestionType):
    """Answer: `{"places": {option id: place from 1}}`.

    The mark is the share of pairs put in the right order: 1 less the normalised Kendall distance.
    A pair that shares a place, or of which one has none, is not in the right order.
    """

    key = "ranking"
    name = "Ranking"
    description = "A workplace situation; the learner ranks responses from most to least effective."
    fields = (
        STEM,
        Field(
            "options",
            "Responses",
            "list",
            help="Write the most effective first and the least effective last: this order is the"
            " key. Learners see them in varying order.",
            item_fields=(OPTION_TEXT, OPTION_FEEDBACK),
            item_label="Response",
            minimum=3,
            maximum=8,
        ),
    )
    list_name: ClassVar[str] = "options"
    item_label: ClassVar[str] = "Response"

    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        rows = posted_rows(data, f"{prefix}-place-")
        places = {
            row: int(text)
            for row, text in rows.items()
            if text.isascii() and text.isdigit() and len(text) <= 2
        }
        return {"places": places} if places else None

    def controls(self, presented: Presented, answer: object) -> Sequence[Control]:
        places = range(1, len(presented.options) + 1)
        chosen = chosen_rows(answer, "places", [option.id for option in presented.options])
        return [
            {
                "id": option.id,
                "text": option.text,
                "places": [
                    {"number": place, "chosen": _is_place(chosen.get(option.id), place)}
                    for place in places
                ],
            }
            for option in presented.options
        ]

    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        texts = [item.text for item in self._in_order(definition)]
        return identical_problems(texts, self.item_label, (self.list_name,))

    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented:
        options = presented_options(self._in_order(definition), seed)
        return Presented(type=self.key, stem=stem_of(definition), options=options)

    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool:
        items = self._in_order(definition)
        places = _places(items, answer)
        return bool(items) and len(places) == len(items) == len(set(places.values()))

    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None:
        items = self._in_order(definition)
        places = _places(items, answer)
        if not places:
            return None
        pairs = list(combinations([places.get(item.id) for item in items], 2))
        in_order = sum(
            earlier is not None and later is not None and earlier < later
            for earlier, later in pairs
        )
        right_places = {item.id: place for place, item in enumerate(items, start=1)}
        placed = sorted(
            (item for item in items if item.id in places), key=lambda item: places[item.id]
        )
        return Outcome(
            mark=Fraction(in_order, max(1, len(pairs))),
            feedback=tuple(
                OptionFeedback(
                    option_id=item.id,
                    choice=f"{places[item.id]}. {item.text}",
                    text=item.says("feedback"),
                    verdict=(
                        Verdict.RIGHT if places[item.id] == right_places[item.id] else Verdict.WRONG
                    ),
                )
                for item in placed
            ),
            missing=len(items) - len(set(places.values())),
        )

    def _in_order(self, definition: Mapping[str, Any]) -> tuple[Item, ...]:
        return items_of(definition, self.list_name)


def _is_place(value: object, place: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value == place


def _places(items: Sequence[Item], answer: object) -> dict[str, int]:
    """The places given to known options, from 1 to their number."""
    chosen = chosen_rows(answer, "places", [item.id for item in items])
    return {
        option_id: place
        for option_id, place in chosen.items()
        if isinstance(place, int) and not isinstance(place, bool) and 1 <= place <= len(items)
    }
