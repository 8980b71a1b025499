"""GIFT, the plain-text format of Moodle.

A question ends at an empty line; its answers stand in braces. Reads single and multiple choice,
true or false, short answers, numbers, pairs and missing words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from assessments.question_types.reading import number_of

from . import building
from .building import FULL, NOTHING, Answer, Gap
from .formatting import TextFormat, Written, markdown_of, one_line, plain_of
from .readings import Notes, ReadQuestion, RefusalError

BLANK = "_____"

_ESCAPED = re.compile(r"\\([~=#{}:n\\])")
_NEXT = {
    marks: re.compile(rf"\\.|({marks})", re.DOTALL)
    for marks in ("::", "[{]", "[}]", "[=~]", "####", "#", "->")
}
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_FORMATS: dict[str, TextFormat] = {"html": "html", "plain": "plain", "markdown": "markdown"}
_WEIGHT = re.compile(r"\s*%([-+]?[0-9]{1,3}(?:\.[0-9]{1,8})?)%")
_TRUE_OR_FALSE = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?=#|$)", re.IGNORECASE)
_ID_IN_COMMENT = re.compile(r"\[id:([^\]\s]{1,100})\]")


@dataclass(slots=True)
class _Chunk:
    """The lines between two empty lines: comments left out but for the id in one of them."""

    line: int = 0
    lines: list[str] = field(default_factory=list)
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class _Parts:
    """A question taken apart. `block` is what stands in the braces, None if there are none."""

    title: str
    format: TextFormat
    before: str
    block: str | None
    after: str
    general: str


def read_gift(text: str, notes: Notes) -> None:
    """Adds the questions of a GIFT file to `notes`; one that can't be read is an issue."""
    for chunk in _chunks(text):
        if not notes.has_room(chunk.line):
            return
        try:
            notes.question(_question(chunk, notes))
        except RefusalError as refusal:
            notes.refusal(refusal, chunk.line)


def _chunks(text: str) -> Iterator[_Chunk]:
    chunk = _Chunk()
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if bare.startswith("//"):
            found = _ID_IN_COMMENT.search(bare)
            chunk.source_id = found[1] if found else chunk.source_id
        elif bare.startswith("$CATEGORY:") and not chunk.lines:
            continue
        elif bare:
            chunk.line = chunk.line or number
            chunk.lines.append(line)
        elif chunk.lines:
            yield chunk
            chunk = _Chunk()
    if chunk.lines:
        yield chunk


def _question(chunk: _Chunk, notes: Notes) -> ReadQuestion:
    text = "\n".join(chunk.lines)
    if len(text) > notes.limits.text_length:
        raise RefusalError(
            f"A question is longer than {notes.limits.text_length} characters. Is an empty line"
            " missing behind it?",
            chunk.line,
        )
    parts = _taken_apart(text, chunk.line)
    definition = _Reader(parts, notes, chunk.line).definition()
    return ReadQuestion(
        slug=notes.free_slug(parts.title, definition.get("stem", "")),
        definition=definition,
        line=chunk.line,
        source=notes.source,
        source_id=chunk.source_id or parts.title,
    )


def _taken_apart(text: str, line: int) -> _Parts:
    title = ""
    text = text.strip()
    if text.startswith("::"):
        title, closing, text = _split(text[2:], "::")
        if not closing:
            raise RefusalError("The title isn't closed: write :: behind it.", line)
    marker = _FORMAT.match(text)
    text = text[marker.end() :] if marker else text
    written = _FORMATS.get(marker[1].lower(), "auto") if marker else "auto"
    before, opening, rest = _split(text, "[{]")
    if not opening:
        return _Parts(_plain(title), written, before, None, "", "")
    block, closing, after = _split(rest, "[}]")
    if not closing:
        raise RefusalError("The { of this question isn't closed before the empty line.", line)
    if _split(after, "[{]")[1]:
        raise RefusalError("A question with more than one { } is not supported.", line)
    block, _, general = _split(block, "####")
    return _Parts(_plain(title), written, before, block.strip(), after, general)


