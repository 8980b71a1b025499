from typing import Any

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
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Please give a name with at least one letter."))
        return name

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
