"""The menu “Learners” of the Wagtail admin and what stands behind it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.site_summary import SummaryItem

from badges.models import StandingReview
from coordination import reports, views
from coordination.viewsets import PeopleViewSet, accommodations, conflicts

VIEW_PROGRESS = "learning.view_enrolment"
VIEW_AWARDS = "badges.view_award"
VIEW_REVIEWS = "badges.view_standingreview"
VIEW_STEPS = "badges.view_fulfilment"
VIEW_ACCOMMODATIONS = "assessments.view_accommodation"
VIEW_CONFLICTS = "assessments.view_conflictofinterest"


@hooks.register("register_admin_urls")
def register_learners_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("progress/", reports.ProgressReport.as_view(), name="progress"),
        path(
            "progress/results/",
            reports.ProgressReport.as_view(results_only=True),
            name="progress_results",
        ),
        path("courses/", reports.CoursesReport.as_view(), name="courses"),
        path(
            "courses/results/",
            reports.CoursesReport.as_view(results_only=True),
            name="courses_results",
        ),
        path("awards/", views.AwardIndexView.as_view(), name="awards"),
        path(
            "awards/results/",
            views.AwardIndexView.as_view(results_only=True),
            name="awards_results",
        ),
        path("awards/<uuid:pk>/revoke/", views.RevokeView.as_view(), name="revoke"),
        path("reviews/", views.ReviewIndexView.as_view(), name="reviews"),
        path(
            "reviews/results/",
            views.ReviewIndexView.as_view(results_only=True),
            name="reviews_results",
        ),
        path("reviews/<int:pk>/", views.DecideView.as_view(), name="decide"),
        path("steps/", views.StepIndexView.as_view(), name="steps"),
        path(
            "steps/results/",
            views.StepIndexView.as_view(results_only=True),
            name="steps_results",
        ),
        path("steps/confirm/", views.ConfirmStepView.as_view(), name="confirm_step"),
        path("steps/<int:pk>/withdraw/", views.WithdrawStepView.as_view(), name="withdraw_step"),
        path("<int:pk>/", views.LearnerView.as_view(), name="learner"),
    ]
    return [path("learners/", include((patterns, "coordination")))]


@hooks.register("register_admin_viewset")
def register_people_viewsets() -> list[PeopleViewSet]:
    return [accommodations, conflicts]


class PermittedMenuItem(MenuItem):
    """Shown to whoever has `permission`."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


class ReviewsMenuItem(PermittedMenuItem):
    """Says how many badges wait for a decision."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if waiting := StandingReview.objects.open().count():
            component.label = f"{self.label} ({waiting})"
        return component


@hooks.register("register_admin_menu_item")
def register_learners_menu() -> SubmenuMenuItem:
    items = [
        PermittedMenuItem(
            _("Progress by course"),
            reverse_lazy("coordination:progress"),
            name="progress",
            icon_name="group",
            order=10,
            permission=VIEW_PROGRESS,
        ),
        PermittedMenuItem(
            _("Courses at a glance"),
            reverse_lazy("coordination:courses"),
            name="courses",
            icon_name="table",
            order=20,
            permission=VIEW_PROGRESS,
        ),
        PermittedMenuItem(
            _("Awards"),
            reverse_lazy("coordination:awards"),
            name="awards",
            icon_name="success",
            order=30,
            permission=VIEW_AWARDS,
        ),
        ReviewsMenuItem(
            _("Badges to review"),
            reverse_lazy("coordination:reviews"),
            name="reviews",
            icon_name="warning",
            order=40,
            permission=VIEW_REVIEWS,
        ),
        PermittedMenuItem(
            _("Confirmed steps"),
            reverse_lazy("coordination:steps"),
            name="steps",
            icon_name="tasks",
            order=50,
            permission=VIEW_STEPS,
        ),
        PermittedMenuItem(
            _("Accommodations"),
            reverse_lazy("accommodations:index"),
            name="accommodations",
            icon_name=accommodations.icon,
            order=60,
            permission=VIEW_ACCOMMODATIONS,
        ),
        PermittedMenuItem(
            _("Conflicts of interest"),
            reverse_lazy("conflicts:index"),
            name="conflicts",
            icon_name=conflicts.icon,
            order=70,
            permission=VIEW_CONFLICTS,
        ),
    ]
    return SubmenuMenuItem(
        _("Learners"), Menu(items=items), name="learners", icon_name="group", order=150
    )


class ReviewsSummaryItem(SummaryItem):
    """On the admin's first screen, while badges wait for a decision."""

    order = 50
    template_name = "coordination/reviews_summary.html"

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        may_see = request.user.has_perm(VIEW_REVIEWS)
        self.waiting = StandingReview.objects.open().count() if may_see else 0

    def is_shown(self) -> bool:
        return self.waiting > 0

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        text = ngettext("%(count)d badge to review", "%(count)d badges to review", self.waiting)
        return {"text": text % {"count": self.waiting}, "url": reverse("coordination:reviews")}


@hooks.register("construct_homepage_summary_items")
def add_waiting_reviews(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(ReviewsSummaryItem(request))


@hooks.register("register_permissions")
def register_learners_permissions() -> QuerySet[Permission]:
    """So that a superuser can grant them in the form of a group."""
    badges = Q(
        content_type__app_label="badges",
        codename__in=[
            "view_award",
            "revoke_award",
            "view_standingreview",
            "change_standingreview",
            "view_fulfilment",
            "add_fulfilment",
            "change_fulfilment",
        ],
    )
    learning = Q(content_type__app_label="learning", codename="view_enrolment")
    return Permission.objects.filter(badges | learning)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("badges.withdraw", _("Withdraw"), _("Withdrew a confirmed step"))
