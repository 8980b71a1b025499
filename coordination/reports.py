"""Reports that coordinators read on the screen or take away as a spreadsheet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, ngettext
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import ModelPermissionPolicy

from accounts.text import harmless_cell
from coordination.queries import (
    Status,
    course_report,
    enrolment_report,
    median_days_to_pass,
    percent_of,
)
from learning.models import CoursePage, Enrolment

ACTIVE_DAYS = 14


def short_date(moment: datetime | None) -> str:
    return date_format(timezone.localdate(moment), "SHORT_DATE_FORMAT") if moment else ""


class LearnerColumn(TitleColumn):
    """The name, leading to the learner's page, over the e-mail address."""

    cell_template_name = "coordination/learner_cell.html"


class LearnersReport(ReportView):
    """A report whose columns are the spreadsheet's columns: `fields` names attributes."""

    permission_policy = ModelPermissionPolicy(Enrolment)
    any_permission_required = ["view"]
    results_template_name = "coordination/listing_results.html"
    values: dict[str, Callable[[Any], Any]] = {}

    def get_filtered_queryset(self) -> QuerySet:
        # The base class would filter what is filtered already.
        return self.get_queryset()

    def get_filename(self) -> str:
        return f"{self.export_filename}-{timezone.localdate().isoformat()}"

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        return OrderedDict((name, self.values[name](item)) for name in self.list_export)

    def write_csv_row(self, writer: Any, row_dict: dict[str, Any]) -> Any:
        return super().write_csv_row(
            writer, {name: harmless_cell(value) for name, value in row_dict.items()}
        )


def days_since(moment: datetime) -> int:
    """Whole days, by the calendar."""
    return (timezone.localdate() - timezone.localdate(moment)).days


def seen(row: Any) -> str:
    days = days_since(row.seen_at)
    if days == 0:
        return gettext("today")
    return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}


def _date(moment: datetime | None) -> Any:
    return timezone.localdate(moment) if moment else None


