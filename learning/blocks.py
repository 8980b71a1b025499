"""What a lesson is made of, as an editor puts it together."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

from assessments.blocks import question_blocks
from learning import scenarios

TEXT_FEATURES = ["bold", "italic", "link", "ul", "ol", "blockquote"]


class HeadingBlock(blocks.StructBlock):
    level = blocks.ChoiceBlock(choices=[("2", _("Section")), ("3", _("Part of a section"))])
    text = blocks.CharBlock(max_length=150)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Its words, closed like a sentence: what follows is none of it."""
        text = value["text"]
        return [text if text.endswith((".", "?", "!", "…")) else f"{text}."]

    class Meta:
        icon = "title"
        label = _("Heading")


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    alternative_text = blocks.CharBlock(
        max_length=500, help_text=_("What the picture says, for whoever can't see it.")
    )
    caption = blocks.CharBlock(required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "learning/blocks/image.html"


class VideoBlock(blocks.StructBlock):
    video = EmbedBlock()
    title = blocks.CharBlock(max_length=150)
    transcript = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "learning/blocks/video.html"


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        choices=[
            ("note", _("Note")),
            ("tip", _("Tip")),
            ("example", _("Example")),
            ("caution", _("Caution")),
        ],
        default="note",
    )
    title = blocks.CharBlock(required=False, max_length=150)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    def get_searchable_content(self, value: Any) -> list[str]:
        """All but the name of its tone."""
        title = value["title"]
        text = self.child_blocks["text"].get_searchable_content(value["text"])
        return [f"{title}:", *text] if title else text

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "learning/blocks/callout.html"


class CheckBlock(blocks.StreamBlock):
    """A question in the lesson, answered for practice: nothing is recorded."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(question_blocks(), **kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: it would give questions, right answers and feedback away."""
        return []

    class Meta:
        icon = "help"
        label = _("Knowledge check")
        min_num = 1
        max_num = 1


class ChoiceBlock(blocks.StructBlock):
    key = blocks.RegexBlock(r"^[a-z0-9-]+$", max_length=80, help_text=_("A short name."))
    text = blocks.TextBlock(help_text=_("What the learner could do."))
    consequence = blocks.TextBlock(help_text=_("What it does, in one to three sentences."))
    behaviour = blocks.CharBlock(
        required=False, max_length=50, help_text=_("The short name of the behaviour it is about.")
    )
    shows = blocks.BooleanBlock(
        required=False, default=True, help_text=_("Whether it shows the behaviour or misses it.")
    )
    to = blocks.RegexBlock(r"^[a-z0-9-]+$", max_length=80, help_text=_("The scene it leads to."))

    class Meta:
        icon = "arrow-right"
        label = _("Choice")


class SceneBlock(blocks.StructBlock):
    key = blocks.RegexBlock(r"^[a-z0-9-]+$", max_length=80, help_text=_("A short name."))
    title = blocks.CharBlock(required=False, max_length=150)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)
    choices = blocks.ListBlock(
        ChoiceBlock(), default=[], help_text=_("A scene without choices is an ending.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Scene")


class ScenarioBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=150)
    start = blocks.RegexBlock(
        r"^[a-z0-9-]+$", max_length=80, help_text=_("The short name of the first scene.")
    )
    scenes = blocks.ListBlock(SceneBlock(), min_num=2)

    class Meta:
        icon = "form"
        label = _("Scenario")

    def get_searchable_content(self, value: Any) -> list[str]:
        """Its title alone: how it goes on depends on what one chooses."""
        return [value["title"]]

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems = scenarios.problems(scenarios.scenario_of(self.get_prep_value(cleaned)))
        if problems:
            raise StructBlockValidationError(block_errors={"scenes": ValidationError(problems)})
        return cleaned


class ReflectionBlock(blocks.StructBlock):
    key = blocks.RegexBlock(
        r"^[a-z0-9-]+$", max_length=80, help_text=_("A short name, unique in the lesson.")
    )
    prompt = blocks.TextBlock()
    help = blocks.TextBlock(required=False)

    class Meta:
        icon = "edit"
        label = _("Reflection")


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock()
    title = blocks.CharBlock(max_length=150)
    description = blocks.CharBlock(required=False, max_length=300)

    class Meta:
        icon = "download"
        label = _("Download")
        template = "learning/blocks/download.html"


def lesson_blocks() -> list[tuple[str, blocks.Block]]:
    return [
        ("heading", HeadingBlock()),
        (
            "rich_text",
            blocks.RichTextBlock(
                features=TEXT_FEATURES,
                label=_("Text"),
                icon="pilcrow",
                template="learning/blocks/rich_text.html",
            ),
        ),
        ("image", ImageBlock()),
        ("video", VideoBlock()),
        ("callout", CalloutBlock()),
        ("scenario", ScenarioBlock()),
        ("check", CheckBlock()),
        ("reflection", ReflectionBlock()),
        ("download", DownloadBlock()),
    ]
