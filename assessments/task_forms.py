"""What comes in from the pages of tasks: uploads, and a supervisor's sign-off."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import evidence
from assessments.feedback import rubric_in_words
from assessments.rating import LONGEST_COMMENT
from assessments.supervising import STATEMENT_OF_TRUTH

# More than one may keep is read and thrown away, so that the browser can show our answer
# instead of a broken connection; beyond this we hang up.
MOST_READ: Final = 3 * evidence.LARGEST_TOTAL


class CappedFiles(TemporaryFileUploadHandler):
    """Keeps of each file hardly more than may be kept at all, so that nobody fills the disk."""

    def __init__(self) -> None:
        super().__init__()
        self.is_too_much = False
        self._read = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._read += len(raw_data)
        if self._read > MOST_READ:
            self.is_too_much = True
            raise StopUpload(connection_reset=True)
        if start <= evidence.LARGEST_FILE:
            self.file.write(raw_data)


class SignOffForm(forms.Form):
    """A level and a comment for each criterion of `rubric`, and who says so."""

    overall = forms.CharField(
        label=gettext_lazy("Anything else you want to say"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    position = forms.CharField(
        label=gettext_lazy("Your position"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    relationship = forms.CharField(
        label=gettext_lazy("How you know this person"),
        max_length=200,
        help_text=gettext_lazy("For example: I lead the team they work in."),
    )
    states_truth = forms.BooleanField(
        label=STATEMENT_OF_TRUTH,
        error_messages={"required": gettext_lazy("Confirm the statement, or do not sign.")},
    )

    def __init__(self, *args: Any, rubric: Mapping[str, Any], required: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.fields
        self.keys = [criterion["key"] for criterion in rubric["criteria"]]
        self.fields = {}
        for criterion in rubric_in_words(rubric, required):
            self.fields[f"rating-{criterion.key}"] = forms.ChoiceField(
                label=criterion.name,
                choices=[
                    (
                        level.value,
                        format_html(
                            "<span><strong>{}</strong>: {}</span>", level.label, level.description
                        ),
                    )
                    for level in criterion.levels
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a level.")},
            )
            self.fields[f"comment-{criterion.key}"] = forms.CharField(
                label=_("What you saw: %(criterion)s") % {"criterion": criterion.name},
                max_length=LONGEST_COMMENT,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Write a comment.")},
            )
        self.fields |= own

    def said(self) -> dict[str, Any]:
        """What `assessments.supervising.sign_off` takes, beside the token and the hand-in."""
        data = self.cleaned_data
        details = ("overall", "name", "position", "organisation", "relationship", "states_truth")
        return {
            "ratings": {key: data[f"rating-{key}"] for key in self.keys},
            "comments": {key: data[f"comment-{key}"] for key in self.keys},
            **{detail: data[detail] for detail in details},
        }
