"""What an item says about right answers: declarations, response processing and feedback."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from xml.etree import ElementTree as ET

_SPECIAL_IN_PATTERN = set("\\.?*+(){}-[]^|")


class Scoring:
    """Collects what each answer earns. The mark is what was earned, divided by `shares`."""

    def __init__(self) -> None:
        self.declarations: list[ET.Element] = []
        self.shares = 1
        self._steps: list[ET.Element] = []
        self._shown: list[ET.Element] = []
        self._feedback: list[tuple[str, str]] = []
        self._on_mark = False

    def declare(
        self, identifier: str, cardinality: str, base_type: str, correct: Iterable[str]
    ) -> ET.Element:
        declaration = ET.Element(
            "qti-response-declaration",
            {"identifier": identifier, "cardinality": cardinality, "base-type": base_type},
        )
        values = list(correct)
        if values:
            holder = ET.SubElement(declaration, "qti-correct-response")
            for value in values:
                ET.SubElement(holder, "qti-value").text = value
        self.declarations.append(declaration)
        return declaration

    def if_right(self, identifier: str) -> None:
        """A share for exactly the correct response."""
        condition = ET.Element("qti-match")
        condition.append(_variable(identifier))
        ET.SubElement(condition, "qti-correct", {"identifier": identifier})
        self._share_if(condition)

    def if_near(self, identifier: str, tolerance: str, mode: str) -> None:
        condition = ET.Element(
            "qti-equal",
            {"tolerance-mode": mode, "tolerance": f"{tolerance} {tolerance}"}
            if tolerance
            else {"tolerance-mode": "exact"},
        )
        condition.append(_variable(identifier))
        ET.SubElement(condition, "qti-correct", {"identifier": identifier})
        self._share_if(condition)

    def if_accepted(self, identifier: str, accepted: Sequence[str]) -> None:
        """A share for a text that one of the accepted answers means, `*` for anything."""
        condition = ET.Element("qti-or")
        for answer in accepted:
            if "*" in answer:
                test = ET.SubElement(condition, "qti-pattern-match", {"pattern": _pattern(answer)})
            else:
                test = ET.SubElement(condition, "qti-string-match", {"case-sensitive": "false"})
            test.append(_variable(identifier))
            if "*" not in answer:
                test.append(_value("string", answer))
        if len(condition):
            self._share_if(condition)

    def if_one_of(self, declaration: ET.Element, values: Sequence[str]) -> None:
        """A share for any of the values, all of them noted in the declaration's mapping."""
        if not values:
            return
        identifier = declaration.get("identifier", "")
        _map(declaration, [(value, 1) for value in values])
        condition = ET.Element("qti-or")
        for value in values:
            test = ET.SubElement(condition, "qti-match")
            test.append(_variable(identifier))
            test.append(_value("identifier", value))
        self._share_if(condition)

    def map_texts(self, declaration: ET.Element, texts: Sequence[str]) -> None:
        """Notes the accepted texts in the declaration's mapping."""
        _map(declaration, [(text, 1) for text in texts], case_sensitive="false")

    def by_map(self, declaration: ET.Element, values: Sequence[tuple[str, int]]) -> None:
        """The shares that each value of a response earns or costs, together never below none."""
        if not values:
            return
        _map(declaration, values, lower_bound="0")
        earned = ET.Element("qti-map-response", {"identifier": declaration.get("identifier", "")})
        self._steps.append(_set("SCORE", earned))

    def say(self, identifier: str, text: str) -> None:
        if text:
            self._feedback.append((identifier, text))

    def say_what_is_chosen(self, *identifiers: str) -> None:
        self._shown = [_variable(identifier) for identifier in identifiers]

    def say_everything(self) -> None:
        self._shown = [_value("identifier", identifier) for identifier, _ in self._feedback]

    def say_by_mark(self) -> None:
        self._on_mark = True

    def outcomes(self) -> list[ET.Element]:
        score = ET.Element(
            "qti-outcome-declaration",
            {
                "identifier": "SCORE",
                "cardinality": "single",
                "base-type": "float",
                "normal-maximum": "1",
            },
        )
        default = ET.SubElement(score, "qti-default-value")
        ET.SubElement(default, "qti-value").text = "0"
        feedback = ET.Element(
            "qti-outcome-declaration",
            {"identifier": "FEEDBACK", "cardinality": "multiple", "base-type": "identifier"},
        )
        return [score, feedback] if self._feedback else [score]

    def processing(self) -> ET.Element:
        processing = ET.Element("qti-response-processing")
        processing.extend(self._steps)
        if self.shares > 1:
            mark = ET.Element("qti-divide")
            mark.append(_variable("SCORE"))
            mark.append(_value("float", str(self.shares)))
            processing.append(_set("SCORE", mark))
        if self._feedback and self._shown:
            shown = ET.Element("qti-multiple")
            shown.extend(self._shown)
            processing.append(_set("FEEDBACK", shown))
        if self._feedback and self._on_mark:
            processing.append(_feedback_on_mark())
        return processing

    def modal_feedback(self) -> list[tuple[ET.Element, str]]:
        """Each element with the text that belongs into it."""
        found = []
        for identifier, text in self._feedback:
            feedback = ET.Element(
                "qti-modal-feedback",
                {"outcome-identifier": "FEEDBACK", "identifier": identifier, "show-hide": "show"},
            )
            found.append((feedback, text))
        return found

    def _share_if(self, condition: ET.Element) -> None:
        more = ET.Element("qti-sum")
        more.append(_variable("SCORE"))
        more.append(_value("float", "1"))
        step = ET.Element("qti-response-condition")
        then = ET.SubElement(step, "qti-response-if")
        then.append(condition)
        then.append(_set("SCORE", more))
        self._steps.append(step)


