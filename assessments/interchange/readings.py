"""What a reader of question files gives back, and the bounds it keeps to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .definitions import free_slug, slug_from

Place = tuple[str | int, ...]

_MOST_ISSUES = 500


class Severity(StrEnum):
    """An error keeps a question out; a warning says what was changed on the way in."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to know about a file: `line` from 1 in `source`, a file inside a package or
    empty for the file itself."""

    message: str
    severity: Severity = Severity.ERROR
    line: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A definition of one of our question types (its `type` included) and where it belongs.

    `competency` and `behaviour` are slugs, empty where the file does not say.
    """

    slug: str
    definition: Mapping[str, Any]
    competency: str = ""
    behaviour: str = ""


@dataclass(frozen=True, slots=True)
class ReadQuestion(PlacedQuestion):
    """A question that a reader found. `source_id` is what its own system calls it.

    `lines` gives the line of parts of the definition, where a reader knows them.
    """

    line: int | None = None
    source: str = ""
    source_id: str = ""
    lines: Mapping[Place, int] = field(default_factory=dict)

    def line_of(self, *place: str | int) -> int | None:
        """The line of that part of the definition, or of the smallest part around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, self.line)


@dataclass(frozen=True, slots=True)
class Reading:
    questions: tuple[ReadQuestion, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def errors(self) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read at most. Sizes in bytes; `ratio` is unpacked size to packed size."""

    file_bytes: int = 2 * 1024 * 1024
    members: int = 1000
    unpacked_bytes: int = 10 * 1024 * 1024
    ratio: int = 100
    questions: int = 1000
    depth: int = 40
    elements: int = 200_000
    answers: int = 100
    text_length: int = 30_000


class RefusalError(Exception):
    """A file, or one question of it, that will not be read any further, and why."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Notes:
    """Issues and questions found so far in one file."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.source = ""
        self._issues: dict[Issue, None] = {}
        self._questions: list[ReadQuestion] = []
        self._slugs: set[str] = set()

    def error(self, message: str, line: int | None = None) -> None:
        self._add(Issue(message, Severity.ERROR, line, self.source))

    def warning(self, message: str, line: int | None = None) -> None:
        self._add(Issue(message, Severity.WARNING, line, self.source))

    def refusal(self, refusal: RefusalError, line: int | None = None) -> None:
        self.error(refusal.message, refusal.line or line)

    def has_room(self, line: int | None = None) -> bool:
        """Whether one more question may be read; notes it if there are too many already."""
        if len(self._issues) > _MOST_ISSUES:
            return False
        if len(self._questions) < self.limits.questions:
            return True
        self.error(f"The file holds more than {self.limits.questions} questions. Split it.", line)
        return False

    def question(self, question: ReadQuestion) -> None:
        self._slugs.add(question.slug)
        self._questions.append(question)

    def check_answers(self, count: int, line: int | None) -> None:
        """Raises RefusalError for more answers than any question has."""
        if count > self.limits.answers:
            raise RefusalError(f"A question holds more than {self.limits.answers} answers.", line)

    def free_slug(self, *wanted: str) -> str:
        """A slug that no question of the file has yet, from the first text that gives one."""
        name = next(filter(None, map(slug_from, wanted)), "") or "question"
        return free_slug(name, self._slugs)

    def reading(self) -> Reading:
        issues = list(self._issues)
        if len(issues) > _MOST_ISSUES:
            hidden = Issue(f"Only the first {_MOST_ISSUES} remarks are shown.")
            issues = [*issues[:_MOST_ISSUES], hidden]
        return Reading(tuple(self._questions), tuple(issues))

    def _add(self, issue: Issue) -> None:
        if len(self._issues) <= _MOST_ISSUES:
            self._issues.setdefault(issue)
