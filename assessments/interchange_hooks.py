"""Hooks by which the import and export of questions appear in the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from assessments import views_import
from assessments.importing import ExportFormat
from assessments.models import QuestionBank
from assessments.views_import import MAY_EXPORT, MAY_IMPORT


def question_interchange_urls() -> list[URLPattern | URLResolver]:
    """For the hook `register_admin_urls`."""
    patterns = [
        path("<int:bank_pk>/import/", views_import.upload, name="upload"),
        path("<int:bank_pk>/import/<slug:key>/", views_import.preview, name="preview"),
        path("<int:bank_pk>/export/<slug:export_format>/", views_import.export, name="export"),
    ]
    return [path("question-banks/", include((patterns, "question_interchange")))]


def question_interchange_buttons(
    snippet: Any, user: Any, next_url: str | None = None
) -> Iterator[Button]:
    """For the hook `register_snippet_listing_buttons`: what each bank's menu offers."""
    if not isinstance(snippet, QuestionBank):
        return
    if user.has_perm(MAY_IMPORT):
        yield Button(
            _("Import questions"),
            reverse("question_interchange:upload", args=[snippet.pk]),
            icon_name="upload",
            priority=60,
        )
    if user.has_perm(MAY_EXPORT):
        labels = {
            ExportFormat.QTI: _("Export as QTI 3.0"),
            ExportFormat.YAML: _("Export as YAML"),
        }
        for priority, (export_format, label) in enumerate(labels.items(), start=70):
            yield Button(
                label,
                reverse("question_interchange:export", args=[snippet.pk, export_format.value]),
                icon_name="download",
                priority=priority,
            )
