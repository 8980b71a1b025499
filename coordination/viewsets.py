"""What coordinators record about people: more time for one, conflicts between two."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import User
from accounts.text import clean_line
from assessments.models import Accommodation, ConflictOfInterest


class PersonField(forms.EmailField):
    """Somebody who may sign in, by the address they do it with."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return User.objects.filter(pk=value).values_list("email", flat=True).first()
        return value

    def clean(self, value: Any) -> User:
        email = super().clean(value)
        person = User.objects.filter(email=email, is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody here signs in with this address."))
        return person


class AccommodationForm(WagtailAdminModelForm):
    learner = PersonField(
        label=_("Learner's e-mail address"), help_text=_("The one they sign in with.")
    )

    class Meta:
        model = Accommodation
        fields = ["learner", "assessment", "extra_time_percent", "untimed"]

    def clean_learner(self) -> User:
        learner = self.cleaned_data["learner"]
        if learner == self.for_user:
            raise ValidationError(_("You can't give yourself more time: ask somebody else."))
        return learner

    def save(self, commit: bool = True) -> Accommodation:
        # Whoever changes what is granted stands for it.
        self.instance.granted_by = self.for_user
        return super().save(commit)


class ConflictForm(WagtailAdminModelForm):
    assessor = PersonField(label=_("Assessor's e-mail address"))
    learner = PersonField(
        label=_("Learner's e-mail address"),
        help_text=_("Neither may then judge the other's work."),
    )

    class Meta:
        model = ConflictOfInterest
        fields = ["assessor", "learner", "reason"]

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("assessor") and cleaned.get("assessor") == cleaned.get("learner"):
            self.add_error("learner", _("A conflict is between two people."))
        return cleaned

    def save(self, commit: bool = True) -> ConflictOfInterest:
        if self.instance.recorded_by is None:
            self.instance.recorded_by = self.for_user
        return super().save(commit)


class PeopleIndexView(IndexView):
    any_permission_required = ["view"]


class PeopleViewSet(ModelViewSet):
    add_to_admin_menu = False
    add_to_reference_index = False
    index_view_class = PeopleIndexView
    # A copy would record the same of the same people.
    copy_view_enabled = False
    list_filter: list[str] = []
    search_backend_name = None
    form_class: type[WagtailAdminModelForm]

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        return self.form_class


class AccommodationViewSet(PeopleViewSet):
    model = Accommodation
    name = "accommodations"
    url_prefix = "learners/accommodations"
    icon = "time"
    form_class = AccommodationForm
    search_fields = ["learner__name", "learner__email"]
    list_display = [
        Column("learner", label=_("Learner"), sort_key="learner__name"),
        Column(
            "assessment",
            label=_("Assessment"),
            accessor=lambda row: row.assessment or _("Every assessment"),
        ),
        Column("extra_time_percent", label=_("Extra time, percent")),
        Column(
            "untimed",
            label=_("Time limit"),
            accessor=lambda row: _("None") if row.untimed else _("Extended"),
        ),
        Column("granted_by", label=_("Granted by")),
        DateColumn("granted_at", label=_("Granted"), sort_key="granted_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Accommodation]:
        return Accommodation.objects.select_related("learner", "assessment", "granted_by")


class ConflictViewSet(PeopleViewSet):
    model = ConflictOfInterest
    name = "conflicts"
    url_prefix = "learners/conflicts"
    icon = "warning"
    form_class = ConflictForm
    search_fields = ["learner__name", "learner__email", "assessor__name", "assessor__email"]
    list_display = [
        Column("assessor", label=_("Assessor"), sort_key="assessor__name"),
        Column("learner", label=_("Learner"), sort_key="learner__name"),
        Column("reason", label=_("Reason")),
        Column("recorded_by", label=_("Recorded by")),
        DateColumn("recorded_at", label=_("Recorded"), sort_key="recorded_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConflictOfInterest]:
        return ConflictOfInterest.objects.select_related("assessor", "learner", "recorded_by")


accommodations = AccommodationViewSet()
conflicts = ConflictViewSet()
