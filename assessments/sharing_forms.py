"""What a learner says of a link to their evidence."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import EvidenceItem
from assessments.sharing import LONGEST, USUAL, Work


class ShareForm(forms.Form):
    title = forms.CharField(
        label=_("Whom is it for?"),
        max_length=120,
        help_text=_("Only you see this, so that you know the link again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("At the end of that day the link closes by itself. A year from now at most."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    item_ids = forms.TypedMultipleChoiceField(
        label=_("What it shows"),
        error_messages={"required": _("Choose at least one piece of evidence.")},
    )

    def __init__(self, *args: Any, works: Sequence[Work], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.works = works
        today = timezone.localdate()
        day = self.fields["last_day"]
        day.initial = today + USUAL
        day.widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + LONGEST - timedelta(days=1)).isoformat(),
        }
        chosen = self.fields["item_ids"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        chosen.choices = [(str(item.pk), str(item)) for work in works for item in work.items]
        known = {str(item.pk): item.pk for work in works for item in work.items}
        chosen.coerce = known.__getitem__

    def with_choices(self) -> list[dict[str, Any]]:
        """The works, each with its pieces and whether they are chosen."""
        chosen = set(self.data.getlist("item_ids")) if hasattr(self.data, "getlist") else set()
        return [
            {"submission": work.submission, "items": list(self._pieces(work.items, chosen))}
            for work in self.works
        ]

    def _pieces(self, items: Sequence[EvidenceItem], chosen: set[str]) -> Iterator[dict[str, Any]]:
        for item in items:
            yield {"item": item, "is_chosen": str(item.pk) in chosen}
