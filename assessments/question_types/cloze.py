import re
from collections.abc import Mapping, Sequence
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
from .fields import Field, Problem, identical_problems, shown
from .patterns import matches_any, pattern_problems
from .reading import (
    Item,
    chosen_rows,
    clean_text,
    folded,
    id_from_text,
    is_id,
    items_of,
    lines_of,
    posted_rows,
    text_of,
)

_GAP = re.compile(r"\{\{ ?([A-Za-z0-9_-]{1,64}) ?\}\}")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class PresentedGap:
    """A gap in the text. With options it is selected, without any it is typed."""

    key: str
    number: int
    options: tuple[PresentedOption, ...] = ()


@dataclass(frozen=True, slots=True)
class PresentedCloze(Presented):
    """The text as paragraphs, each a run of plain text and gaps."""

    paragraphs: tuple[tuple[str | PresentedGap, ...], ...] = ()


class Cloze(QuestionType):
    """Answer: `{"gaps": {gap key: what was typed, or the id of the option selected}}`.

    The mark is the share of gaps filled in right.
    """

    key = "cloze"
    name = "Text with gaps"
    description = "A text with gaps that the learner fills in, by typing or from a list."
    fields = (
        STEM,
        Field(
            "text",
            "Text with gaps",
            "text",
            help="Plain text. Write {{key}} where a gap belongs, and an empty line between"
            " paragraphs.",
            maximum=5000,
        ),
        Field(
            "gaps",
            "Gaps",
            "list",
            item_fields=(
                Field(
                    "key",
                    "Key",
                    "line",
                    help="Letters, digits and hyphens. Sent to the browser, so it must not tell"
                    " the answer.",
                    maximum=64,
                ),
                Field(
                    "accepted",
                    "Accepted answers",
                    "list",
                    help="Case and spaces make no difference; in a gap that is typed, * stands"
                    " for anything or nothing.",
                    item_label="Accepted answer",
                    minimum=1,
                    maximum=20,
                ),
                Field(
                    "others",
                    "Wrong answers",
                    "list",
                    help="With wrong answers the gap offers a list; without any it is typed.",
                    required=False,
                    item_label="Wrong answer",
                    maximum=12,
                ),
                Field(
                    "feedback",
                    "Feedback",
                    "text",
                    help="Why the accepted answer belongs here.",
                    maximum=2000,
                ),
            ),
            item_label="Gap",
            minimum=1,
            maximum=20,
        ),
    )

    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        gaps = posted_rows(data, f"{prefix}-gap-")
        return {"gaps": gaps} if gaps else None

    def controls(self, presented: PresentedCloze, answer: object) -> Sequence[Control]:
        return [
            {"parts": [_control(part, answer) for part in paragraph]}
            for paragraph in presented.paragraphs
        ]

    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        gaps = items_of(definition, "gaps", text_name="key")
        found = identical_problems([gap.text for gap in gaps], "The key of gap", ("gaps",))
        keys = [gap.text for gap in gaps]
        for position, gap in enumerate(gaps):
            found += _gap_problems(gap, ("gaps", position), f"Gap {position + 1}")
        named = _GAP.findall(text_of(definition.get("text")))
        for key in dict.fromkeys(named):
            if key not in keys:
                message = f"The text has a gap {shown(key)} that is not described. Add it to the"
                found.append(Problem(("text",), f"{message} gaps, or take it out of the text."))
            elif named.count(key) > 1:
                message = f"The text has the gap {shown(key)} more than once. Give each its own"
                found.append(Problem(("text",), f"{message} key."))
        for position, key in enumerate(keys):
            if is_id(key) and key not in named:
                message = f"The text has no {{{{{key}}}}}. Write it where the gap belongs, or"
                found.append(Problem(("gaps", position, "key"), f"{message} remove the gap."))
        return found

    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented:
        gaps = {gap.text: gap for gap in _gaps(definition)}
        numbers = {key: number for number, key in enumerate(gaps, start=1)}
        waiting = set(gaps)
        paragraphs: list[tuple[str | PresentedGap, ...]] = []
        for paragraph in _paragraphs(definition):
            parts: list[str | PresentedGap] = []
            # Splitting at a pattern with one group gives text, key, text, key, ..., text.
            for position, piece in enumerate(_GAP.split(paragraph)):
                if position % 2 == 0:
                    parts += [piece] if piece else []
                elif piece in waiting:
                    waiting.remove(piece)
                    options = presented_options(_options(gaps[piece]), seed)
                    parts.append(PresentedGap(piece, numbers[piece], options))
            paragraphs.append(tuple(parts))
        return PresentedCloze(type=self.key, stem=stem_of(definition), paragraphs=tuple(paragraphs))

    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool:
        gaps = _gaps(definition)
        return bool(gaps) and len(_filled(gaps, answer)) == len(gaps)

    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None:
        gaps = _gaps(definition)
        filled = _filled(gaps, answer)
        if not filled:
            return None
        feedback = tuple(
            OptionFeedback(
                option_id=gap.text,
                choice=f"Gap {number}: {filled[gap.text]}",
                text=gap.says("feedback"),
                verdict=Verdict.RIGHT if _is_right(gap, filled[gap.text]) else Verdict.WRONG,
            )
            for number, gap in enumerate(gaps, start=1)
            if gap.text in filled
        )
        right = sum(part.verdict is Verdict.RIGHT for part in feedback)
        return Outcome(
            mark=Fraction(right, len(gaps)),
            feedback=feedback,
            missing=len(gaps) - len(filled),
        )


