from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from badges import addresses


class Issuer(models.Model):
    """Who says so: the institution that stands behind a badge."""

    slug = models.SlugField(
        unique=True,
        help_text=_("Part of the address and of every credential's id. It can't be changed later."),
    )
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("website"))
    email = models.EmailField(_("e-mail"), help_text=_("Public: printed in every credential."))
    description = models.TextField(_("description"), blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("url"),
        FieldPanel("email"),
        FieldPanel("description"),
    ]

    class Meta:
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return addresses.issuer_path(self.slug)

    @property
    def did(self) -> str:
        return addresses.issuer_did(self.slug)


class IssuerKeyQuerySet(models.QuerySet["IssuerKey"]):
    def signing(self) -> IssuerKeyQuerySet:
        """Keys that may sign new credentials, the newest first."""
        return self.filter(retired_at=None, compromised_at=None).order_by("-created_at")


class IssuerKey(models.Model):
    """An Ed25519 key pair of an issuer. The private half is encrypted (badges.keys).

    A retired key stays listed, so what it signed still verifies; a compromised one
    is listed as revoked, so nothing it signed does.
    """

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    public_key_multibase = models.CharField(max_length=100, unique=True)
    encrypted_private_key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True)

    objects = IssuerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("issuer key")
        verbose_name_plural = _("issuer keys")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer"],
                condition=Q(retired_at=None, compromised_at=None),
                name="issuer_has_one_signing_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.public_key_multibase[:12]}…"

    @property
    def verification_method(self) -> str:
        return f"{self.issuer.did}#{self.public_key_multibase}"
