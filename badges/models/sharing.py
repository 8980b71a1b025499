from __future__ import annotations

from django.conf import settings
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from badges import addresses

from .award import Award

SHORTEST_SLUG = 3


class AwardCard(models.Model):
    """The picture that a link to an award shows where it is shared, made when it is first asked
    for. `digest` is of what stands on it: another digest, another picture."""

    award = models.OneToOneField(Award, on_delete=models.CASCADE, related_name="card")
    digest = models.CharField(max_length=64)
    png = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.award}, {self.digest:.8}"


class PublicProfileQuerySet(models.QuerySet["PublicProfile"]):
    def on(self) -> PublicProfileQuerySet:
        """Those that anybody may see: switched on, of somebody who still has an account."""
        return self.filter(is_on=True, person__is_active=True)


class PublicProfile(models.Model):
    """A page on which somebody shows badges of theirs. Nobody has one until they switch it on."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="public_profile"
    )
    slug = models.CharField(
        _("address"),
        max_length=60,
        unique=True,
        validators=[
            MinLengthValidator(SHORTEST_SLUG),
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
                _("Use small letters, digits, and single hyphens between them."),
            ),
        ],
    )
    about = models.TextField(_("about you"), max_length=600, blank=True)
    is_on = models.BooleanField(_("anybody with the link may see the page"), default=False)
    is_listed = models.BooleanField(_("search engines may list the page"), default=False)
    awards: models.ManyToManyField[Award, ShownAward] = models.ManyToManyField(
        Award, through="ShownAward", related_name="+"
    )

    objects = PublicProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("public page of a person")
        verbose_name_plural = _("public pages of people")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_listed=False) | Q(is_on=True), name="only_a_public_page_is_listed"
            ),
            models.CheckConstraint(condition=~Q(slug=""), name="public_page_has_an_address"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return addresses.person_path(self.slug)


class ShownAward(models.Model):
    """A badge on somebody's public page, and its place there, counted from the top."""

    profile = models.ForeignKey(PublicProfile, on_delete=models.CASCADE, related_name="shown")
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "award"], name="public_page_shows_an_award_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.award}"
