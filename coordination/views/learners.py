"""One learner, as a coordinator sees them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import ModelPermissionPolicy

from accounts.models import User
from assessments.models import Assessment
from badges.models import Award, Fulfilment
from coordination.queries import (
    Status,
    attempts_of,
    demonstrations_of,
    enrolments_of,
    percent_of,
)
from learning.models import Enrolment


class LearnerView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What one learner has done. Never what they answered or wrote."""

    permission_policy = ModelPermissionPolicy(Enrolment)
    permission_required = "view"
    template_name = "coordination/learner.html"
    page_title = gettext_lazy("Learner")
    header_icon = "user"

    @cached_property
    def learner(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.learner)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("coordination:progress"), "label": _("Progress by course")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("badges.add_fulfilment"):
            return []
        url = f"{reverse('coordination:confirm_step')}?email={self.learner.email}"
        return [HeaderButton(_("Confirm a step"), url=url, icon_name="tasks")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        learner = self.learner
        shown = demonstrations_of(learner)
        assessments = (
            Assessment.objects.filter(
                Q(course__enrolments__learner=learner) | Q(attempts__learner=learner)
            )
            .distinct()
            .prefetch_related("sections__competency")
        )
        return {
            **super().get_context_data(**kwargs),
            "learner": learner,
            "enrolments": [
                (enrolment, Status(enrolment.status).label, percent_of(enrolment))
                for enrolment in enrolments_of(learner)
            ],
            "competencies": [
                {
                    "assessment": assessment,
                    "states": [
                        (section.competency, shown.get((assessment.pk, section.competency_id)))
                        for section in assessment.sections.all()
                    ],
                }
                for assessment in assessments
            ],
            "attempts": attempts_of(learner),
            "awards": Award.objects.for_people().filter(recipient=learner),
            "steps": Fulfilment.objects.filter(learner=learner).select_related(
                "requirement__level__pathway", "confirmed_by"
            ),
        }
