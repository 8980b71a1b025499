"""The badges that people hold, and taking one back."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.permissions import ModelPermissionPolicy

from badges import revoking
from badges.models import Award, Badge
from coordination.forms import ReasonForm
from coordination.queries import carried_by

from .base import LearnersFormView, LearnersIndexView

STATES = [("active", gettext_lazy("Active")), ("revoked", gettext_lazy("Revoked"))]


class AwardFilterSet(WagtailFilterSet):
    badge = django_filters.ModelChoiceFilter(
        queryset=Badge.objects.order_by("name"), label=gettext_lazy("Badge")
    )
    state = django_filters.ChoiceFilter(
        method="of_state",
        choices=STATES,
        label=gettext_lazy("State"),
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Award
        fields = ["badge"]

    def of_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(revoked_at__isnull=value == "active")


class AwardIndexView(LearnersIndexView):
    model = Award
    permission_policy = ModelPermissionPolicy(Award)
    page_title = gettext_lazy("Awards")
    header_icon = "success"
    index_url_name = "coordination:awards"
    index_results_url_name = "coordination:awards_results"
    filterset_class = AwardFilterSet
    search_fields = ["recipient_name", "recipient_email", "recipient__name", "recipient__email"]
    default_ordering = "-awarded_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.titled(
                "holder",
                label=_("Learner"),
                sort_key="recipient_name",
                get_url=lambda award: award.get_absolute_url(),
            ),
            Column("recipient_email", label=_("E-mail"), sort_key="recipient_email"),
            Column("name", label=_("Badge"), sort_key="badge__name"),
            DateColumn("awarded_at", label=_("Awarded"), sort_key="awarded_at"),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=lambda award: _("Revoked") if award.is_revoked else _("Active"),
                primary=lambda award: not award.is_revoked,
            ),
            Column("revocation_reason", label=_("Reason")),
        ]

    def get_base_queryset(self) -> QuerySet[Award]:
        return Award.objects.for_people()

    def get_list_more_buttons(self, instance: Award) -> list[MenuItem]:
        buttons = [
            MenuItem(
                _("Public page"), url=instance.get_absolute_url(), icon_name="view", priority=10
            ),
            MenuItem(
                _("The learner"),
                url=reverse("coordination:learner", args=[instance.recipient_id]),
                icon_name="user",
                priority=20,
            ),
        ]
        if not instance.is_revoked and self.user_has_permission("revoke"):
            buttons.append(
                MenuItem(
                    _("Revoke"),
                    url=reverse("coordination:revoke", args=[instance.pk]),
                    icon_name="circle-xmark",
                    priority=30,
                )
            )
        return buttons


class RevokeView(LearnersFormView):
    permission_policy = ModelPermissionPolicy(Award)
    permission_required = "revoke"
    page_title = gettext_lazy("Revoke")
    header_icon = "circle-xmark"
    form_class = ReasonForm
    template_name = "coordination/revoke.html"
    index_url_name = "coordination:awards"
    index_label = gettext_lazy("Awards")

    @cached_property
    def award(self) -> Award:
        return get_object_or_404(Award.objects.for_people(), pk=self.kwargs["pk"])

    def nothing_to_do(self) -> str:
        if not self.award.is_revoked:
            return ""
        return _("“%(award)s” is revoked already.") % {"award": self.award}

    def get_page_subtitle(self) -> str:
        return str(self.award)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "award": self.award,
            "carried": carried_by(self.award),
        }

    def carry_out(self, form: forms.Form) -> str:
        revoking.revoke(self.award, by=self.coordinator, reason=form.cleaned_data["reason"])
        return _("“%(award)s” is revoked.") % {"award": self.award}
