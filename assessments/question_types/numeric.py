import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from .reading import chosen_part, clean_text, folded, number_of, posted_text, text_of

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class PresentedNumeric(Presented):
    unit: str = ""


class Numeric(QuestionType):
    """Answer: `{"text": what was typed}`. The whole mark or none."""

    key = "numeric"
    name = "Number"
    description = "A number, typed, that may differ from the right one by a tolerance."
    fields = (
        STEM,
        Field("target", "Right number", "number"),
        Field(
            "tolerance",
            "Tolerance",
            "number",
            help="How far an accepted answer may lie from the right number. Empty: not at all.",
            required=False,
            minimum=0,
        ),
        Field(
            "tolerance_kind",
            "Kind of tolerance",
            "choice",
            required=False,
            choices=(("absolute", "In the number's own unit"), ("percent", "Percent of it")),
        ),
        Field(
            "unit",
            "Unit",
            "line",
            help="Shown beside the answer, such as hours or %.",
            required=False,
            maximum=30,
        ),
        FEEDBACK_IF_RIGHT,
        FEEDBACK_IF_WRONG,
    )

    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        text = posted_text(data, prefix)
        return {"text": text} if text else None

    def controls(self, presented: PresentedNumeric, answer: object) -> Sequence[Control]:
        return [{"value": clean_text(chosen_part(answer, "text")), "unit": presented.unit}]

    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        if definition.get("tolerance_kind") == "percent" and number_of(
            definition.get("target")
        ) == Fraction(0):
            message = "A percentage of 0 is 0. Give the tolerance as an absolute number."
            return [Problem(("tolerance_kind",), message)]
        return []

    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented:
        unit = text_of(definition.get("unit"))
        return PresentedNumeric(type=self.key, stem=stem_of(definition), unit=unit)

    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool:
        text = clean_text(chosen_part(answer, "text"))
        return bool(readings(text, text_of(definition.get("unit"))))

    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None:
        text = clean_text(chosen_part(answer, "text"))
        if not text:
            return None
        right = _is_right(definition, text)
        feedback = OptionFeedback(
            option_id="",
            choice=text,
            text=text_of(definition.get("feedback_right" if right else "feedback_wrong")),
            verdict=Verdict.RIGHT if right else Verdict.WRONG,
        )
        return Outcome(mark=Fraction(right), feedback=(feedback,))


def _is_right(definition: Mapping[str, Any], text: str) -> bool:
    target = number_of(definition.get("target"))
    if target is None:
        return False
    tolerance = number_of(definition.get("tolerance")) or Fraction(0)
    if definition.get("tolerance_kind") == "percent":
        tolerance = abs(target) * tolerance / 100
    numbers = readings(text, text_of(definition.get("unit")))
    return any(abs(number - target) <= tolerance for number in numbers)


def _form(thousands: str, decimal: str) -> re.Pattern[str]:
    grouped = rf"[1-9][0-9]{{0,2}}(?:{re.escape(thousands)}[0-9]{{3}})+"
    return re.compile(rf"(?P<whole>{grouped}|[0-9]+)?(?:{re.escape(decimal)}(?P<part>[0-9]+))?")


_FORMS = tuple(
    _form(thousands, decimal)
    for thousands in (",", ".", " ", "'")
    for decimal in (",", ".")
    if thousands != decimal
)


def readings(text: str, unit: str = "") -> frozenset[Fraction]:
    """Every number that `text` may mean, none if it is no number.

    "1,5" and "1.5" are one and a half, "1,500.25", "1.500,25", "1 500,25" and "1'500.25" the same
    number. "1,500" and "1.500" may each mean two numbers. `unit` may stand before or after.
    """
    typed = _without_unit(unicodedata.normalize("NFKC", text).strip(), unit)
    typed = typed.replace("\u2019", "'").replace("\u2212", "-")
    sign = -1 if typed.startswith("-") else 1
    digits = typed.removeprefix("-" if sign < 0 else "+").strip()
    if len(digits) > LONGEST_NUMBER:
        return frozenset()
    matches = (form.fullmatch(digits) for form in _FORMS)
    return frozenset(
        sign * _value(match["whole"], match["part"])
        for match in matches
        if match and (match["whole"] or match["part"])
    )


def _value(whole: str | None, part: str | None) -> Fraction:
    digits = re.sub("[^0-9]", "", whole or "0")
    return Fraction(int(digits + (part or "")), 10 ** len(part or ""))


def _without_unit(typed: str, unit: str) -> str:
    comparable, comparable_unit = folded(typed), folded(unit)
    if not comparable_unit:
        return typed
    return comparable.removesuffix(comparable_unit).removeprefix(comparable_unit).strip()
