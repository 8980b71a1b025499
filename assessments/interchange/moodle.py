"""Moodle XML, the format in which Moodle exports everything about its questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from assessments.question_types.reading import number_of

from . import building
from .building import FULL, NOTHING, Answer, Gap
from .formatting import TextFormat, Written, markdown_of, one_line, plain_of
from .markup import Node
from .moodle_cloze import cloze_parts
from .readings import Notes, ReadQuestion, RefusalError

_FORMATS: dict[str, TextFormat] = {
    "html": "html",
    "markdown": "markdown",
    "plain_text": "plain",
}
# What Moodle fills in by itself teaches nobody anything.
_STOCK_FEEDBACK = {
    "your answer is correct.",
    "your answer is partially correct.",
    "your answer is incorrect.",
}
_ANSWERS = ("answer", "subquestion", "selectoption", "dragbox")
_PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")


def read_quiz(quiz: Node, notes: Notes) -> None:
    """Adds the questions of a `<quiz>` to `notes`; one that can't be read is an issue."""
    for node in quiz.children("question"):
        if node.get("type") == "category":
            continue
        if not notes.has_room(node.line):
            return
        try:
            notes.question(_question(node, notes))
        except RefusalError as refusal:
            notes.refusal(refusal, node.line)


def _question(node: Node, notes: Notes) -> ReadQuestion:
    kind = node.get("type")
    notes.check_answers(len(node.children(*_ANSWERS)), node.line)
    read = _TYPES.get(kind)
    if read is None:
        raise RefusalError(f"Questions of the type “{kind[:40]}” are not supported.", node.line)
    definition = read(_Moodle(node, notes))
    name = one_line(_text_in(node.child("name")))
    if any(hint.text.strip() for hint in node.children("hint")):
        notes.warning("Hints are not kept.", node.line)
    return ReadQuestion(
        slug=notes.free_slug(_text_in(node, "idnumber"), name, definition.get("stem", "")),
        definition=definition,
        line=node.line,
        source=notes.source,
        source_id=one_line(_text_in(node, "idnumber")) or name,
    )


class _Moodle:
    """One `<question>` and how to read its parts."""

    def __init__(self, node: Node, notes: Notes) -> None:
        self.node = node
        self.notes = notes
        self.line = node.line

    @property
    def stem(self) -> str:
        return markdown_of(self.written(self.node.child("questiontext")), self.notes)

    @property
    def general(self) -> str:
        return self.plain(self.node.child("generalfeedback"))

    def combined(self, name: str) -> str:
        feedback = self.plain(self.node.child(name))
        return "" if feedback.lower() in _STOCK_FEEDBACK else feedback

    def written(self, node: Node | None) -> Written:
        if node is None:
            return Written("", "plain", self.line)
        return Written(_text_in(node), _FORMATS.get(node.get("format"), "auto"), node.line)

    def plain(self, node: Node | None) -> str:
        return plain_of(self.written(node), self.notes)

    def answers(self) -> list[Answer]:
        return [
            Answer(self.plain(node), _weight(node), self.plain(node.child("feedback")))
            for node in self.node.children("answer")
        ]

    def flag(self, name: str) -> bool:
        return _text_in(self.node, name).strip().lower() in ("true", "1")


def _multichoice(moodle: _Moodle) -> dict[str, Any]:
    single = _text_in(moodle.node, "single").strip().lower() not in ("false", "0")
    about = {
        True: moodle.combined("correctfeedback") or moodle.general,
        False: moodle.combined("incorrectfeedback") or moodle.general,
    }
    answers = [
        Answer(answer.text, answer.weight, answer.feedback or about[answer.weight > 0])
        for answer in moodle.answers()
    ]
    return building.choice(moodle.stem, answers, moodle.notes, moodle.line, several=not single)


def _truefalse(moodle: _Moodle) -> dict[str, Any]:
    answers = [
        Answer(answer.text.capitalize(), answer.weight, answer.feedback)
        for answer in moodle.answers()
    ]
    return building.choice(
        moodle.stem, answers, moodle.notes, moodle.line, several=False, otherwise=moodle.general
    )


def _shortanswer(moodle: _Moodle) -> dict[str, Any]:
    if moodle.flag("usecase"):
        moodle.notes.warning("Capital letters make no difference here.", moodle.line)
    return building.short_text(
        moodle.stem, moodle.answers(), moodle.notes, moodle.line, otherwise=moodle.general
    )


def _numerical(moodle: _Moodle) -> dict[str, Any]:
    units = [one_line(_text_in(unit, "unit_name")) for unit in moodle.node.within("unit")]
    if len(units) > 1:
        moodle.notes.warning("Units are not converted here; only the first is kept.", moodle.line)
    answers = [
        (answer, _text_in(node, "tolerance"))
        for answer, node in zip(moodle.answers(), moodle.node.children("answer"), strict=True)
    ]
    return building.numeric(
        moodle.stem,
        answers,
        moodle.notes,
        moodle.line,
        otherwise=moodle.general,
        unit=next(iter(units), ""),
    )


def _matching(moodle: _Moodle) -> dict[str, Any]:
    rows = moodle.node.children("subquestion")
    return building.matching(
        moodle.stem,
        [Answer(moodle.plain(row)) for row in rows],
        [moodle.plain(row.child("answer")) for row in rows],
        otherwise=moodle.general,
    )


def _ordering(moodle: _Moodle) -> dict[str, Any]:
    # Each answer's fraction is its place.
    rows = sorted(moodle.node.children("answer"), key=_weight)
    steps = [
        Answer(moodle.plain(row), feedback=moodle.plain(row.child("feedback"))) for row in rows
    ]
    return building.ordering(moodle.stem, steps, otherwise=moodle.general)


def _cloze(moodle: _Moodle) -> dict[str, Any]:
    written = moodle.written(moodle.node.child("questiontext"))
    text, gaps = cloze_parts(written, moodle.notes)
    return building.cloze("", text, gaps, moodle.notes, moodle.line, otherwise=moodle.general)


def _gapselect(moodle: _Moodle) -> dict[str, Any]:
    options = moodle.node.children("selectoption", "dragbox")
    texts = [moodle.plain(option) for option in options]
    groups = [one_line(_text_in(option, "group")) for option in options]
    gaps: list[Gap] = []

    def gap(match: re.Match[str]) -> str:
        right = int(match[1]) - 1
        if not 0 <= right < len(options):
            raise RefusalError(f"There is no choice for {match[0]}.", moodle.line)
        group = [n for n in range(len(options)) if groups[n] == groups[right]]
        answers = tuple(Answer(texts[n], FULL if n == right else NOTHING) for n in group)
        gaps.append(Gap(f"gap-{len(gaps) + 1}", answers, selected=True))
        return "{{" + gaps[-1].key + "}}"

    whole = moodle.plain(moodle.node.child("questiontext"))
    moodle.notes.check_answers(len(_PLACE.findall(whole)), moodle.line)
    text = _PLACE.sub(gap, whole)
    return building.cloze("", text, gaps, moodle.notes, moodle.line, otherwise=moodle.general)


_TYPES: dict[str, Callable[[_Moodle], dict[str, Any]]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _gapselect,
    "ddwtos": _gapselect,
}


def _text_in(node: Node | None, name: str = "") -> str:
    """The `<text>` of an element, or its own text where it has none."""
    holder = node.child(name) if node is not None and name else node
    if holder is None:
        return ""
    text = holder.child("text")
    if text is not None:
        return text.text
    return "".join(part for part in holder.content if isinstance(part, str))


def _weight(node: Node) -> Fraction:
    return number_of(node.get("fraction").strip()) or NOTHING