def decimal_text(number: Fraction) -> str:
    """A number as XML Schema writes a decimal."""
    if number.denominator == 1:
        return str(number.numerator)
    text = f"{float(number):.15f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def _feedback_on_mark() -> ET.Element:
    step = ET.Element("qti-response-condition")
    then = ET.SubElement(step, "qti-response-if")
    full = ET.SubElement(then, "qti-gte")
    full.append(_variable("SCORE"))
    full.append(_value("float", "1"))
    then.append(_one_feedback("right"))
    ET.SubElement(step, "qti-response-else").append(_one_feedback("wrong"))
    return step


def _one_feedback(identifier: str) -> ET.Element:
    shown = ET.Element("qti-multiple")
    shown.append(_value("identifier", identifier))
    return _set("FEEDBACK", shown)


def _variable(identifier: str) -> ET.Element:
    return ET.Element("qti-variable", {"identifier": identifier})


def _value(base_type: str, text: str) -> ET.Element:
    value = ET.Element("qti-base-value", {"base-type": base_type})
    value.text = text
    return value


def _map(
    declaration: ET.Element,
    values: Sequence[tuple[str, int]],
    *,
    lower_bound: str = "",
    case_sensitive: str = "",
) -> None:
    bound = {"lower-bound": lower_bound} if lower_bound else {}
    case = {"case-sensitive": case_sensitive} if case_sensitive else {}
    mapping = ET.SubElement(declaration, "qti-mapping", {**bound, "default-value": "0"})
    for key, value in dict(values).items():
        ET.SubElement(
            mapping, "qti-map-entry", {"map-key": key, "mapped-value": str(value), **case}
        )


def _set(outcome: str, expression: ET.Element) -> ET.Element:
    step = ET.Element("qti-set-outcome-value", {"identifier": outcome})
    step.append(expression)
    return step


def _pattern(accepted: str) -> str:
    """A regular expression of XML Schema, which knows no flag for upper and lower case."""
    return ".*".join("".join(map(_character, piece)) for piece in accepted.split("*"))


def _character(character: str) -> str:
    if character in _SPECIAL_IN_PATTERN:
        return "\\" + character
    upper, lower = character.upper(), character.lower()
    if character == "$" or (upper != lower and len(upper) == len(lower) == 1):
        return f"[{upper}{lower}]"
    return character
