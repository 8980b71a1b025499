"""What editors see of questions, banks and assessments."""

from __future__ import annotations

import json
from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import (
    IndexView,
    InspectView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from accounts.text import markdown_to_html
from assessments.answer_keys import answer_key
from assessments.health_columns import HealthColumn, with_current_health
from assessments.models import (
    Assessment,
    PerformanceTask,
    Question,
    QuestionBank,
    Rubric,
    State,
)
from assessments.question_types import QUESTION_TYPES
from badges.models import Competency


class QuestionFilterSet(WagtailFilterSet):
    bank = django_filters.ModelChoiceFilter(queryset=QuestionBank.objects.all(), label=_("Bank"))
    competency = django_filters.ModelChoiceFilter(
        field_name="bank__competency",
        queryset=lambda request: Competency.objects.filter(question_banks__isnull=False).distinct(),
        label=_("Competency"),
    )

    class Meta:
        model = Question
        fields = ["bank", "competency", "live"]


class QuestionIndexView(IndexView):
    def paginate_queryset(self, queryset: QuerySet[Question], page_size: int) -> Any:
        """With what is scheduled of all questions of a page at once; Wagtail asks for each."""
        paginator, page, found, is_paginated = super().paginate_queryset(queryset, page_size)
        questions = list(found)
        scheduled = {
            revision.object_id: revision
            for revision in Revision.objects.filter(
                base_content_type=Question().get_base_content_type(),
                object_id__in=[str(question.pk) for question in questions],
                approved_go_live_at__isnull=False,
            )
        }
        for question in questions:
            question.scheduled_revision = scheduled.get(str(question.pk))
        page.object_list = questions
        return paginator, page, questions, is_paginated

    def search_queryset(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        if not self.is_searching:
            return queryset
        # The database may hold the body's JSON with other letters than ASCII escaped.
        escaped = json.dumps(self.search_query)[1:-1]
        return queryset.filter(
            Q(slug__icontains=self.search_query)
            | Q(body__icontains=self.search_query)
            | Q(body__icontains=escaped)
        )


class QuestionInspectView(InspectView):
    """The question with its key, for whoever may look but not edit."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        definition = self.object.definition
        return {
            **super().get_context_data(**kwargs),
            "stem": markdown_to_html(str(definition.get("stem", ""))),
            "answer_key": answer_key(definition),
        }


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    index_view_class = QuestionIndexView
    inspect_view_class = QuestionInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["bank", "slug", "behaviour"]
    inspect_template_name = "assessments/question_inspect.html"
    filterset_class = QuestionFilterSet
    list_per_page = 50
    ordering = ["bank__name", "slug"]
    list_display = [
        "__str__",
        Column("bank", label=_("Bank"), sort_key="bank__name"),
        Column(
            "competency",
            label=_("Competency"),
            accessor="bank.competency",
            sort_key="bank__competency__name",
        ),
        Column(
            "type",
            label=_("Type"),
            accessor=lambda question: (
                QUESTION_TYPES[question.type].name if question.type in QUESTION_TYPES else ""
            ),
        ),
        HealthColumn(),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    search_backend_name = None
    search_fields = ["slug", "body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        # The list names a question as its latest draft does.
        questions = Question.objects.select_related("bank__competency", "latest_revision")
        return with_current_health(questions.defer("latest_revision__content"))


class QuestionBankViewSet(SnippetViewSet):
    model = QuestionBank
    icon = "folder-open-1"
    ordering = "name"
    list_display = [
        "name",
        Column("competency", label=_("Competency"), sort_key="competency__name"),
        Column("published", label=_("Published questions"), sort_key="published"),
        Column("unpublished", label=_("Unpublished"), sort_key="unpublished"),
        UpdatedAtColumn(),
    ]
    list_filter = ["competency"]
    search_backend_name = None
    search_fields = ["name", "slug", "competency__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionBank]:
        return QuestionBank.objects.select_related("competency").annotate(
            published=Count("questions", filter=Q(questions__live=True)),
            unpublished=Count("questions", filter=Q(questions__live=False)),
        )


class AssessmentViewSet(SnippetViewSet):
    model = Assessment
    icon = "form"
    ordering = "title"
    # A copy would need a badge of its own first.
    copy_view_enabled = False
    list_display = [
        "title",
        Column("badge", label=_("Badge"), sort_key="badge__name"),
        Column(
            "competencies",
            label=_("Competencies"),
            accessor=lambda assessment: ", ".join(
                section.competency.name for section in assessment.sections.all()
            ),
        ),
        Column(
            "asked",
            label=_("Questions in an attempt"),
            accessor=lambda assessment: sum(
                section.questions for section in assessment.sections.all()
            ),
        ),
        Column("published", label=_("Published in the banks"), sort_key="published"),
        UpdatedAtColumn(),
    ]
    search_backend_name = None
    search_fields = ["title", "badge__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        return (
            Assessment.objects.select_related("badge")
            .prefetch_related("sections__competency")
            .annotate(
                published=Count(
                    "sections__bank__questions",
                    filter=Q(sections__bank__questions__live=True),
                    distinct=True,
                )
            )
        )


class RubricViewSet(SnippetViewSet):
    model = Rubric
    icon = "list-ul"
    ordering = "name"
    list_display = [
        "name",
        Column("criteria", label=_("Criteria"), accessor=lambda rubric: len(rubric.criteria)),
        Column("asked_by", label=_("Tasks"), sort_key="asked_by"),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    search_backend_name = None
    search_fields = ["name", "slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rubric]:
        return Rubric.objects.annotate(asked_by=Count("tasks"))


class PerformanceTaskViewSet(SnippetViewSet):
    model = PerformanceTask
    icon = "edit"
    ordering = "title"
    list_display = [
        "title",
        Column("competency", label=_("Competency"), sort_key="competency__name"),
        Column("rubric", label=_("Rubric"), sort_key="rubric__name"),
        Column("waiting", label=_("Waiting for an assessor"), sort_key="waiting"),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_filter = ["competency", "rubric"]
    search_backend_name = None
    search_fields = ["title", "slug", "competency__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PerformanceTask]:
        return PerformanceTask.objects.select_related("competency", "rubric").annotate(
            waiting=Count(
                "submissions",
                filter=Q(submissions__state__in=[State.HANDED_IN, State.SECOND_RATING]),
            )
        )


class AssessmentsGroup(SnippetViewSetGroup):
    menu_label = _("Assessments")
    menu_name = "assessments"
    menu_icon = "form"
    menu_order = 210
    items = (
        QuestionViewSet,
        QuestionBankViewSet,
        AssessmentViewSet,
        PerformanceTaskViewSet,
        RubricViewSet,
    )
