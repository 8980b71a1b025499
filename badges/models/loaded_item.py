from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedItem(models.Model):
    """What the loader of the content folder made, and how it left it.

    `source_digest` tells whether the files have changed since, `stored_digest` whether
    somebody has changed the record here since.
    """

    key = models.CharField(max_length=250, unique=True)
    object_id = models.PositiveBigIntegerField()
    source_digest = models.CharField(max_length=64)
    stored_digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("loaded item")
        verbose_name_plural = _("loaded items")

    def __str__(self) -> str:
        return self.key
