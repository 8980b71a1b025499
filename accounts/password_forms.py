"""allauth's forms about passwords, with labels in the words of this site.

Apart from `accounts.forms`, which allauth reads while its own forms are being defined.
"""

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

_LABELS = {
    "oldpassword": _("Your current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
}


class _PlainLabels:
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in _LABELS.items():
            if name in self.fields:
                self.fields[name].label = label


class ChangeForm(_PlainLabels, ChangePasswordForm):
    pass


class SetForm(_PlainLabels, SetPasswordForm):
    pass


class ResetForm(_PlainLabels, ResetPasswordKeyForm):
    pass
