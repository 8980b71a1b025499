"""The editor's form of a rubric: its criteria, each with a description of every level."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from assessments import rubrics


class CriterionBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        label=_("Criterion"),
        max_length=120,
        help_text=_("What one looks at, in a few words: “Names what both sides need”."),
    )
    key = blocks.CharBlock(
        label=_("Short name"),
        required=False,
        max_length=60,
        help_text=_("Leave it empty to have one made. Ratings are compared by it, so keep it."),
    )
    not_yet = blocks.TextBlock(label=_("Not yet"), rows=2, max_length=1000)
    developing = blocks.TextBlock(label=_("Developing"), rows=2, max_length=1000)
    proficient = blocks.TextBlock(label=_("Proficient"), rows=2, max_length=1000)
    exemplary = blocks.TextBlock(label=_("Exemplary"), rows=2, max_length=1000)

    class Meta:
        icon = "list-ul"
        label = _("Criterion")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        cleaned["key"] = slugify(cleaned["key"] or cleaned["name"])[:60].strip("-_")
        return cleaned


class CriteriaBlock(blocks.StreamBlock):
    """The criteria of a rubric; what is wrong with them together is said above them."""

    criterion = CriterionBlock()

    class Meta:
        min_num = rubrics.FEWEST_CRITERIA
        max_num = rubrics.MOST_CRITERIA

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        wrong = rubrics.problems({"name": "rubric", "criteria": plain_criteria(cleaned)})
        if wrong:
            raise StreamBlockValidationError(non_block_errors=wrong)
        return cleaned


def plain_criteria(value: Any) -> list[dict[str, Any]]:
    """The criteria of a rubric's StreamField as `rubrics` reads them."""
    return [
        {
            "key": child.value["key"],
            "name": child.value["name"],
            "levels": {level: child.value[level] for level in rubrics.LEVELS},
        }
        for child in value
    ]
