"""How a question does, in the columns of listings."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from assessments.models import ItemHealth, Question
from assessments.statistics import MINIMUM_ANSWERS


def with_current_health(questions: QuerySet[Question]) -> QuerySet[Question]:
    """`questions`, each with a list `current_health`: the ItemHealth of its published version,
    or nothing while nobody was asked it. One query more, however many questions."""
    return questions.prefetch_related(
        Prefetch("health", queryset=ItemHealth.objects.current(), to_attr="current_health")
    )


class HealthColumn(Column):
    """For a listing of questions that come from `with_current_health`."""

    cell_template_name = "assessments/health/cell.html"

    def __init__(self, name: str = "health", **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Health"))
        super().__init__(name, **kwargs)

    def get_value(self, instance: Any) -> ItemHealth | None:
        return next(iter(instance.current_health), None)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        health = self.get_value(instance)
        return {
            "column": self,
            "health": health,
            "minimum_answers": MINIMUM_ANSWERS,
            "url": reverse("question_health:question", args=[instance.pk]),
        }


class DifficultyColumn(Column):
    cell_template_name = "assessments/health/difficulty_cell.html"


class FlagsColumn(Column):
    cell_template_name = "assessments/health/flags_cell.html"
