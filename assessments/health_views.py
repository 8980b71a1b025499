"""How questions and competencies do, in the Wagtail admin. Reads what is computed, no more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permissions import ModelPermissionPolicy

from accounts.text import harmless_cell
from assessments.health_columns import DifficultyColumn, FlagsColumn
from assessments.models import (
    Assessment,
    CompetencyHealth,
    ItemHealth,
    Question,
    QuestionBank,
)
from assessments.models.health import severities
from assessments.statistics import MINIMUM_ANSWERS
from badges.models import Competency

ALL_VERSIONS = "all"


def share_in_words(share: float | None) -> str:
    """A share (0 to 1) as a whole percentage."""
    return "" if share is None else f"{100 * share:.0f}%"


def _rounded(value: float | None, places: int = 2) -> float | None:
    return None if value is None else round(value, places)


def _shown(value: float | None, places: int = 2) -> str:
    return "" if value is None else f"{value:.{places}f}"


class HealthReport(ReportView):
    """`values` says what stands in each column of the spreadsheet."""

    permission_policy = ModelPermissionPolicy(Question)
    permission_required = "view"
    values: dict[str, Callable[[Any], Any]] = {}

    def get_filtered_queryset(self) -> QuerySet[Any]:
        # The base class would filter what is filtered already.
        return self.get_queryset()

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        # Rows that are equal in the chosen order must not swap between two pages.
        return queryset.order_by(self.ordering, "pk")

    def get_filename(self) -> str:
        return f"{self.export_filename}-{timezone.localdate().isoformat()}"

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        return OrderedDict((name, self.values[name](item)) for name in self.list_export)

    def write_csv_row(self, writer: Any, row_dict: dict[str, Any]) -> Any:
        return super().write_csv_row(
            writer, {name: harmless_cell(value) for name, value in row_dict.items()}
        )


class QuestionHealthFilterSet(WagtailFilterSet):
    bank = django_filters.ModelChoiceFilter(
        field_name="question__bank",
        queryset=QuestionBank.objects.all(),
        label=gettext_lazy("Bank"),
    )
    competency = django_filters.ModelChoiceFilter(
        field_name="question__bank__competency",
        queryset=lambda request: Competency.objects.filter(question_banks__isnull=False).distinct(),
        label=gettext_lazy("Competency"),
    )
    severity = django_filters.ChoiceFilter(
        choices=severities(),
        label=gettext_lazy("Gravest finding"),
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    version = django_filters.ChoiceFilter(
        method="of_version",
        choices=[(ALL_VERSIONS, gettext_lazy("Earlier versions too"))],
        label=gettext_lazy("Versions"),
        empty_label=gettext_lazy("The one that is asked now"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = ItemHealth
        fields: list[str] = []

    def of_version(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset

    def filter_queryset(self, queryset: Any) -> QuerySet[Any]:
        if self.form.cleaned_data.get("version") != ALL_VERSIONS:
            queryset = queryset.current()
        filtered: QuerySet[Any] = super().filter_queryset(queryset)
        return filtered


class QuestionHealthReport(HealthReport):
    """One row for each version of a question that was asked, the gravest first."""

    page_title = gettext_lazy("Question health")
    header_icon = "help"
    model = ItemHealth
    index_url_name = "question_health:questions"
    index_results_url_name = "question_health:questions_results"
    filterset_class = QuestionHealthFilterSet
    default_ordering = "-severity"
    is_searchable = True
    search_backend_name = None
    search_fields = ["question__slug", "question__body"]
    export_filename = "question-health"
    columns = [
        TitleColumn(
            "question",
            label=gettext_lazy("Question"),
            sort_key="question__slug",
            width="25%",
            get_url=lambda row: reverse("question_health:question", args=[row.question_id]),
        ),
        Column(
            "bank",
            label=gettext_lazy("Bank"),
            accessor="question.bank",
            sort_key="question__bank__name",
        ),
        DateColumn("version", label=gettext_lazy("Version of"), accessor="revision.created_at"),
        FlagsColumn(
            "flags", label=gettext_lazy("What to look at"), sort_key="severity", width="30%"
        ),
        DifficultyColumn("difficulty", label=gettext_lazy("Mean mark"), sort_key="difficulty"),
        Column(
            "discrimination",
            label=gettext_lazy("Discrimination"),
            accessor=lambda row: _shown(row.discrimination),
            sort_key="discrimination",
        ),
        Column(
            "answered",
            label=gettext_lazy("Answered"),
            accessor=lambda row: f"{row.answered}/{row.asked}",
            sort_key="answered",
        ),
        Column(
            "median_seconds",
            label=gettext_lazy("Seconds"),
            accessor=lambda row: _shown(row.median_seconds, 0),
            sort_key="median_seconds",
        ),
    ]
    values = {
        "bank": lambda row: row.question.bank.name,
        "competency": lambda row: row.question.bank.competency.name,
        "slug": lambda row: row.question.slug,
        "question": lambda row: str(row.question),
        "version": lambda row: (
            timezone.localdate(row.revision.created_at) if row.revision else None
        ),
        "is_current": lambda row: _("yes") if row.is_current else _("no"),
        "asked": lambda row: row.asked,
        "answered": lambda row: row.answered,
        "mean_mark": lambda row: _rounded(row.difficulty, 4),
        "discrimination": lambda row: _rounded(row.discrimination, 4),
        "seconds": lambda row: row.median_seconds,
        "flags": lambda row: " ".join(row.flag_sentences),
        "computed": lambda row: timezone.localdate(row.computed_at),
    }
    list_export = list(values)
    export_headings = {
        "bank": gettext_lazy("Bank"),
        "competency": gettext_lazy("Competency"),
        "slug": gettext_lazy("Short name"),
        "question": gettext_lazy("Question"),
        "version": gettext_lazy("Version of"),
        "is_current": gettext_lazy("Asked now"),
        "asked": gettext_lazy("Times asked"),
        "answered": gettext_lazy("Times answered"),
        "mean_mark": gettext_lazy("Mean mark, 0 to 1"),
        "discrimination": gettext_lazy("Discrimination, -1 to 1"),
        "seconds": gettext_lazy("Seconds taken (median)"),
        "flags": gettext_lazy("What to look at"),
        "computed": gettext_lazy("Computed on"),
    }

    def get_base_queryset(self) -> QuerySet[ItemHealth]:
        return ItemHealth.objects.select_related("revision", "question__bank__competency")

    @cached_property
    def header_buttons(self) -> list[Button]:
        return [
            HeaderButton(
                _("By competency"),
                url=reverse("question_health:competencies"),
                icon_name="table",
            )
        ]


class CompetencyHealthFilterSet(WagtailFilterSet):
    assessment = django_filters.ModelChoiceFilter(
        queryset=Assessment.objects.all(), label=gettext_lazy("Assessment")
    )

    class Meta:
        model = CompetencyHealth
        fields = ["assessment"]


def _interval_in_words(row: CompetencyHealth) -> str:
    interval = row.pass_rate_interval
    if interval is None:
        return ""
    return _("%(rate)s (%(low)s to %(high)s)") % {
        "rate": share_in_words(row.pass_rate),
        "low": share_in_words(interval.low),
        "high": share_in_words(interval.high),
    }


def _alpha_in_words(row: CompetencyHealth) -> str:
    if row.alpha is None:
        return _("too few answers to say")
    name = _("KR-20") if row.is_kr20 else _("alpha")
    return f"{row.alpha:.2f} ({name})"


class CompetencyHealthReport(HealthReport):
    """One row for each competency of an assessment that was asked for."""

    page_title = gettext_lazy("Competency health")
    header_icon = "table"
    model = CompetencyHealth
    index_url_name = "question_health:competencies"
    index_results_url_name = "question_health:competencies_results"
    filterset_class = CompetencyHealthFilterSet
    default_ordering = "assessment__title"
    export_filename = "competency-health"
    columns = [
        Column("assessment", label=gettext_lazy("Assessment"), sort_key="assessment__title"),
        Column("competency", label=gettext_lazy("Competency"), sort_key="competency__name"),
        Column("attempts", label=gettext_lazy("Attempts"), sort_key="attempts"),
        Column("learners", label=gettext_lazy("Learners"), sort_key="learners"),
        Column(
            "pass_rate",
            label=gettext_lazy("Showed it at the first attempt (95% interval)"),
            accessor=_interval_in_words,
        ),
        Column(
            "alpha",
            label=gettext_lazy("Reliability"),
            accessor=_alpha_in_words,
            sort_key="alpha",
        ),
    ]
    values = {
        "assessment": lambda row: row.assessment.title,
        "competency": lambda row: row.competency.name,
        "attempts": lambda row: row.attempts,
        "learners": lambda row: row.learners,
        "passed": lambda row: row.passed,
        "pass_rate": lambda row: _rounded(row.pass_rate, 4),
        "low": lambda row: _rounded(row.pass_rate_interval.low, 4) if row.learners else None,
        "high": lambda row: _rounded(row.pass_rate_interval.high, 4) if row.learners else None,
        "alpha": lambda row: _rounded(row.alpha, 4),
        "alpha_questions": lambda row: _rounded(row.alpha_questions, 2),
        "is_kr20": lambda row: _("yes") if row.is_kr20 else _("no"),
        "computed": lambda row: timezone.localdate(row.computed_at),
    }
    list_export = list(values)
    export_headings = {
        "assessment": gettext_lazy("Assessment"),
        "competency": gettext_lazy("Competency"),
        "attempts": gettext_lazy("Attempts submitted"),
        "learners": gettext_lazy("Learners"),
        "passed": gettext_lazy("Showed it at the first attempt"),
        "pass_rate": gettext_lazy("Pass rate, 0 to 1"),
        "low": gettext_lazy("Pass rate, lower 95% limit"),
        "high": gettext_lazy("Pass rate, upper 95% limit"),
        "alpha": gettext_lazy("Cronbach’s alpha"),
        "alpha_questions": gettext_lazy("Questions in a section"),
        "is_kr20": gettext_lazy("Alpha is KR-20"),
        "computed": gettext_lazy("Computed on"),
    }

    def get_base_queryset(self) -> QuerySet[CompetencyHealth]:
        return CompetencyHealth.objects.select_related("assessment", "competency")


class QuestionHealthView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Every version of one question: its figures, its flags, who chose what."""

    permission_policy = ModelPermissionPolicy(Question)
    permission_required = "view"
    template_name = "assessments/health/question.html"
    page_title = gettext_lazy("Question health")
    header_icon = "help"

    @cached_property
    def question(self) -> Question:
        return get_object_or_404(Question.objects.select_related("bank"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.question)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse_lazy("question_health:questions"), "label": self.get_page_title()},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    @cached_property
    def header_buttons(self) -> list[Button]:
        viewset = self.question.snippet_viewset
        if self.user_has_permission("change"):
            action, label, icon = "edit", _("Edit"), "edit"
        else:
            action, label, icon = "inspect", _("Look at it"), "view"
        url = reverse(viewset.get_url_name(action), args=[self.question.pk])
        return [HeaderButton(label, url=url, icon_name=icon)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = ItemHealth.objects.filter(question=self.question).select_related(
            "revision", "question"
        )
        return {
            **super().get_context_data(**kwargs),
            "question": self.question,
            "versions": _newest_first(versions),
            "minimum_answers": MINIMUM_ANSWERS,
        }


def _newest_first(versions: Iterable[ItemHealth]) -> list[ItemHealth]:
    """What was asked before there were versions comes last."""
    return sorted(versions, key=lambda health: health.revision_id or 0, reverse=True)


urlpatterns: list[URLPattern] = [
    path("", QuestionHealthReport.as_view(), name="questions"),
    path("results/", QuestionHealthReport.as_view(results_only=True), name="questions_results"),
    path("competencies/", CompetencyHealthReport.as_view(), name="competencies"),
    path(
        "competencies/results/",
        CompetencyHealthReport.as_view(results_only=True),
        name="competencies_results",
    ),
    path("<int:pk>/", QuestionHealthView.as_view(), name="question"),
]