def _paragraphs(definition: Mapping[str, Any]) -> list[str]:
    pieces = _BLANK_LINE.split(text_of(definition.get("text")).replace("\r\n", "\n"))
    return [piece.strip() for piece in pieces if piece.strip()]


def _gaps(definition: Mapping[str, Any]) -> list[Item]:
    """The gaps that the text holds, in the order they stand there; an item's text is its key."""
    by_key = {gap.text: gap for gap in items_of(definition, "gaps", text_name="key")}
    named = dict.fromkeys(_GAP.findall("\n\n".join(_paragraphs(definition))))
    return [by_key[key] for key in named if key in by_key]


def _options(gap: Item) -> list[Item]:
    """What a gap offers to select from, empty if it is typed."""
    others = lines_of(gap.entry.get("others"))
    if not others:
        return []
    offered = (*lines_of(gap.entry.get("accepted")), *others)
    items = {_option_id(text): Item(id=_option_id(text), text=text) for text in offered}
    return list(items.values())


def _option_id(text: str) -> str:
    return id_from_text(folded(text))


def _filled(gaps: Sequence[Item], answer: object) -> dict[str, str]:
    """The words the learner put into each gap, by key."""
    filled: dict[str, str] = {}
    for gap in gaps:
        value = clean_text(chosen_rows(answer, "gaps", [gap.text]).get(gap.text))
        options = {option.id: option.text for option in _options(gap)}
        words = options.get(value, "") if options else value
        if words:
            filled[gap.text] = words
    return filled


def _is_right(gap: Item, words: str) -> bool:
    accepted = lines_of(gap.entry.get("accepted"))
    if _options(gap):
        return _option_id(words) in {_option_id(text) for text in accepted}
    return matches_any(words, accepted)


def _control(part: str | PresentedGap, answer: object) -> Control:
    if isinstance(part, str):
        return {"text": part}
    value = clean_text(chosen_rows(answer, "gaps", [part.key]).get(part.key))
    return {
        "key": part.key,
        "number": part.number,
        "options": [
            {"id": option.id, "text": option.text, "chosen": option.id == value}
            for option in part.options
        ],
        "value": value,
    }


def _gap_problems(gap: Item, path: tuple[str | int, ...], label: str) -> list[Problem]:
    found: list[Problem] = []
    if gap.text and not is_id(gap.text):
        message = f"The key of {label.lower()} may hold letters, digits, - and _ only. Change it."
        found.append(Problem((*path, "key"), message))
    accepted = lines_of(gap.entry.get("accepted"))
    others = lines_of(gap.entry.get("others"))
    found += identical_problems(others, "Wrong answer", (*path, "others"))
    if not others:
        return found + pattern_problems(accepted, (*path, "accepted"))
    found += identical_problems(accepted, "Accepted answer", (*path, "accepted"))
    for position, text in enumerate(accepted):
        if "*" in text:
            message = f"{label} offers a list, so write accepted answer {position + 1} without *."
            found.append(Problem((*path, "accepted", position), message))
        if _option_id(text) in {_option_id(other) for other in others}:
            message = f"{shown(text)} is both accepted and wrong in {label.lower()}. Keep it once."
            found.append(Problem((*path, "accepted", position), message))
    return found
