"""How old a reader of school age is who reads a text with ease. Pure.

By the Automated Readability Index (Smith and Senter, 1967), which counts letters, words and
sentences and needs no guess at syllables. It says nothing of whether a text is good.
"""

import html
import re

# Grade 1 of the index is read at six.
_AGE_AT_GRADE_0 = 5
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_SENTENCE_END = re.compile(r"[.!?:…]+[\"”’)*]*(?:\s+|$)|\n+")
_WORD = re.compile(r"[^\W_]+(?:[’'\-.,][^\W_]+)*")


def sentences_of(rich_text: str) -> list[str]:
    """The sentences of a rich text; a heading or an item of a list ends one too."""
    plain = html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", rich_text)))
    return [part for part in _SENTENCE_END.split(plain) if _WORD.search(part)]


def reading_age(rich_text: str) -> float:
    """The reading age in years. Raises ValueError for a text without a word."""
    sentences = sentences_of(rich_text)
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        raise ValueError("a text without words has no reading age")
    letters = sum(character.isalnum() for word in words for character in word)
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / len(sentences) - 21.43
    return grade + _AGE_AT_GRADE_0
