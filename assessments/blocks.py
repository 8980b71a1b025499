"""The editor's form of each question type, made from the fields the type declares."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.question_types import QUESTION_TYPES, Field, QuestionType


def _block_of(field: Field) -> blocks.Block:
    common: dict[str, Any] = {
        "label": field.label,
        "help_text": field.help or None,
        "required": field.required,
    }
    match field.kind:
        case "markdown" | "text":
            return blocks.TextBlock(max_length=field.maximum, **common)
        case "line":
            return blocks.CharBlock(max_length=field.maximum, **common)
        case "number":
            return blocks.DecimalBlock(min_value=field.minimum, max_value=field.maximum, **common)
        case "flag":
            return blocks.BooleanBlock(**{**common, "required": False})
        case "choice":
            return blocks.ChoiceBlock(choices=list(field.choices), **common)
        case "list":
            child: blocks.Block = (
                blocks.StructBlock(_children(field.item_fields), label=field.item_label)
                if field.item_fields
                else blocks.CharBlock(label=field.item_label)
            )
            return blocks.ListBlock(
                child,
                label=field.label,
                help_text=field.help or None,
                min_num=field.minimum,
                max_num=field.maximum,
            )


def _children(fields: Sequence[Field]) -> list[tuple[str, blocks.Block]]:
    return [(field.name, _block_of(field)) for field in fields]


class QuestionBlock(blocks.StructBlock):
    """The form of one question type; what the type finds wrong is said where it is wrong."""

    def __init__(self, question_type: QuestionType, **kwargs: Any) -> None:
        self.question_type = question_type
        super().__init__(
            _children(question_type.fields),
            label=question_type.name,
            help_text=question_type.description,
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems = self.question_type.problems(self.get_prep_value(cleaned))
        if problems:
            by_field: dict[str, list[str]] = {}
            whole: list[str] = []
            for problem in problems:
                field = str(problem.path[0]) if problem.path else ""
                if field not in self.child_blocks:
                    whole.append(str(problem))
                elif len(problem.path) == 1:  # shown at that very field
                    by_field.setdefault(field, []).append(problem.message)
                else:
                    by_field.setdefault(field, []).append(str(problem))
            raise StructBlockValidationError(
                block_errors={name: ValidationError(texts) for name, texts in by_field.items()},
                non_block_errors=whole,
            )
        return cleaned


def question_blocks() -> list[tuple[str, blocks.Block]]:
    """One block for each question type, in the order of their names."""
    icon = {"icon": "help"}
    return [
        (key, QuestionBlock(question_type, **icon))
        for key, question_type in sorted(QUESTION_TYPES.items(), key=lambda kv: kv[1].name)
    ]
