from typing import Any

from django import forms

from accounts import preferring
from accounts.models import User
from accounts.notice_kinds import Frequency


class PreferencesForm(forms.Form):
    """How soon somebody wants each kind of notice that they may choose for."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = preferring.frequencies(person)
        for kind in preferring.kinds_of(person):
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label,
                help_text=kind.about,
                choices=Frequency.choices,
                initial=chosen[kind.name],
            )
