"""Forms of what assessors and coordinators say about work. Whether it may be said, and what is
missing in it, the verbs decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Level
from assessments.rating import LONGEST_COMMENT


class CriterionFields(NamedTuple):
    name: str
    level: forms.BoundField
    comment: forms.BoundField
    descriptions: Mapping[str, str]


def _words(label: Any, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class RatingForm(forms.Form):
    """A level and a comment for each criterion of a frozen rubric, and words on the whole."""

    overall = _words(_("On the work as a whole"))
    what_to_improve = _words(
        _("What to improve"),
        help_text=_("Only to ask for a revision: the learner reads it and hands in again."),
    )

    def __init__(self, *args: Any, rubric: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        for criterion in rubric["criteria"]:
            key = criterion["key"]
            self.fields[f"level-{key}"] = forms.ChoiceField(
                label=criterion["name"],
                required=False,
                choices=Level.choices,
                widget=forms.RadioSelect,
            )
            self.fields[f"comment-{key}"] = _words(_("Comment"), rows=2)

    def criteria(self) -> Iterator[CriterionFields]:
        for criterion in self.rubric["criteria"]:
            key = criterion["key"]
            yield CriterionFields(
                name=criterion["name"],
                level=self[f"level-{key}"],
                comment=self[f"comment-{key}"],
                descriptions=criterion["levels"],
            )

    def ratings(self) -> dict[str, str]:
        """Key to level, of the criteria that have one."""
        return self._given("level")

    def comments(self) -> dict[str, str]:
        """Key to words, of the criteria that have any."""
        return self._given("comment")

    def _given(self, prefix: str) -> dict[str, str]:
        values = {
            criterion["key"]: self.cleaned_data[f"{prefix}-{criterion['key']}"]
            for criterion in self.rubric["criteria"]
        }
        return {key: value for key, value in values.items() if value}


class SettleForm(forms.Form):
    """A coordinator's decision where two ratings disagree."""

    is_met = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Met")), ("no", _("Not met"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = _words(_("Reason"), help_text=_("Kept with the decision."))


class RefusalForm(forms.Form):
    """Why a sign-off does not count."""

    reason = _words(
        _("Reason, if you refuse it"),
        help_text=_("The learner reads it and may invite somebody else."),
    )
