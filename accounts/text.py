"""The one place that cleans text which people write."""

import re
import unicodedata
from typing import Any

import bleach
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# C0 and DEL, but for tab and newline: they have no meaning in text, and signing
# libraries disagree about them (RDF canonicalization escapes them differently).
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

_MARKDOWN = MarkdownIt("commonmark", {"html": False})

ALLOWED_TAGS = frozenset(
    {"p", "br", "strong", "em", "b", "i", "ul", "ol", "li", "blockquote", "a", "code", "pre"}
)
ALLOWED_ATTRIBUTES = {"a": ["href", "title"]}
ALLOWED_PROTOCOLS = frozenset({"http", "https", "mailto"})


def clean_html(html: str) -> str:
    """`html` with only harmless formatting left; everything else is escaped away."""
    return bleach.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        protocols=ALLOWED_PROTOCOLS,
        strip=True,
    )


def clean_text(text: str) -> str:
    """`text` in composed form (NFC), with newlines as `\\n` and no control characters."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def clean_line(text: str) -> str:
    """`clean_text` on one line, with every run of white space as one space."""
    return " ".join(clean_text(text).split())


def markdown_to_html(markdown: str) -> SafeString:
    """Safe HTML of Markdown; HTML written inside it shows as text."""
    return mark_safe(clean_html(_MARKDOWN.render(markdown)))  # noqa: S308 - cleaned just here


# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless_cell(value: Any) -> Any:
    """`value` for a cell of an export: text that a spreadsheet would run gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
