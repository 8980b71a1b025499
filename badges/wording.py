"""Saying in the reader's language what the pure modules have made in English."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext

from badges.credentials.wording import Wording


def in_words(text: str) -> str:
    """`text` in the active language where it is a Wording; any other text as it is."""
    if not isinstance(text, Wording):
        return text
    template = gettext(text.template)
    if not text.values:
        return template
    return template % {name: _said(value) for name, value in text.values.items()}


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return date_format(value, "d F Y")
    if isinstance(value, tuple):
        return ", ".join(in_words(item) for item in value)
    return in_words(value) if isinstance(value, str) else value
