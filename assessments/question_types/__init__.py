"""The question types, by key.

Every module of this package that defines a `QuestionType` adds it to the registry: nothing else
has to be told about a new type.
"""

import inspect
import pkgutil
from collections.abc import Iterable, Mapping
from importlib import import_module

from .base import (
    Answer,
    OptionFeedback,
    Outcome,
    Presented,
    PresentedOption,
    QuestionContext,
    QuestionType,
    Verdict,
    json_schema,
)
from .fields import Field, Problem
from .reading import plain

__all__ = [
    "QUESTION_TYPES",
    "Answer",
    "Field",
    "OptionFeedback",
    "Outcome",
    "Presented",
    "PresentedOption",
    "Problem",
    "QuestionContext",
    "QuestionType",
    "Verdict",
    "get",
    "json_schema",
    "plain",
    "registry_of",
]


def registry_of(classes: Iterable[type[QuestionType]]) -> dict[str, QuestionType]:
    """One instance of each class by its key. Raises ValueError if two classes share a key."""
    registry: dict[str, QuestionType] = {}
    for question_type in classes:
        if question_type.key in registry:
            taken_by = type(registry[question_type.key]).__name__
            raise ValueError(
                f"{question_type.__name__} and {taken_by} both have the key {question_type.key!r}."
            )
        registry[question_type.key] = question_type()
    return registry


def _classes() -> Iterable[type[QuestionType]]:
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = import_module(found.name)
        for member in vars(module).values():
            if (
                inspect.isclass(member)
                and issubclass(member, QuestionType)
                and not inspect.isabstract(member)
                and member.__module__ == module.__name__
            ):
                yield member


QUESTION_TYPES: Mapping[str, QuestionType] = registry_of(_classes())


def get(key: str) -> QuestionType:
    """The question type of that key. Raises LookupError that names the known ones."""
    try:
        return QUESTION_TYPES[key]
    except KeyError:
        known = ", ".join(sorted(QUESTION_TYPES))
        raise LookupError(f"There is no question type {key!r}. Known are: {known}.") from None
