"""What the Wagtail admin is told of the pages on health."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from assessments import health_views


class QuestionHealthMenuItem(MenuItem):
    """For whoever may view questions."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("assessments.view_question")


def question_health_urls() -> list[URLResolver]:
    return [path("question-health/", include((health_views.urlpatterns, "question_health")))]


def question_health_menu_item() -> QuestionHealthMenuItem:
    return QuestionHealthMenuItem(
        _("Question health"),
        reverse_lazy("question_health:questions"),
        name="question-health",
        icon_name="help",
        order=300,
    )
