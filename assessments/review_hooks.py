"""What the Wagtail admin is told of the work that waits."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem

from accounts.models import User
from assessments import agreement_report, review_views, reviewing, second_rating, supervising

REVIEW = "assessments.review_submission"
DECIDE = "assessments.decide_submission"


def review_urls() -> list[URLResolver]:
    patterns = [
        path("", review_views.QueueView.as_view(), name="index"),
        path("agreement/", agreement_report.AgreementReport.as_view(), name="agreement"),
        path(
            "agreement/results/",
            agreement_report.AgreementReport.as_view(results_only=True),
            name="agreement_results",
        ),
        path("sign-offs/<int:pk>/", review_views.SignOffView.as_view(), name="sign_off"),
        path("<uuid:pk>/", review_views.ReviewView.as_view(), name="review"),
        path("<uuid:pk>/take-on/", review_views.TakeOnView.as_view(), name="take_on"),
        path("<uuid:pk>/settle/", review_views.SettleView.as_view(), name="settle"),
        path("<uuid:pk>/files/<uuid:item_id>/", review_views.evidence_file, name="file"),
    ]
    return [path("submissions/", include((patterns, "submissions")))]


class ReviewQueueMenuItem(MenuItem):
    """For whoever may review or decide."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REVIEW) or request.user.has_perm(DECIDE)


class AgreementMenuItem(MenuItem):
    """For whoever may decide."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DECIDE)


def review_queue_menu_item() -> ReviewQueueMenuItem:
    return ReviewQueueMenuItem(
        _("Review queue"),
        reverse_lazy("submissions:index"),
        name="review-queue",
        icon_name="tasks",
        order=140,
    )


def agreement_menu_item() -> AgreementMenuItem:
    return AgreementMenuItem(
        _("Agreement of assessors"),
        reverse_lazy("submissions:agreement"),
        name="agreement",
        icon_name="group",
        order=310,
    )


class WaitingWorkSummaryItem(SummaryItem):
    """On the admin's first screen, while work waits for this person."""

    order = 40
    template_name = "assessments/review/summary.html"

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        user = request.user
        assert isinstance(user, User)
        self.waiting = 0
        if user.has_perm(REVIEW):
            self.waiting += reviewing.queue(user).count()
        if user.has_perm(DECIDE):
            self.waiting += second_rating.to_settle(user).count()
            self.waiting += supervising.to_confirm(user).count()

    def is_shown(self) -> bool:
        return self.waiting > 0

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        text = ngettext(
            "%(count)d piece of work waits", "%(count)d pieces of work wait", self.waiting
        )
        return {"text": text % {"count": self.waiting}, "url": reverse("submissions:index")}


def add_waiting_work(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(WaitingWorkSummaryItem(request))


def review_permissions() -> QuerySet[Permission]:
    """So that a superuser can grant them in the form of a group."""
    return Permission.objects.filter(
        content_type__app_label="assessments",
        codename__in=["review_submission", "decide_submission"],
    )
