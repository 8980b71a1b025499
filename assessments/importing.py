"""Questions into a bank from a file of another system, and out of it.

An editor looks at a preview first; nothing is written until they decide. What comes in is a draft
with a revision of theirs, so that somebody reads it before a learner is asked. Feedback that the
file has none of does not keep a question out: the editor is asked for it before publishing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from assessments import interchange, question_types
from assessments.content_blocks import question_body
from assessments.interchange import Issue, PlacedQuestion, Reading, ReadQuestion, canonical
from assessments.models import Question, QuestionBank
from assessments.question_types import Problem
from assessments.question_types.reading import folded
from badges.models import Behaviour

_FEEDBACK = {"feedback", "feedback_right", "feedback_wrong"}
_LONGEST_EXCERPT = 120
_MOST_REMARKS = 20


class ExportFormat(StrEnum):
    QTI = "qti"
    YAML = "yaml"


class NotAllValidError(Exception):
    """Some of a file can't be imported, and the editor has not said to leave it out."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("Some of the questions can't be imported.")
        self.preview = preview


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a line of the file; None where the line is not known."""

    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class PreviewedQuestion:
    """What importing a question would do. `problems` keep it out; `to_write` is the feedback an
    editor has to write before publishing it; `notes` are worth knowing."""

    read: ReadQuestion
    slug: str
    type_name: str
    excerpt: str
    behaviour: Behaviour | None
    problems: tuple[Remark, ...] = ()
    to_write: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    already_there: bool = False

    @property
    def is_valid(self) -> bool:
        return not self.problems

    @property
    def will_be_imported(self) -> bool:
        return self.is_valid and not self.already_there


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would come into a bank. `issues` are about the file, not a question of it."""

    bank: QuestionBank
    questions: tuple[PreviewedQuestion, ...]
    issues: tuple[Issue, ...]

    @property
    def is_all_valid(self) -> bool:
        return not any(
            issue.severity is interchange.Severity.ERROR for issue in self.issues
        ) and all(question.is_valid for question in self.questions)

    @property
    def importable(self) -> tuple[PreviewedQuestion, ...]:
        return tuple(question for question in self.questions if question.will_be_imported)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was written: `left_out` counts the file's questions that were not."""

    questions: tuple[Question, ...]
    published: int
    left_out: int


@dataclass(frozen=True, slots=True)
class ExportedFile:
    name: str
    content_type: str
    data: bytes


def preview(data: bytes, filename: str, bank: QuestionBank) -> Preview:
    """What importing the file into the bank would do. Writes nothing and never raises over what
    is in the file."""
    return _previewed(interchange.read(data, filename), bank)


def import_questions(
    data: bytes,
    filename: str,
    bank: QuestionBank,
    *,
    user: User,
    only_valid: bool = False,
    publish: bool = False,
) -> ImportResult:
    """Writes the questions of the file as drafts, all in one transaction.

    Those already in the bank are left out. `publish` publishes those to which nothing has to be
    added. Raises NotAllValidError, and writes nothing, if part of the file can't be imported and
    `only_valid` does not say to leave it out.
    """
    reading = interchange.read(data, filename)
    with transaction.atomic():
        # Two imports at once must not give out the same short names.
        bank = QuestionBank.objects.select_for_update().get(pk=bank.pk)
        found = _previewed(reading, bank)
        if not (only_valid or found.is_all_valid):
            raise NotAllValidError(found)
        written = [_written(question, bank, user=user) for question in found.importable]
        published = 0
        for question, previewed in zip(written, found.importable, strict=True):
            if publish and not previewed.to_write:
                question.latest_revision.publish(user=user)
                published += 1
    return ImportResult(
        questions=tuple(written),
        published=published,
        left_out=len(found.questions) - len(written),
    )


def export_questions(
    questions: Iterable[Question], export_format: ExportFormat, *, name: str = "questions"
) -> ExportedFile:
    """The questions as a QTI 3.0 package or as a `questions.yaml`: the same bytes for the same
    questions. Drafts are exported too."""
    chosen = [placed(question) for question in questions]
    if export_format is ExportFormat.QTI:
        package = interchange.written_package(chosen)
        return ExportedFile(f"{name}-qti3.zip", "application/zip", package)
    text = interchange.written_yaml(chosen)
    return ExportedFile(f"{name}.yaml", "application/yaml", text.encode())


@dataclass(slots=True)
class _Known:
    """The questions that a bank has, and those of the file that were looked at so far."""

    slugs: set[str] = field(default_factory=set)
    stems: dict[str, str] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)

    def add(self, slug: str, definition: Mapping[str, Any]) -> None:
        self.slugs.add(slug)
        self.stems.setdefault(_stem(definition), slug)
        self.contents.setdefault(_content(definition), slug)


