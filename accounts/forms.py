from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts.models import User
from accounts.text import clean_line


class SignupForm(forms.Form):
    """What joining asks beyond allauth's own e-mail and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As it should appear on your badges."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def clean_name(self) -> str:
        return _a_name(self.cleaned_data["name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class _OneName:
    """Wagtail's forms ask for a first and a last name; people here have one name."""

    first_name: Any = None
    last_name: Any = None


class StaffCreationForm(_OneName, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = {"email", "name", "is_superuser", "groups"}


class StaffEditForm(_OneName, UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = {"email", "name", "is_active", "is_superuser", "groups"}


class NameForm(forms.ModelForm):
    """Somebody's own name. Badges they hold keep the name they were awarded to."""

    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": _("Your name")}
        help_texts = {
            "name": _(
                "As it should appear on badges you earn from now on. "
                "Those you hold keep the name they were awarded to."
            )
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def clean_name(self) -> str:
        return _a_name(self.cleaned_data["name"])


def _a_name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise forms.ValidationError(_("Please give a name with at least one letter."))
    return name


class PasskeyForm(AddWebAuthnForm):
    """allauth's form, in plain words, for a passkey rather than a mere second step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it")
        self.fields["name"].help_text = _("Such as “my phone”, to tell it from others.")
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Sign in with it alone, without a password")
        alone.help_text = _("Your device then asks for your fingerprint, your face or its code.")
