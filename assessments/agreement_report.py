"""The report on how far assessors agree, on the screen or as a spreadsheet."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import ModelPermissionPolicy

from accounts.text import harmless_cell
from assessments.agreement import Agreement, agreements
from assessments.models import Submission


def _percent(row: Agreement) -> str:
    return "" if row.percent is None else f"{row.percent:.0f}%"


def _kappa(row: Agreement) -> str:
    return "" if row.kappa is None else f"{row.kappa:.2f}"


class AgreementReport(ReportView):
    """One row for each criterion and each assessor of a task that is rated twice."""

    permission_policy = ModelPermissionPolicy(Submission)
    permission_required = "decide"
    model = Submission
    page_title = _("Agreement of assessors")
    header_icon = "group"
    index_url_name = "submissions:agreement"
    index_results_url_name = "submissions:agreement_results"
    results_template_name = "assessments/review/agreement_results.html"
    export_filename = "agreement-of-assessors"
    columns = [
        Column("task", label=_("Task")),
        Column("kind", label=_("By")),
        Column("name", label=_("Criterion or assessor")),
        Column("pairs", label=_("Pairs of ratings")),
        Column("percent", label=_("Rated alike"), accessor=_percent),
        Column("kappa", label=_("Weighted kappa"), accessor=_kappa),
    ]
    list_export = ["task", "kind", "name", "pairs", "percent", "kappa"]
    export_headings = {
        "task": _("Task"),
        "kind": _("By"),
        "name": _("Criterion or assessor"),
        "pairs": _("Pairs of ratings"),
        "percent": _("Rated alike, percent"),
        "kappa": _("Weighted kappa"),
    }

    def get_filtered_queryset(self) -> Any:
        # The rows are computed: there is nothing in the database to filter or to order.
        return agreements()

    def get_filename(self) -> str:
        return f"{self.export_filename}-{timezone.localdate().isoformat()}"

    def to_row_dict(self, item: Agreement) -> OrderedDict[str, Any]:
        return OrderedDict((name, getattr(item, name)) for name in self.list_export)

    def write_csv_row(self, writer: Any, row_dict: dict[str, Any]) -> Any:
        return super().write_csv_row(
            writer, {name: harmless_cell(value) for name, value in row_dict.items()}
        )
