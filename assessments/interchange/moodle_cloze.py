"""Moodle's embedded answers: `{1:SHORTANSWER:=London#Yes~%50%Londen}` in the midst of a text."""

from __future__ import annotations

import re
from fractions import Fraction

from assessments.question_types.reading import number_of

from .building import FULL, NOTHING, Answer, Gap
from .formatting import Written, plain_of
from .markup import parsed_html
from .readings import Notes, RefusalError

_START = re.compile(r"\{[0-9]{0,3}:([A-Z_]{2,20}):")
_END = re.compile(r"\\.|(\})", re.DOTALL)
_BETWEEN = re.compile(r"\\.|(~)", re.DOTALL)
_HASH = re.compile(r"\\.|(#)", re.DOTALL)
_ESCAPED = re.compile(r"\\([}#~\"/\\])")
_WEIGHT = re.compile(r"%([-+]?[0-9]{1,3}(?:\.[0-9]{1,8})?)%")

_TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBERS = {"NUMERICAL", "NM"}
_SELECTED = {
    *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
    *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
}


def cloze_parts(written: Written, notes: Notes) -> tuple[str, list[Gap]]:
    """The plain text with `{{gap-1}}` and so on in it, and the gaps.

    Raises RefusalError for what a gap of ours cannot hold, or for no gap at all.
    """
    source, at = written.text, 0
    pieces: list[str] = []
    gaps: list[Gap] = []
    if len(source) > notes.limits.text_length:
        raise RefusalError("The text with gaps is too long.", written.line)
    while start := _START.search(source, at):
        end = next((found for found in _END.finditer(source, start.end()) if found[1]), None)
        if end is None:
            raise RefusalError("An embedded answer isn't closed by }.", written.line)
        notes.check_answers(len(gaps), written.line)
        key = f"gap-{len(gaps) + 1}"
        inside = source[start.end() : end.start()]
        gaps.append(_gap(key, start[1], _answers(inside, notes, written.line), written.line))
        pieces += [source[at : start.start()], "{{", key, "}}"]
        at = end.end()
    if not gaps:
        raise RefusalError("The text has no embedded answer.", written.line)
    text = "".join([*pieces, source[at:]])
    return plain_of(Written(text, written.format, written.line), notes), gaps


def _gap(key: str, kind: str, answers: list[Answer], line: int) -> Gap:
    if kind in _NUMBERS:
        return Gap(key, tuple(_number(answer, line) for answer in answers))
    if kind not in _TYPED | _SELECTED:
        raise RefusalError(f"An embedded answer of the kind {kind} is not supported.", line)
    return Gap(key, tuple(answers), selected=kind in _SELECTED)


def _answers(inside: str, notes: Notes, line: int) -> list[Answer]:
    notes.check_answers(inside.count("~"), line)
    found, at = [], 0
    for separator in [*_BETWEEN.finditer(inside), None]:
        if separator is not None and not separator[1]:
            continue
        text = inside[at : separator.start() if separator else len(inside)]
        at = separator.end() if separator else at
        if text.strip():
            found.append(_answer(text.strip()))
    return found


def _answer(text: str) -> Answer:
    weight = NOTHING
    if text.startswith("="):
        weight, text = FULL, text[1:]
    elif written := _WEIGHT.match(text):
        weight, text = Fraction(written[1]), text[written.end() :]
    mark = next((found for found in _HASH.finditer(text) if found[1]), None)
    words, feedback = (text[: mark.start()], text[mark.end() :]) if mark else (text, "")
    return Answer(_plain(words), weight, _plain(feedback))


def _number(answer: Answer, line: int) -> Answer:
    number, _, tolerance = answer.text.partition(":")
    if tolerance.strip() and number_of(tolerance.strip()) != 0:
        raise RefusalError("A number with a tolerance can't stand in a gap here.", line)
    return Answer(number.strip(), answer.weight, answer.feedback)


def _plain(text: str) -> str:
    return " ".join(parsed_html(_ESCAPED.sub(r"\1", text)).text.split())