class _Reader:
    def __init__(self, parts: _Parts, notes: Notes, line: int) -> None:
        self.parts = parts
        self.notes = notes
        self.line = line

    def definition(self) -> dict[str, Any]:
        block = self.parts.block
        if block is None:
            raise RefusalError("A description asks nothing and is not supported.", self.line)
        if not block:
            raise RefusalError("Essay questions are not supported.", self.line)
        if block.startswith("#"):
            return self._numeric(block[1:])
        true_or_false = _TRUE_OR_FALSE.match(block)
        if true_or_false:
            return self._true_or_false(true_or_false[1], block[true_or_false.end() :])
        marked = self._marked_answers(block)
        if all(sign == "=" for sign, _ in marked):
            if any(_split(text, "->")[1] for _, text in marked):
                return self._matching([text for _, text in marked])
            return self._short_text([self._answer(sign, text) for sign, text in marked])
        return self._choice([self._answer(sign, text) for sign, text in marked])

    def _choice(self, answers: list[Answer]) -> dict[str, Any]:
        several = not any(answer.weight >= FULL for answer in answers)
        if self.parts.after.strip() and not several:
            return self._missing_word(answers, selected=True)
        return building.choice(
            self._stem(),
            answers,
            self.notes,
            self.line,
            several=several,
            otherwise=self._general(),
        )

    def _short_text(self, answers: list[Answer]) -> dict[str, Any]:
        if self.parts.after.strip():
            return self._missing_word(answers, selected=False)
        return building.short_text(
            self._stem(), answers, self.notes, self.line, otherwise=self._general()
        )

    def _missing_word(self, answers: list[Answer], *, selected: bool) -> dict[str, Any]:
        whole = self.parts.before + "{{gap-1}}" + self.parts.after
        return building.cloze(
            "",
            self._text(whole),
            [Gap("gap-1", tuple(answers), selected)],
            self.notes,
            self.line,
            otherwise=self._general(),
        )

    def _true_or_false(self, word: str, rest: str) -> dict[str, Any]:
        is_true = word.upper().startswith("T")
        # The feedback on a wrong answer comes first, that on a right one second.
        _, _, feedback = _split(rest, "#")
        if_wrong, _, if_right = _split(feedback, "#")
        about = {True: self._text(if_right), False: self._text(if_wrong)}
        answers = [
            Answer(text, FULL if right else NOTHING, about[right])
            for text, right in (("True", is_true), ("False", not is_true))
        ]
        return building.choice(
            self._stem(),
            answers,
            self.notes,
            self.line,
            several=False,
            otherwise=self._general(),
        )

    def _matching(self, texts: list[str]) -> dict[str, Any]:
        pairs, matches = [], []
        for text in texts:
            prompt, arrow, rest = _split(text, "->")
            if not arrow:
                raise RefusalError("A pair has no -> between its two sides.", self.line)
            match, _, feedback = _split(rest, "#")
            pairs.append(Answer(self._text(prompt), feedback=self._text(feedback)))
            matches.append(self._text(match))
        return building.matching(self._stem(), pairs, matches, otherwise=self._general())

    def _numeric(self, block: str) -> dict[str, Any]:
        if block.lstrip()[:1] in ("=", "~"):
            marked = self._marked_answers(block.strip())
        else:
            marked = [("=", block)]
        answers = []
        for sign, text in marked:
            answer = self._answer(sign, text)
            number, tolerance = self._number(answer.text)
            answers.append((Answer(number, answer.weight, answer.feedback), tolerance))
        return building.numeric(
            self._stem(), answers, self.notes, self.line, otherwise=self._general()
        )

    def _number(self, text: str) -> tuple[str, str]:
        text = one_line(text)
        if text in ("", "*"):
            return "*", ""
        if ".." in text:
            lowest, _, highest = text.partition("..")
            number, tolerance = building.centre_and_tolerance(lowest, highest)
        else:
            number, _, tolerance = (part.strip() for part in text.partition(":"))
        if number_of(number) is None or (tolerance and number_of(tolerance) is None):
            raise RefusalError(
                "A number is written as 3, 3:0.5 or 2.5..3.5, and this is none.", self.line
            )
        return number, tolerance

    def _marked_answers(self, block: str) -> list[tuple[str, str]]:
        """Each answer with the sign in front of it."""
        signs = [found for found in _NEXT["[=~]"].finditer(block) if found[1]]
        if not signs or block[: signs[0].start()].strip():
            raise RefusalError("An answer must begin with = or ~.", self.line)
        self.notes.check_answers(len(signs), self.line)
        ends = [*(sign.start() for sign in signs[1:]), len(block)]
        return [(sign[1], block[sign.end() : end]) for sign, end in zip(signs, ends, strict=True)]

    def _answer(self, sign: str, text: str) -> Answer:
        weight = FULL if sign == "=" else NOTHING
        written = _WEIGHT.match(text)
        if written:
            weight = Fraction(written[1])
            text = text[written.end() :]
        words, _, feedback = _split(text, "#")
        return Answer(self._text(words), weight, self._text(feedback))

    def _stem(self) -> str:
        after = self.parts.after
        whole = f"{self.parts.before}{BLANK}{after}" if after.strip() else self.parts.before
        return markdown_of(Written(_plain(whole), self.parts.format, self.line), self.notes)

    def _general(self) -> str:
        return self._text(self.parts.general)

    def _text(self, text: str) -> str:
        marker = _FORMAT.match(text)
        written = _FORMATS.get(marker[1].lower(), "auto") if marker else self.parts.format
        bare = text[marker.end() :] if marker else text
        return plain_of(Written(_plain(bare), written, self.line), self.notes)


def _split(text: str, mark: str) -> tuple[str, str, str]:
    """What stands before the first unescaped mark, the mark, and what follows it."""
    for found in _NEXT[mark].finditer(text):
        if found[1]:
            return text[: found.start()], found[1], text[found.end() :]
    return text, "", ""


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text).strip()
