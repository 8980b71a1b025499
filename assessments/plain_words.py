"""An account in words as plain text in a form, and as the clean HTML that is kept of it."""

import html as entities
import re

from django.utils.html import linebreaks, strip_tags

_BREAK = re.compile(r"<br\s*/?>\n?", re.IGNORECASE)
_BLOCK_END = re.compile(r"</(?:p|ul|ol|li|blockquote|pre)>\s*", re.IGNORECASE)


def html_of(text: str) -> str:
    """Paragraphs and line breaks of `text`; whatever looks like HTML in it shows as text."""
    return linebreaks(text, autoescape=True) if text.strip() else ""


def text_of(html: str) -> str:
    """The words of `html`, its paragraphs apart by an empty line; `html_of` brings them back."""
    broken = _BLOCK_END.sub("\n\n", _BREAK.sub("\n", html))
    return entities.unescape(strip_tags(broken)).strip()
