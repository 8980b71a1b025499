"""The form that the catalogue is chosen from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from badges.models import Pathway
from home import catalogue
from home.catalogue import HOURS, Choices


class CatalogueForm(forms.Form):
    """A form that is sent by GET and never refused: what it does not know counts as not chosen.

    Only somebody who is signed in is asked for what they have started.
    """

    skill = forms.ChoiceField(label=_("Skill"), required=False)
    time = forms.ChoiceField(label=_("Time"), required=False)
    pathway = forms.ChoiceField(label=_("Pathway"), required=False)
    mine = forms.BooleanField(label=_("Only what I have started"), required=False)

    def __init__(self, data: QueryDict, *, pathways: Sequence[Pathway], is_signed_in: bool) -> None:
        super().__init__(data, auto_id="filter-%s")
        competencies = [(c.slug, c.name) for c in catalogue.competencies()]
        taken = {slug for slug, _name in competencies}
        tags = [(tag.slug, tag.name) for tag in catalogue.tags() if tag.slug not in taken]
        self._set("skill", [(_("Competencies"), competencies), (_("Topics"), tags)], _("Any"))
        self._set("time", list(HOURS.items()), _("Any"))
        self._set("pathway", [(p.slug, p.name) for p in pathways], _("Any"))
        if not is_signed_in:
            del self.fields["mine"]

    def _set(self, name: str, options: Sequence[Any], nothing: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *options]

    @property
    def choices(self) -> Choices:
        self.is_valid()
        known = self.cleaned_data
        return Choices(
            skill=known.get("skill", ""),
            hours=int(known.get("time") or 0),
            pathway=known.get("pathway", ""),
            mine=known.get("mine", False),
        )

    def words_for(self, name: str, choices: Choices) -> Any:
        """How the form itself calls a choice: `name` is a field of Choices."""
        if name == "mine":
            return self.fields["mine"].label
        field = "time" if name == "hours" else name
        value = getattr(choices, name)
        return _spoken(self.fields[field], str(value))


def _spoken(field: Any, value: str) -> Any:
    for key, words in field.choices:
        if isinstance(words, list | tuple):
            for inner, inner_words in words:
                if str(inner) == value:
                    return inner_words
        elif str(key) == value:
            return words
    return value
