"""What learners fill in about their own plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.notice_kinds import WEEKLY_GOAL
from accounts.text import clean_line
from learning.models import CoursePage, OwnDate, WeeklyGoal


class GoalForm(forms.Form):
    amount = forms.IntegerField(
        label=_("How much a week"),
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=WeeklyGoal.Unit.choices,
        widget=forms.RadioSelect,
        initial=WeeklyGoal.Unit.DAYS,
    )
    remind = forms.BooleanField(
        label=_("Remind me by email"),
        help_text=WEEKLY_GOAL.about,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amount, unit = data.get("amount"), data.get("unit")
        most = WeeklyGoal.MOST.get(WeeklyGoal.Unit(unit), 0) if unit else 0
        if amount and unit and amount > most:
            told = (
                ngettext("A week has %(most)d day.", "A week has %(most)d days.", most)
                if unit == WeeklyGoal.Unit.DAYS
                else ngettext(
                    "Set yourself %(most)d minute or less.",
                    "Set yourself %(most)d minutes or fewer.",
                    most,
                )
            )
            self.add_error("amount", told % {"most": most})
        return data


class DateForm(forms.ModelForm):
    class Meta:
        model = OwnDate
        fields = ["title", "day", "course"]
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {
            "title": {"required": _("Say what the day is for.")},
            "day": {"required": _("Choose a day.")},
        }

    def __init__(self, *args: Any, learner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        started = CoursePage.objects.live().filter(enrolments__learner=learner)
        course = self.fields["course"]
        assert isinstance(course, forms.ModelChoiceField)
        course.queryset = started.order_by("title")
        course.empty_label = str(_("None of my courses"))
        self.was_on = self.instance.day

    def clean_title(self) -> str:
        title = clean_line(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(_("Say what the day is for."))
        return title

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < timezone.localdate() and day != self.was_on:
            raise forms.ValidationError(_("Choose today or a day to come."))
        return day