def _previewed(reading: Reading, bank: QuestionBank) -> Preview:
    known = _Known()
    for question in bank.questions.all():
        known.add(question.slug, canonical(_without_block_ids(question.definition)))
    behaviours = {behaviour.slug: behaviour for behaviour in bank.competency.behaviours.all()}
    questions = tuple(_look_at(read, bank, known, behaviours) for read in reading.questions)
    return Preview(bank=bank, questions=questions, issues=reading.issues)


def _look_at(
    read: ReadQuestion,
    bank: QuestionBank,
    known: _Known,
    behaviours: Mapping[str, Behaviour],
) -> PreviewedQuestion:
    definition = read.definition
    question_type = question_types.get(str(definition["type"]))
    problems: list[Remark] = []
    to_write: list[Remark] = []
    for problem in question_type.problems(definition):
        kind = to_write if _asks_for_feedback(problem, definition) else problems
        kind.append(Remark(read.line_of(*problem.path), problem.message))
    notes = [Remark(read.line, message) for message in _notes(read, bank, known, behaviours)]
    slug = interchange.free_slug(read.slug, known.slugs)
    already_there = _content(definition) in known.contents
    if not already_there and not problems:
        known.add(slug, definition)
    return PreviewedQuestion(
        read=read,
        slug=slug,
        type_name=question_type.name,
        excerpt=Truncator(" ".join(str(definition.get("stem", "")).split())).chars(
            _LONGEST_EXCERPT
        ),
        behaviour=behaviours.get(read.behaviour),
        problems=tuple(problems[:_MOST_REMARKS]),
        to_write=tuple(to_write),
        notes=tuple(notes),
        already_there=already_there,
    )


def _notes(
    read: ReadQuestion,
    bank: QuestionBank,
    known: _Known,
    behaviours: Mapping[str, Behaviour],
) -> list[str]:
    same = known.contents.get(_content(read.definition))
    if same is not None:
        return [_("“%(slug)s” is the same question.") % {"slug": same}]
    found = []
    if read.slug in known.slugs:
        found.append(
            _("The short name “%(slug)s” is taken, so it gets another.") % {"slug": read.slug}
        )
    alike = known.stems.get(_stem(read.definition))
    if alike is not None:
        found.append(_("“%(slug)s” has the same stem. Compare the two.") % {"slug": alike})
    if read.competency and read.competency != bank.competency.slug:
        found.append(
            _("In the file it belongs to the competency “%(slug)s”.") % {"slug": read.competency}
        )
    if read.behaviour and read.behaviour not in behaviours:
        found.append(
            _("The bank's competency has no behaviour “%(slug)s”. Choose one after importing.")
            % {"slug": read.behaviour}
        )
    return found


def _asks_for_feedback(problem: Problem, definition: Mapping[str, Any]) -> bool:
    """Whether the problem is no more than feedback that nobody has written yet."""
    if not problem.path or problem.path[-1] not in _FEEDBACK:
        return False
    part: Any = definition
    for step in problem.path:
        if isinstance(part, Mapping):
            part = part.get(str(step))
        elif isinstance(part, Sequence) and isinstance(step, int) and step < len(part):
            part = part[step]
        else:
            return False
    return not part


def _written(previewed: PreviewedQuestion, bank: QuestionBank, *, user: User) -> Question:
    body = question_body(previewed.read.definition, "import", bank.slug, previewed.slug)
    question = Question(
        bank=bank,
        slug=previewed.slug,
        behaviour=previewed.behaviour,
        body=json.dumps(body),
        live=False,
    )
    question.save()
    log(instance=question, action="wagtail.create", user=user, content_changed=True)
    question.save_revision(user=user)
    return question


def placed(question: Question) -> PlacedQuestion:
    """A question with where it belongs, as the interchange formats write it."""
    return PlacedQuestion(
        slug=question.slug,
        definition=plain_definition(question.definition),
        competency=question.bank.competency.slug,
        behaviour=question.behaviour.slug if question.behaviour else "",
    )


def plain_definition(definition: Mapping[str, Any]) -> dict[str, Any]:
    """A question's definition as it is written in files."""
    return canonical(_without_block_ids(definition))


def _without_block_ids(value: Any) -> Any:
    """The definition without the ids that Wagtail gave its items; an editor's own ids stay."""
    if isinstance(value, Mapping):
        return {
            name: _without_block_ids(entry)
            for name, entry in value.items()
            if not (name == "id" and _is_uuid(entry))
        }
    if isinstance(value, list):
        return [_without_block_ids(entry) for entry in value]
    return value


def _is_uuid(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _stem(definition: Mapping[str, Any]) -> str:
    return folded(str(definition.get("stem", "")))


def _content(definition: Mapping[str, Any]) -> str:
    """The whole question, but for capital letters and spaces."""
    return folded(json.dumps(definition, sort_keys=True, default=str, ensure_ascii=False))
