"""A badge is found by the names of its competencies too, so these renew its index entry."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.search import index

from badges.models import Badge, BadgeCompetency, Competency


def index_badge_of_link(instance: BadgeCompetency, **_kwargs: Any) -> None:
    # Not there any more where the link goes because its badge does.
    for badge in Badge.objects.filter(pk=instance.badge_id):
        index.insert_or_update_object(badge)


def index_badges_of_competency(instance: Competency, created: bool, **_kwargs: Any) -> None:
    if created:
        return
    for badge in Badge.objects.filter(competency_links__competency=instance):
        index.insert_or_update_object(badge)


def connect() -> None:
    for signal in (post_save, post_delete):
        signal.connect(
            index_badge_of_link, sender=BadgeCompetency, dispatch_uid="index-badge-of-link"
        )
    post_save.connect(
        index_badges_of_competency, sender=Competency, dispatch_uid="index-badges-of-competency"
    )
