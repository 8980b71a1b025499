"""allauth's forms for getting in, and about passwords and addresses, in the words of this site.

Apart from `accounts.forms`, which allauth reads while its own forms are being defined.
"""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from django.utils.translation import gettext_lazy as _


class _OwnWords:
    """`labels`, and what is said to whoever leaves a field empty, by the field's name."""

    fields: dict[str, Any]
    labels: dict[str, Any] = {}
    if_empty: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in self.labels:
                field.label = self.labels[name]
            if name in self.if_empty:
                field.error_messages["required"] = self.if_empty[name]


class JoinForm(_OwnWords, SignupForm):
    if_empty = {
        "name": _("Write your name as it should appear on your badges."),
        "email": _("Write your email address."),
        "password1": _("Choose a password."),
    }


class SignInForm(_OwnWords, LoginForm):
    if_empty = {
        "login": _("Write the email address of your account."),
        "password": _("Write your password."),
    }


class AddressForm(_OwnWords, AddEmailForm):
    if_empty = {"email": _("Write the address that you want to add.")}


class ForgottenForm(_OwnWords, ResetPasswordForm):
    if_empty = {"email": _("Write the email address of your account.")}


class _AboutPasswords(_OwnWords):
    labels = {
        "oldpassword": _("Your current password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    if_empty = {
        "oldpassword": _("Write the password that you have now."),
        "password1": _("Write a new password."),
        "password2": _("Write the new password once more."),
    }


class ChangeForm(_AboutPasswords, ChangePasswordForm):
    pass


class SetForm(_AboutPasswords, SetPasswordForm):
    pass


class ResetForm(_AboutPasswords, ResetPasswordKeyForm):
    pass
