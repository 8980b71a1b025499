"""What every question type promises, and what its template is given.

A type is one file here, one template `assessments/questions/<key>.html` and one test. It is a
pure class: no database, no clock, no chance; the order of options comes from a seed.

A *definition* is what an editor wrote, as it stands in questions.yaml or in Wagtail's stored form
(`reading.plain` accepts both). An *answer* is a JSON object, read from a form post by
`answer_from`; it names options by their ids, so that the order they were shown in never matters.
`answer_from` wants every value of a field: give it `dict(request.POST.lists())`. A page with
several questions gives each a prefix of its own, none of which continues another with a hyphen.

Templates are included with one variable, `question`, a `QuestionContext`:

    {% include question.template %}

- `question.stem_html`   the stem, rendered and safe; `question.presented` without key or feedback
- `question.prefix`      start of every field name and HTML id
- `question.controls`    one mapping for each row, option or gap, with what the learner had chosen
- `question.disabled`    whether the controls are shown but cannot be used
- `question.error`       a sentence tied to the controls, empty if there is none
- `question.described_by` ids of instruction and error, for `aria-describedby`

`assessments/questions/_feedback.html` takes one variable, `outcome`, an `Outcome`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

from .fields import ID_SCHEMA, PLACE_NAMES, Field, Problem, field_problems, fields_schema
from .reading import Item, plain, shuffled, text_of

Answer = dict[str, Any]
Control = Mapping[str, Any]

STEM = Field(
    "stem",
    "Stem",
    "markdown",
    help="The situation, if there is one, and the question.",
    maximum=10_000,
)
OPTION_TEXT = Field("text", "Text", "text", maximum=1000)
OPTION_FEEDBACK = Field(
    "feedback",
    "Feedback",
    "text",
    help="Why this is right or wrong, and what follows from it. Shown to whoever chooses it.",
    maximum=2000,
)
FEEDBACK_IF_RIGHT = Field(
    "feedback_right",
    "Feedback on a right answer",
    "text",
    help="Why the answer is right.",
    maximum=2000,
)
FEEDBACK_IF_WRONG = Field(
    "feedback_wrong",
    "Feedback on a wrong answer",
    "text",
    help="What leads to the right answer.",
    maximum=2000,
)


class Verdict(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class OptionFeedback:
    """What is said about one thing the learner chose.

    `choice` is the choice in words, `text` the editor's feedback on it, which may be empty.
    `option_id` is empty where an answer has no parts.
    """

    option_id: str
    choice: str
    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an answer was marked: `mark` from 0 to 1, feedback on what was chosen, and how many
    parts of a full answer the learner has not given (`missing`)."""

    mark: Fraction
    feedback: tuple[OptionFeedback, ...]
    missing: int = 0

    @property
    def correct(self) -> bool:
        return self.mark == 1

    @property
    def verdict(self) -> Verdict:
        if self.correct:
            return Verdict.RIGHT
        return Verdict.PARTLY if self.mark else Verdict.WRONG


@dataclass(frozen=True, slots=True)
class PresentedOption:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Presented:
    """What a learner may see of a question. `stem` is Markdown, option texts are plain text."""

    type: str
    stem: str
    options: tuple[PresentedOption, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """The variable `question` of a type's template; see the head of this module."""

    template: str
    prefix: str
    stem_html: str
    presented: Presented
    controls: Sequence[Control]
    answer: Answer | None = None
    disabled: bool = False
    error: str = ""

    @property
    def described_by(self) -> str:
        ids = [f"{self.prefix}-instruction"]
        if self.error:
            ids.append(f"{self.prefix}-error")
        return " ".join(ids)


class QuestionType(ABC):
    """One kind of question. `name` and `description` are what an editor reads.

    No method raises, whatever definition, answer or form post it is given.
    """

    key: ClassVar[str]
    name: ClassVar[str]
    description: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]

    def problems(self, definition: object) -> list[Problem]:
        """Everything that keeps the definition from being used, empty if it may be published."""
        entries = plain(definition)
        return field_problems(self.fields, entries) + self._problems(entries)

    def presented(self, definition: object, seed: int) -> Presented:
        """What the learner sees, without key or feedback; options in an order drawn from `seed`."""
        return self._presented(plain(definition), seed)

    def is_complete(self, definition: object, answer: object) -> bool:
        """Whether every part of the answer that the question asks for was given."""
        return self._is_complete(plain(definition), answer)

    def mark(self, definition: object, answer: object) -> Outcome | None:
        """The outcome of an answer, complete or not; None while there is none."""
        return self._mark(plain(definition), answer)

    def answer_in_words(self, definition: object, answer: object) -> list[str]:
        """What the learner chose, one line for each choice; empty while there is none."""
        outcome = self.mark(definition, answer)
        return [part.choice for part in outcome.feedback] if outcome else []

    @abstractmethod
    def answer_from(self, data: Mapping[str, Sequence[str]], prefix: str) -> Answer | None:
        """The answer in a form post (every value of each field), None if none was given."""

    @abstractmethod
    def controls(self, presented: Any, answer: object) -> Sequence[Control]:
        """What the template draws, with the answer so far filled in."""

    @abstractmethod
    def _problems(self, definition: Mapping[str, Any]) -> list[Problem]:
        """What the fields alone cannot tell. Empty lists are reported already."""

    @abstractmethod
    def _presented(self, definition: Mapping[str, Any], seed: int) -> Presented: ...

    @abstractmethod
    def _is_complete(self, definition: Mapping[str, Any], answer: object) -> bool: ...

    @abstractmethod
    def _mark(self, definition: Mapping[str, Any], answer: object) -> Outcome | None: ...

    def template_context(
        self,
        presented: Presented,
        *,
        prefix: str,
        stem_html: str,
        answer: Answer | None = None,
        disabled: bool = False,
        error: str = "",
    ) -> QuestionContext:
        """The variable `question` of this type's template. `stem_html` must be safe HTML."""
        return QuestionContext(
            template=f"assessments/questions/{self.key}.html",
            prefix=prefix,
            stem_html=stem_html,
            presented=presented,
            controls=self.controls(presented, answer),
            answer=answer,
            disabled=disabled,
            error=error,
        )


def stem_of(definition: Mapping[str, Any]) -> str:
    return text_of(definition.get("stem"))


def presented_options(items: Sequence[Item], seed: int) -> tuple[PresentedOption, ...]:
    return tuple(PresentedOption(id=item.id, text=item.text) for item in shuffled(items, seed))


def json_schema(question_type: QuestionType) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a definition of this type in a content file."""
    place: dict[str, Any] = {name: {"type": "string", "minLength": 1} for name in PLACE_NAMES}
    schema = fields_schema(
        question_type.fields,
        {**place, "type": {"const": question_type.key}, "id": ID_SCHEMA},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": question_type.name,
        "description": question_type.description,
        **schema,
        "required": ["type", *schema["required"]],
    }
