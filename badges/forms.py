"""What a visitor may hand in to be verified, and what somebody says of their public page."""

from io import BytesIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.utils.translation import gettext_lazy as _

from badges.models import PublicProfile

LARGEST_FILE = 2 * 1024 * 1024
# A larger upload is read and thrown away, so that the browser can show our answer instead
# of a broken connection; beyond this one we hang up.
MOST_READ = 100 * 1024 * 1024


class CappedUpload(FileUploadHandler):
    """Keeps the first file of a request in memory, and of that no more than a byte beyond the
    limit. `is_too_large` says that there was more."""

    def __init__(self, limit: int = LARGEST_FILE) -> None:
        super().__init__()
        self.is_too_large = False
        self._limit = limit
        self._kept = bytearray()
        self._begun = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._begun:
            raise SkipFile
        self._begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self._limit:
            self.is_too_large = True
        if start > MOST_READ:
            raise StopUpload(connection_reset=True)
        self._kept += raw_data[: max(0, self._limit + 1 - len(self._kept))]

    def file_complete(self, file_size: int) -> UploadedFile:
        return InMemoryUploadedFile(
            BytesIO(bytes(self._kept)),
            self.field_name,
            self.file_name or "",
            self.content_type,
            len(self._kept),
            self.charset,
        )


class VerifyForm(forms.Form):
    badge = forms.CharField(
        label=_("Link to a badge, or its JSON"),
        required=False,
        max_length=LARGEST_FILE,
        widget=forms.Textarea(
            attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
        ),
    )
    file = forms.FileField(
        label=_("Badge image or file"),
        required=False,
        help_text=_("PNG, SVG or JSON, up to 2 MB. A screenshot has no badge inside."),
        widget=forms.FileInput(
            attrs={"accept": ".png,.svg,.json,image/png,image/svg+xml,application/json"}
        ),
    )
    email = forms.EmailField(
        label=_("E-mail address of the person"),
        required=False,
        help_text=_("To check that it was issued to them. It is compared and forgotten."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given = bool(cleaned.get("badge")) + bool(cleaned.get("file"))
        if not self.errors and given == 0:
            raise forms.ValidationError(_("Give a link or choose a file first."))
        if given == 2:
            raise forms.ValidationError(
                _("Give either a link or a file: this page checks one badge at a time.")
            )
        return cleaned


class PublicProfileForm(forms.Form):
    slug = forms.CharField(
        label=_("Address of the page"),
        min_length=3,
        max_length=60,
        validators=PublicProfile._meta.get_field("slug").validators,
        help_text=_("It ends in this. Changing it later breaks the links you have given out."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    about = forms.CharField(
        label=_("A few words about you"),
        required=False,
        max_length=600,
        help_text=_("Plain text, up to 600 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_on = forms.BooleanField(
        label=_("Anybody who has the link may see my page"),
        required=False,
        help_text=_("Without this tick there is no page, not even for those who know its address."),
    )
    is_listed = forms.BooleanField(
        label=_("Search engines may list it"),
        required=False,
        help_text=_("They can keep a copy for a while after you change your mind."),
    )
