"""From a frozen definition to what a template draws."""

from collections.abc import Mapping
from typing import Any

from accounts.text import markdown_to_html
from assessments import question_types
from assessments.question_types import QuestionContext


def presented_question(
    definition: Mapping[str, Any],
    *,
    seed: int,
    prefix: str,
    answer: dict[str, Any] | None = None,
    disabled: bool = False,
    error: str = "",
) -> QuestionContext | None:
    """The variable `question` of the type's template; None for an empty definition."""
    if not definition:
        return None
    question_type = question_types.get(definition["type"])
    presented = question_type.presented(definition, seed)
    return question_type.template_context(
        presented,
        prefix=prefix,
        stem_html=markdown_to_html(presented.stem),
        answer=answer,
        disabled=disabled,
        error=error,
    )
