"""Badges that have lost something they stood on, and what becomes of them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.permissions import ModelPermissionPolicy

from badges import revoking
from badges.models import StandingReview
from coordination.forms import DecisionForm
from coordination.queries import carried_by

from .base import LearnersFormView, LearnersIndexView


class ReviewIndexView(LearnersIndexView):
    model = StandingReview
    permission_policy = ModelPermissionPolicy(StandingReview)
    page_title = gettext_lazy("Badges to review")
    header_icon = "warning"
    index_url_name = "coordination:reviews"
    index_results_url_name = "coordination:reviews_results"
    search_fields = ["award__recipient_name", "award__recipient_email"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.titled("award", label=_("Badge and holder"), get_url=self._url),
            Column("lost", label=_("What it lost"), accessor=loss_in_words),
            DateColumn("opened_at", label=_("Opened")),
            StatusTagColumn(
                "decision",
                label=_("Decision"),
                accessor=lambda review: review.get_decision_display() or _("Open"),
                primary=lambda review: review.decided_at is None,
            ),
            Column("reason", label=_("Reason")),
            Column("decided_by", label=_("Decided by")),
        ]

    def _url(self, review: StandingReview) -> str | None:
        if review.decided_at is not None or not self.user_has_permission("change"):
            return None
        return reverse("coordination:decide", args=[review.pk])

    def get_base_queryset(self) -> QuerySet[StandingReview]:
        return StandingReview.objects.select_related(
            "award__badge", "cause__badge", "cause_step__requirement", "decided_by"
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(F("decided_at").desc(nulls_first=True), "opened_at", "pk")

    def get_list_more_buttons(self, instance: StandingReview) -> list[MenuItem]:
        return []


def loss_in_words(review: StandingReview) -> str:
    """What the badge stood on and lost, and why."""
    if review.cause is not None:
        return _("“%(badge)s”, revoked: %(reason)s") % {
            "badge": review.cause.name,
            "reason": review.cause.revocation_reason,
        }
    assert review.cause_step is not None
    return _("The step “%(step)s”, withdrawn") % {"step": review.cause_step.requirement.name}


class DecideView(LearnersFormView):
    permission_policy = ModelPermissionPolicy(StandingReview)
    permission_required = "change"
    page_title = gettext_lazy("Decide")
    header_icon = "warning"
    form_class = DecisionForm
    template_name = "coordination/decide.html"
    index_url_name = "coordination:reviews"
    index_label = gettext_lazy("Badges to review")

    @cached_property
    def review(self) -> StandingReview:
        return get_object_or_404(
            StandingReview.objects.select_related(
                "award__badge", "award__recipient", "cause", "cause_step__requirement"
            ),
            pk=self.kwargs["pk"],
        )

    def nothing_to_do(self) -> str:
        return "" if self.review.decided_at is None else _("This has been decided already.")

    def get_page_subtitle(self) -> str:
        return str(self.review)

    def get_form_kwargs(self) -> dict[str, Any]:
        may_revoke = self.request.user.has_perm("badges.revoke_award")
        return {**super().get_form_kwargs(), "may_revoke": may_revoke}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "review": self.review,
            "award": self.review.award,
            "loss": loss_in_words(self.review),
            "carried": carried_by(self.review.award),
        }

    def carry_out(self, form: Form) -> str:
        assert isinstance(form, DecisionForm)
        revoking.decide(
            self.review,
            keep=form.keeps,
            by=self.coordinator,
            reason=form.cleaned_data["reason"],
        )
        if form.keeps:
            return _("“%(award)s” stands.") % {"award": self.review.award}
        return _("“%(award)s” is revoked.") % {"award": self.review.award}
