from typing import Any

from django import forms

from accounts import preferring
from accounts.models import User
from accounts.notice_kinds import KINDS


class PreferencesForm(forms.Form):
    """How soon somebody wants each kind of notice that they may choose for."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, frequency in preferring.frequencies(person).items():
            self.fields[name] = forms.ChoiceField(
                label=KINDS[name].label,
                help_text=KINDS[name].about,
                choices=KINDS[name].choices,
                initial=frequency,
            )
