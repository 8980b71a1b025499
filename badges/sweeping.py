"""Finding every row whose follow-up is missing. Messages are hints; this is the guarantee."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from badges.issuing import issue_credential
from badges.models import Award, Fulfilment
from badges.publishing import publish_status_list, unpublished_status_lists
from badges.stacking import stack

logger = logging.getLogger(__name__)

# What a worker may be busy with right now is left to it for so long.
PATIENCE = timedelta(seconds=30)


def sweep(patience: timedelta = PATIENCE, limit: int = 500) -> int:
    """Do what was left undone; returns how many follow-ups it tried.

    One that fails is logged and does not hold up the others; the next sweep meets it again.
    """
    settled = Award.objects.filter(awarded_at__lt=timezone.now() - patience)
    unsigned = _keys(settled.without_credential(), "pk", limit)
    unannounced = _keys(settled.without_notice(), "pk", limit)
    unbelievable = _keys(settled.with_compromised_key(), "pk", limit)
    done = timezone.now() - patience
    unstacked = {
        *_keys(settled.not_stacked(), "recipient_id", limit),
        *_keys(
            Fulfilment.objects.standing().filter(stacked_at=None, fulfilled_at__lt=done),
            "learner_id",
            limit,
        ),
    }
    tried = 0
    for award_id in dict.fromkeys([*unsigned, *unannounced, *unbelievable]):
        tried += _try(issue_credential, award_id)
    for learner_id in sorted(unstacked):
        tried += _try(stack, learner_id)
    for status_list_id in unpublished_status_lists():
        tried += _try(publish_status_list, status_list_id)
    return tried


def _keys(rows: QuerySet, field: str, limit: int) -> list:
    return list(rows.order_by("pk").values_list(field, flat=True)[:limit])


def _try(follow_up: Callable[..., object], key: object) -> int:
    try:
        follow_up(key)
    except Exception:
        logger.exception("%s(%s) failed and waits for the next sweep", follow_up.__name__, key)
    return 1
