from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from assessments import question_types
from assessments.blocks import question_blocks
from badges.models import Behaviour, Competency


class QuestionBank(models.Model):
    """Questions about one competency, from which each attempt draws a few."""

    slug = models.SlugField(unique=True, max_length=100)
    name = models.CharField(_("name"), max_length=200)
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="question_banks"
    )

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("competency")]

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(models.QuerySet["Question"]):
    def live(self) -> QuestionQuerySet:
        return self.filter(live=True)


class Question(PreviewableMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """One question of a bank. Attempts freeze its published revision, so editing or
    unpublishing it changes nothing for whoever is answering it."""

    bank = models.ForeignKey(QuestionBank, on_delete=models.PROTECT, related_name="questions")
    slug = models.SlugField(_("short name"), max_length=80)
    behaviour = models.ForeignKey(
        Behaviour,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="questions",
        verbose_name=_("behaviour it asks for"),
        help_text=_("Whoever misses it is sent to the lessons that teach this behaviour."),
    )
    body = StreamField(question_blocks(), min_num=1, max_num=1, verbose_name=_("question"))

    objects = QuestionQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [FieldPanel("bank"), FieldPanel("slug"), FieldPanel("behaviour")],
            heading=_("Where it belongs"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [index.SearchField("body"), index.SearchField("slug")]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["bank", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "slug"], name="question_slug_is_unique_in_bank"
            ),
        ]

    def __str__(self) -> str:
        stem = self.definition.get("stem", "")
        return Truncator(" ".join(str(stem).split())).chars(90) or self.slug

    def clean(self) -> None:
        super().clean()
        behaviour = self.behaviour
        if behaviour and behaviour.competency_id != self.bank.competency_id:
            raise ValidationError({"behaviour": _("Choose a behaviour of the bank's competency.")})

    @property
    def type(self) -> str:
        return self.body[0].block_type if self.body else ""

    @property
    def definition(self) -> dict[str, Any]:
        """What an attempt freezes: `{"type": …}` and the fields of that question type."""
        if not self.body:
            return {}
        block = self.body[0]
        value = block.block.get_prep_value(block.value)
        return {"type": block.block_type, **question_types.plain(value)}

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("As the learner sees it")), ("key", _("With key and feedback"))]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "assessments/question_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from assessments.answer_keys import answer_key
        from assessments.presenting import presented_question

        context = super().get_preview_context(request, mode_name)
        context["question"] = presented_question(self.definition, seed=0, prefix="preview")
        if mode_name == "key":
            context["answer_key"] = answer_key(self.definition)
        return context
