"""Forms of what coordinators decide."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import clean_text
from badges.models import Fulfilment, Requirement, StandingReview


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Public: whoever verifies the badge reads it."),
    )

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])


class DecisionForm(ReasonForm):
    """What becomes of a badge that has lost something it stood on."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=StandingReview.Decision.choices, widget=forms.RadioSelect
    )
    field_order = ["decision", "reason"]

    def __init__(self, *args: Any, may_revoke: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Kept with the decision; public if the badge is revoked."
        )
        if not may_revoke:
            self.fields["decision"].choices = [  # type: ignore[attr-defined]
                (value, label)
                for value, label in StandingReview.Decision.choices
                if value != StandingReview.Decision.REVOKE
            ]

    @property
    def keeps(self) -> bool:
        return self.cleaned_data["decision"] == StandingReview.Decision.KEEP


class StepChoiceIterator(ModelChoiceIterator):
    """The steps under the names of their pathways."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        for pathway, steps in groupby(self.queryset, lambda step: step.level.pathway):
            yield (pathway.name, [self.choice(step) for step in steps])


class StepChoiceField(forms.ModelChoiceField):
    iterator = StepChoiceIterator

    def label_from_instance(self, requirement: Requirement) -> str:
        return f"{requirement.level.name}: {requirement.name}"


class ConfirmStepForm(forms.Form):
    """That a learner has done a step of a pathway that is no badge."""

    email = forms.EmailField(
        label=_("Learner's e-mail address"), help_text=_("The one they sign in with.")
    )
    step = StepChoiceField(
        label=_("Step"),
        queryset=Requirement.objects.exclude(kind__in=Requirement.BADGE_KINDS)
        .select_related("level__pathway")
        .order_by("level__pathway__position", "level__pathway__name", "level__level", "sort_order"),
        empty_label=_("Choose a step"),
        # Long names must not push the field over the edge of a small screen.
        widget=forms.Select(attrs={"class": "w-w-full"}),
    )
    statement = forms.CharField(
        label=_("What was seen"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One or two plain sentences. Public: they become evidence of the level's badge."
        ),
    )

    def __init__(self, *args: Any, confirmed_by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirmed_by = confirmed_by

    def clean_email(self) -> User:
        learner = User.objects.filter(email=self.cleaned_data["email"], is_active=True).first()
        if learner is None:
            raise ValidationError(_("Nobody here signs in with this address."))
        if learner == self.confirmed_by:
            raise ValidationError(
                _("You can't confirm a step of your own: ask somebody else to confirm it.")
            )
        return learner

    def clean_statement(self) -> str:
        return clean_text(self.cleaned_data["statement"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        learner, step = cleaned.get("email"), cleaned.get("step")
        if learner and step:
            there = Fulfilment.objects.standing().filter(learner=learner, requirement=step)
            if there.exists():
                self.add_error(
                    "step",
                    _("This step has been confirmed for %(name)s already.")
                    % {"name": learner.name},
                )
        return cleaned
