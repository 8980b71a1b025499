"""Steps of pathways that are no badges: confirmed by hand, and withdrawn."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.log_actions import log
from wagtail.permissions import ModelPermissionPolicy

from badges import revoking, stacking
from badges.models import Fulfilment
from coordination.forms import ConfirmStepForm
from coordination.queries import carried_by

from .base import LearnersFormView, LearnersIndexView


class StepIndexView(LearnersIndexView):
    model = Fulfilment
    permission_policy = ModelPermissionPolicy(Fulfilment)
    page_title = gettext_lazy("Confirmed steps")
    header_icon = "tasks"
    index_url_name = "coordination:steps"
    index_results_url_name = "coordination:steps_results"
    add_url_name = "coordination:confirm_step"
    add_item_label = gettext_lazy("Confirm a step")
    search_fields = ["learner__name", "learner__email", "requirement__name"]
    default_ordering = "-fulfilled_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self.titled(
                "learner",
                label=_("Learner"),
                sort_key="learner__name",
                get_url=lambda step: reverse("coordination:learner", args=[step.learner_id]),
            ),
            Column("requirement", label=_("Step"), sort_key="requirement__name"),
            Column("pathway", label=_("Pathway"), accessor="requirement.level.pathway"),
            Column("statement", label=_("What was seen")),
            Column("confirmed_by", label=_("Confirmed by")),
            DateColumn("fulfilled_at", label=_("Confirmed"), sort_key="fulfilled_at"),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=lambda step: _("Withdrawn") if step.withdrawn_at else _("Standing"),
                primary=lambda step: step.withdrawn_at is None,
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Fulfilment]:
        return Fulfilment.objects.select_related(
            "learner", "confirmed_by", "requirement__level__pathway"
        )

    def get_list_more_buttons(self, instance: Fulfilment) -> list[MenuItem]:
        if instance.withdrawn_at is not None or not self.user_has_permission("change"):
            return []
        return [
            MenuItem(
                _("Withdraw"),
                url=reverse("coordination:withdraw_step", args=[instance.pk]),
                icon_name="circle-xmark",
                priority=10,
            )
        ]


class ConfirmStepView(LearnersFormView):
    permission_policy = ModelPermissionPolicy(Fulfilment)
    permission_required = "add"
    page_title = gettext_lazy("Confirm a step")
    header_icon = "tasks"
    form_class = ConfirmStepForm
    index_url_name = "coordination:steps"
    index_label = gettext_lazy("Confirmed steps")

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.GET.get("email", "")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "confirmed_by": self.request.user}

    def carry_out(self, form: Form) -> str:
        learner, step = form.cleaned_data["email"], form.cleaned_data["step"]
        stacking.fulfil(
            requirement=step,
            learner=learner,
            statement=form.cleaned_data["statement"],
            confirmed_by=self.coordinator,
        )
        return _("“%(step)s” is confirmed for %(name)s.") % {"step": step, "name": learner}


class WithdrawStepView(LearnersFormView):
    permission_policy = ModelPermissionPolicy(Fulfilment)
    permission_required = "change"
    page_title = gettext_lazy("Withdraw")
    header_icon = "circle-xmark"
    form_class = Form
    template_name = "coordination/withdraw.html"
    index_url_name = "coordination:steps"
    index_label = gettext_lazy("Confirmed steps")

    @cached_property
    def step(self) -> Fulfilment:
        return get_object_or_404(
            Fulfilment.objects.standing().select_related("learner", "requirement"),
            pk=self.kwargs["pk"],
        )

    def get_page_subtitle(self) -> str:
        return str(self.step)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "step": self.step,
            "carried": carried_by(self.step),
        }

    def carry_out(self, form: Form) -> str:
        revoking.withdraw(self.step)
        # The row says when; who did it is kept in Wagtail's log.
        log(instance=self.step, action="badges.withdraw")
        return _("“%(step)s” is withdrawn.") % {"step": self.step}
