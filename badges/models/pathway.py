from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from badges import addresses

from .badge import Badge


class Pathway(index.Indexed, ClusterableModel):
    """Three levels of badges that end in a macro-badge, the micro-credential."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    description = models.TextField(_("description"))
    audience = models.TextField(_("who it is for"), blank=True)
    macro_badge = models.OneToOneField(
        Badge,
        on_delete=models.PROTECT,
        related_name="macro_of",
        limit_choices_to={"kind": Badge.Kind.MACRO},
        verbose_name=_("macro-badge"),
    )
    position = models.PositiveSmallIntegerField(_("position in the list"), default=0)

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("tagline"),
        FieldPanel("description"),
        FieldPanel("audience"),
        FieldPanel("macro_badge"),
        FieldPanel("position"),
        InlinePanel("levels", label=_("Level"), heading=_("Levels"), min_num=3, max_num=3),
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("tagline"),
        index.SearchField("description"),
        index.SearchField("audience"),
    ]

    class Meta:
        verbose_name = _("pathway")
        verbose_name_plural = _("pathways")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return addresses.pathway_path(self.slug)


class PathwayLevel(ClusterableModel):
    class Level(models.IntegerChoices):
        FOUNDATIONAL = 1, _("Foundational")
        TRAINING = 2, _("Training")
        APPLICATION = 3, _("Application")

    pathway = ParentalKey(Pathway, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    name = models.CharField(_("name"), max_length=120)
    badge = models.OneToOneField(
        Badge,
        on_delete=models.PROTECT,
        related_name="level_of",
        limit_choices_to={"kind": Badge.Kind.LEVEL},
        verbose_name=_("badge of the level"),
    )

    panels = [
        FieldPanel("level"),
        FieldPanel("name"),
        FieldPanel("badge"),
        InlinePanel("requirements", label=_("Requirement"), heading=_("It asks for"), min_num=1),
    ]

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "level"], name="pathway_has_each_level_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pathway}: {self.name}"


class Requirement(Orderable, ClusterableModel):
    """One thing that a level asks for: badges, or a step that is no badge."""

    class Kind(models.TextChoices):
        ALL_OF = "all_of", _("All of these badges")
        ANY_OF = "any_of", _("Any of these badges")
        TASK = "task", _("A task, judged")
        SIGN_OFF = "sign_off", _("A sign-off by a supervisor")
        ELIGIBILITY = "eligibility", _("An eligibility, confirmed")

    BADGE_KINDS = (Kind.ALL_OF, Kind.ANY_OF)

    level = ParentalKey(PathwayLevel, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    badges = ParentalManyToManyField(
        Badge, blank=True, related_name="required_by", verbose_name=_("badges")
    )
    at_least = models.PositiveSmallIntegerField(
        _("at least"), default=1, help_text=_("For “any of”: how many of the badges.")
    )
    slug = models.SlugField(blank=True, help_text=_("For a step: its short name."))
    name = models.CharField(_("step"), max_length=160, blank=True)
    description = models.TextField(_("what to do, what counts"), blank=True)
    how = models.CharField(_("the shortest way there"), max_length=300, blank=True)

    panels = [
        FieldPanel("kind"),
        FieldPanel("badges"),
        FieldPanel("at_least"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("how"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["all_of", "any_of"]) | (~Q(slug="") & ~Q(name="")),
                name="step_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(at_least__gte=1), name="requirement_asks_for_at_least_one"
            ),
            models.UniqueConstraint(
                fields=["level", "slug"], condition=~Q(slug=""), name="step_is_unique_in_its_level"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())

    @property
    def is_step(self) -> bool:
        return self.kind not in self.BADGE_KINDS


class FulfilmentQuerySet(models.QuerySet["Fulfilment"]):
    def standing(self) -> FulfilmentQuerySet:
        return self.filter(withdrawn_at=None)


class Fulfilment(models.Model):
    """That a learner has done a step that is no badge, and who says so."""

    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="fulfilments"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="fulfilments"
    )
    statement = models.TextField(_("what was seen"), help_text=_("One or two plain sentences."))
    fulfilled_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="confirmations"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    stacked_at = models.DateTimeField(null=True, blank=True)

    objects = FulfilmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("fulfilled step")
        verbose_name_plural = _("fulfilled steps")
        ordering = ["-fulfilled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "learner"],
                condition=Q(withdrawn_at=None),
                name="step_is_fulfilled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.requirement}"
