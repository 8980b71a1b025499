"""Accepted answers as editors write them: plain words, and `*` for anything or nothing."""

from collections.abc import Iterable, Sequence

from .fields import Problem, identical_problems
from .reading import LONGEST_TEXT, folded

_AROUND = " .,;:!?\"'\u201c\u201d\u2018\u201e"


def _comparable(text: str) -> str:
    return folded(text[:LONGEST_TEXT]).strip(_AROUND)


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text is what the pattern says.

    Case, spaces between words and punctuation around the text make no difference.
    """
    comparable = _comparable(text)
    first, *others = _comparable(pattern).split("*")
    if not others:
        return bool(first) and comparable == first
    *middle, last = others
    if len(comparable) < len(first) + len(last):
        return False
    if not (comparable.startswith(first) and comparable.endswith(last)):
        return False
    between = comparable[len(first) : len(comparable) - len(last)]
    # The earliest place for each piece leaves the most room for the next: no going back.
    start = 0
    for piece in middle:
        found = between.find(piece, start)
        if found < 0:
            return False
        start = found + len(piece)
    return True


def matches_any(text: str, patterns: Iterable[str]) -> bool:
    return any(matches(text, pattern) for pattern in patterns)


def pattern_problems(patterns: Sequence[str], path: tuple[str | int, ...]) -> list[Problem]:
    found = identical_problems(patterns, "Accepted answer", path)
    for position, pattern in enumerate(patterns):
        if not _comparable(pattern).strip("* "):
            message = (
                f"Accepted answer {position + 1} has no letter or digit, so it tells nothing"
                " right from wrong. Write a word, or part of one with *."
            )
            found.append(Problem((*path, position), message))
    return found
