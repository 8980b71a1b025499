"""The words of a search: what is looked for, and where it is found in a text.

Pure: neither Django nor a database. Both databases are asked for words that *begin* with what
is returned here, so that a word that is half typed is found, and so is its plural.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import NamedTuple

LONGEST_QUERY = 200
MOST_WORDS = 8
_LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
# Each with how many letters it must leave: “career” does not come from “care”.
_ENDINGS = (
    *(("ments", 4), ("ings", 4), ("ions", 5), ("ment", 4), ("ness", 4), ("ing", 4), ("ion", 5)),
    *(("ies", 4), ("ied", 4), ("ers", 5), ("er", 5), ("ed", 4), ("es", 4), ("ly", 5), ("s", 4)),
    *(("e", 5), ("y", 5)),
)
# Too common to be looked for, unless there is nothing else.
_COMMON = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from"),
        *("how", "i", "in", "is", "it", "my", "of", "on", "or", "that", "the", "this", "to"),
        *("was", "what", "when", "where", "which", "who", "why", "with", "you", "your"),
    }
)


class Piece(NamedTuple):
    """A part of a text; `found` if it is what was looked for."""

    text: str
    found: bool


def tidied(query: str) -> str:
    """The query as it is shown again: of a bearable length, on one line, without what can't be
    seen."""
    visible = "".join(
        " " if character.isspace() else character
        for character in query[: 4 * LONGEST_QUERY]
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cs", "Cn")
    )
    return " ".join(visible.split())[:LONGEST_QUERY].strip()


def words_of(query: str) -> tuple[str, ...]:
    """The words to look for, each once and in small letters; none if there are none in it."""
    text = unicodedata.normalize("NFKC", tidied(query)).casefold()
    every = tuple(dict.fromkeys(word[:_LONGEST_WORD] for word in _WORD.findall(text)))
    telling = tuple(word for word in every if word not in _COMMON)
    return (telling or every)[:MOST_WORDS]


def root_of(word: str) -> str:
    """What the word and its forms begin with: “listen” for “listening”.

    It takes off one ending, and need not be a word.
    """
    for ending, left in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= left:
            return word[: -len(ending)]
    return word


def marked(text: str, roots: Collection[str]) -> tuple[Piece, ...]:
    """The text in pieces, in order and complete; words that begin with a root are `found`."""
    if not roots:
        return (Piece(text, False),) if text else ()
    pieces, end = [], 0
    for match in _beginning_with(roots).finditer(text):
        if match.start() > end:
            pieces.append(Piece(text[end : match.start()], False))
        pieces.append(Piece(match[0], True))
        end = match.end()
    if end < len(text):
        pieces.append(Piece(text[end:], False))
    return tuple(pieces)


def excerpt(text: str, roots: Collection[str], *, length: int = 180) -> tuple[Piece, ...]:
    """A passage of about `length` characters around the first word that is found, else from the
    beginning, with dots where it was cut."""
    text = " ".join(text.split())
    first = _beginning_with(roots).search(text) if roots else None
    start = _start_before(text, first.start(), length // 3) if first is not None else 0
    end = len(text)
    if start + length < end:
        space = text.rfind(" ", start, start + length)
        end = space if space > start else start + length
    cut = ("… " if start else "", " …" if end < len(text) else "")
    return marked(cut[0] + text[start:end].strip() + cut[1], roots)


def nearest(words: Iterable[str], known: Collection[str]) -> tuple[str, ...] | None:
    """The words with each unknown one replaced by the known one most like it; None if one is
    like none, or if all are known."""
    spelt, changed = [], False
    for word in words:
        if any(other.startswith(root_of(word)) for other in known):
            spelt.append(word)
            continue
        likely = get_close_matches(word, known, n=1, cutoff=0.7)
        if not likely:
            return None
        spelt.append(likely[0])
        changed = True
    return tuple(spelt) if changed else None


def _start_before(text: str, position: int, reach: int) -> int:
    """Where the passage begins: with the sentence if that is near enough, else with a word."""
    if position <= reach:
        return 0
    sentence = max(text.rfind(mark, position - reach, position) for mark in (". ", "? ", "! "))
    if sentence >= 0:
        return sentence + 2
    space = text.find(" ", position - reach, position)
    return space + 1 if space >= 0 else position


def _beginning_with(roots: Collection[str]) -> re.Pattern[str]:
    longest_first = sorted(roots, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})[^\W_]*", re.IGNORECASE)
