from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.managers import TaggableManager
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, RevisionMixin
from wagtail.search import index

from badges import addresses
from badges.artwork import EMBLEMS

from .competency import Alignment, Competency
from .issuer import Issuer


class BadgeQuerySet(models.QuerySet["Badge"]):
    def of_skills(self) -> BadgeQuerySet:
        """The badges one earns by an assessment, not those of a pathway."""
        return self.filter(kind=Badge.Kind.BADGE)


class Badge(index.Indexed, RevisionMixin, ClusterableModel):
    """What can be earned (BadgeClass in Open Badges 2.0, Achievement in 3.0).

    A level's badge and a pathway's macro-badge are badges like any other: awarded by
    the same verb, verified in the same way.
    """

    class Kind(models.TextChoices):
        BADGE = "badge", _("Badge")
        LEVEL = "level", _("Level of a pathway")
        MACRO = "macro", _("Macro-badge (micro-credential)")

    slug = models.SlugField(
        unique=True,
        help_text=_("Part of the badge's address and of every credential's id. Never change it."),
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.BADGE)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="badges")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    description = models.TextField(
        _("description"), help_text=_("What the earner can do: three to four plain sentences.")
    )
    criteria = models.TextField(
        _("criteria"), help_text=_("What one has to do and show: three to four plain sentences.")
    )
    emblem = models.CharField(
        _("emblem"), max_length=40, choices=[(e, e) for e in EMBLEMS], default="stone"
    )
    stones = models.PositiveSmallIntegerField(
        _("stones"),
        default=1,
        choices=[(1, "1"), (2, "2"), (3, "3")],
        help_text=_("How many stones are drawn: the level of a pathway; three for a macro-badge."),
    )
    hours_from = models.PositiveSmallIntegerField(_("hours, from"), null=True, blank=True)
    hours_to = models.PositiveSmallIntegerField(_("hours, to"), null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField(
        _("valid for months"), null=True, blank=True, help_text=_("Empty: it does not expire.")
    )
    position = models.PositiveSmallIntegerField(_("position in the catalogue"), default=0)
    competencies = models.ManyToManyField(
        Competency, through="BadgeCompetency", related_name="badges"
    )
    tags = TaggableManager(blank=True)

    objects = BadgeQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("slug"), FieldPanel("kind"), FieldPanel("issuer")],
            heading=_("Identity"),
        ),
        MultiFieldPanel(
            [FieldPanel("tagline"), FieldPanel("description"), FieldPanel("criteria")],
            heading=_("What it says"),
        ),
        InlinePanel(
            "competency_links", label=_("Competency"), heading=_("Competencies it rests on")
        ),
        MultiFieldPanel(
            [
                FieldPanel("emblem"),
                FieldPanel("stones"),
                FieldPanel("hours_from"),
                FieldPanel("hours_to"),
                FieldPanel("valid_months"),
                FieldPanel("position"),
                FieldPanel("tags"),
            ],
            heading=_("Details"),
        ),
        InlinePanel("alignments", label=_("Alignment"), heading=_("Alignments")),
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("tagline"),
        index.SearchField("description"),
        index.SearchField("criteria"),
        index.SearchField("competency_names"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_from=None) | Q(hours_to__gte=models.F("hours_from")),
                name="badge_hours_are_a_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.pk is None:
            return
        before = Badge.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        if before is not None and before != self.slug and self.awards.exists():
            raise ValidationError(
                {"slug": _("This badge has been awarded: its address is part of what people hold.")}
            )

    def get_absolute_url(self) -> str:
        return addresses.badge_path(self.slug)

    @property
    def image_path(self) -> str:
        return addresses.badge_image_path(self.slug)

    def competency_names(self) -> str:
        """For the search index, which `badges.receivers` keeps right."""
        names = Competency.objects.filter(badge_links__badge=self)
        return ". ".join(names.values_list("name", flat=True))

    @property
    def ordered_competencies(self) -> list[Competency]:
        """In the order of the modules. Prefetch `competency_links__competency` in lists."""
        return [link.competency for link in self.competency_links.all()]


class BadgeCompetency(Orderable):
    badge = ParentalKey(Badge, on_delete=models.CASCADE, related_name="competency_links")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="badge_links")

    panels = [FieldPanel("competency")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["badge", "competency"], name="badge_rests_on_a_competency_once"
            ),
        ]


class BadgeAlignment(Alignment):
    badge = ParentalKey(Badge, on_delete=models.CASCADE, related_name="alignments")


class Artwork(models.Model):
    """A drawn badge. Drawings are the same for the same words, so they are kept by digest
    and shared by every award of that version of the badge."""

    digest = models.CharField(max_length=64, primary_key=True)
    png = models.BinaryField()
    svg = models.TextField()

    def __str__(self) -> str:
        return self.digest