class ProgressFilterSet(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(
        queryset=CoursePage.objects.order_by("title"), label=gettext_lazy("Course")
    )
    status = django_filters.ChoiceFilter(
        choices=Status.choices,
        label=gettext_lazy("Status"),
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    stuck_for = django_filters.NumberFilter(
        method="not_seen_for",
        min_value=1,
        label=gettext_lazy("Stuck: not passed, and not seen for … days"),
    )
    enrolled_at = django_filters.DateFromToRangeFilter(
        widget=DateRangePickerWidget, label=gettext_lazy("Started")
    )
    seen_at = django_filters.DateFromToRangeFilter(
        widget=DateRangePickerWidget, label=gettext_lazy("Last seen")
    )
    passed_at = django_filters.DateFromToRangeFilter(
        widget=DateRangePickerWidget, label=gettext_lazy("Passed")
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []

    def not_seen_for(self, queryset: QuerySet, name: str, days: Any) -> QuerySet:
        # From the start of the day, so that it agrees with the column of days.
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        last_moment = today - timedelta(days=int(days) - 1)
        return queryset.filter(seen_at__lt=last_moment, passed_at=None)


class ProgressReport(LearnersReport):
    """One row for each enrolment."""

    page_title = gettext_lazy("Progress by course")
    header_icon = "group"
    model = Enrolment
    index_url_name = "coordination:progress"
    index_results_url_name = "coordination:progress_results"
    filterset_class = ProgressFilterSet
    default_ordering = "-seen_at"
    is_searchable = True
    search_fields = ["learner__name", "learner__email"]
    export_filename = "progress-by-course"
    columns = [
        LearnerColumn(
            "learner",
            label=gettext_lazy("Learner"),
            sort_key="learner__name",
            get_url=lambda row: reverse("coordination:learner", args=[row.learner_id]),
            width="24%",
        ),
        Column("course", label=gettext_lazy("Course"), sort_key="course__title"),
        Column(
            "status",
            label=gettext_lazy("Status"),
            accessor=lambda row: Status(row.status).label,
            sort_key="status",
        ),
        Column(
            "lessons",
            label=gettext_lazy("Lessons"),
            accessor=lambda row: f"{row.lessons_done}/{row.lessons_total} ({percent_of(row)}%)",
            sort_key="lessons_done",
        ),
        Column(
            "competencies",
            label=gettext_lazy("Competencies"),
            accessor=lambda row: f"{row.competencies_shown}/{row.competencies_asked}",
            sort_key="competencies_shown",
        ),
        Column("attempts", label=gettext_lazy("Attempts"), sort_key="attempts"),
        Column(
            "passed_at",
            label=gettext_lazy("Passed"),
            accessor=lambda row: short_date(row.passed_at),
            sort_key="passed_at",
        ),
        Column(
            "enrolled_at",
            label=gettext_lazy("Started"),
            accessor=lambda row: short_date(row.enrolled_at),
            sort_key="enrolled_at",
        ),
        Column("seen_at", label=gettext_lazy("Last seen"), accessor=seen, sort_key="seen_at"),
    ]
    values = {
        "learner": lambda row: row.learner.name,
        "email": lambda row: row.learner.email,
        "course": lambda row: row.course.title,
        "status": lambda row: str(Status(row.status).label),
        "lessons_done": lambda row: row.lessons_done,
        "lessons_total": lambda row: row.lessons_total,
        "percent": percent_of,
        "competencies_shown": lambda row: row.competencies_shown,
        "competencies_asked": lambda row: row.competencies_asked,
        "attempts": lambda row: row.attempts,
        "passed": lambda row: _date(row.passed_at),
        "started": lambda row: _date(row.enrolled_at),
        "last_seen": lambda row: _date(row.seen_at),
        "days_since_seen": lambda row: days_since(row.seen_at),
    }
    list_export = list(values)
    export_headings = {
        "learner": gettext_lazy("Learner"),
        "email": gettext_lazy("E-mail"),
        "course": gettext_lazy("Course"),
        "status": gettext_lazy("Status"),
        "lessons_done": gettext_lazy("Lessons done"),
        "lessons_total": gettext_lazy("Lessons in all"),
        "percent": gettext_lazy("Lessons done, percent"),
        "competencies_shown": gettext_lazy("Competencies shown"),
        "competencies_asked": gettext_lazy("Competencies in all"),
        "attempts": gettext_lazy("Attempts submitted"),
        "passed": gettext_lazy("Passed on"),
        "started": gettext_lazy("Started on"),
        "last_seen": gettext_lazy("Last seen on"),
        "days_since_seen": gettext_lazy("Days since last seen"),
    }

    def get_base_queryset(self) -> QuerySet[Enrolment]:
        return enrolment_report()

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        # Rows that are equal in the chosen order must not swap between two pages.
        return queryset.order_by(self.ordering, "pk")


class CoursesReport(LearnersReport):
    """One row for each course: how many have come how far."""

    page_title = gettext_lazy("Courses at a glance")
    header_icon = "table"
    model = CoursePage
    index_url_name = "coordination:courses"
    index_results_url_name = "coordination:courses_results"
    default_ordering = "title"
    export_filename = "courses-at-a-glance"
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Course"),
            sort_key="title",
            get_url=lambda row: f"{reverse('coordination:progress')}?course={row.pk}",
        ),
        Column("enrolled", label=gettext_lazy("Enrolled"), sort_key="enrolled"),
        Column("active", label=gettext_lazy("Active in the last 14 days"), sort_key="active"),
        Column("passed", label=gettext_lazy("Passed"), sort_key="passed"),
        Column(
            "median_days",
            label=gettext_lazy("Days to pass (median)"),
            accessor=lambda row: "" if row.median_days is None else f"{row.median_days:.1f}",
        ),
    ]
    values = {
        "title": lambda row: row.title,
        "enrolled": lambda row: row.enrolled,
        "active": lambda row: row.active,
        "passed": lambda row: row.passed,
        "median_days": lambda row: None if row.median_days is None else round(row.median_days, 1),
    }
    list_export = list(values)
    export_headings = {
        "title": gettext_lazy("Course"),
        "enrolled": gettext_lazy("Enrolled"),
        "active": gettext_lazy("Active in the last 14 days"),
        "passed": gettext_lazy("Passed"),
        "median_days": gettext_lazy("Days to pass (median)"),
    }

    def get_base_queryset(self) -> QuerySet[CoursePage]:
        return course_report(active_since=timezone.now() - timedelta(days=ACTIVE_DAYS))

    def decorate_paginated_queryset(self, object_list: Any) -> list[CoursePage]:
        courses = list(object_list)
        medians = median_days_to_pass(courses)
        for course in courses:
            course.median_days = medians.get(course.pk)
        return courses
