"""The documents that an issuer publishes for verifiers: DID document, profiles, status lists."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from badges import addresses, keys, snapshots
from badges.credentials import data_integrity, multikey, ob2, status_list
from badges.models import Award, Badge, Issuer, StatusList
from badges.models.award import STATUS_LIST_LENGTH

Document = dict[str, Any]

# A signed list says until when it may be believed, so that nobody can show an old one for
# ever; it is signed anew long before that.
STATUS_LIST_LIFETIME = timedelta(days=7)
STATUS_LIST_RENEWAL = timedelta(days=1)
# For whoever looks at it with a clock that is behind ours, or asked just before it was signed.
STATUS_LIST_LEEWAY = timedelta(minutes=5)


def did_document(issuer: Issuer) -> Document:
    """Every key of the issuer, with those that are no longer trusted marked as such."""
    keys.signing_key(issuer)
    return multikey.did_document(
        issuer.did,
        [
            multikey.PublishedKey(
                multibase=key.public_key_multibase, compromised_at=key.compromised_at
            )
            for key in issuer.keys.order_by("created_at")
        ],
    )


def issuer_profile(issuer: Issuer) -> Document:
    return ob2.issuer_profile(snapshots.issuer_facts(issuer))


def badge_class(badge: Badge) -> Document:
    """The badge as it is now, in Open Badges 2.0 form."""
    return ob2.badge_class(
        snapshots.achievement_facts(snapshots.achievement_of(badge)),
        snapshots.issuer_facts(badge.issuer),
    )


def assertion(award: Award) -> Document:
    """The hosted assertion of an award that has its credential; short once it is revoked."""
    if award.is_revoked:
        return ob2.revoked_assertion(
            addresses.absolute(addresses.assertion_path(award.pk)), award.revocation_reason
        )
    return ob2.assertion(snapshots.award_facts(award, issued_at=award.credential.issued_at))


def publish_status_list(status_list_id: int) -> Document:
    """The signed list as it is now; it is signed here unless that has been done.

    The row is locked from reading the bits to recording the list. A revocation writes to
    the same row (`signed_at` becomes None), so it is either in the list or asks for a new
    one. No clock decides that.
    """
    row = StatusList.objects.get(pk=status_list_id)
    if row.document is not None and _is_current(row, timezone.now()):
        return row.document
    with transaction.atomic():
        row = (
            StatusList.objects.select_for_update(of=("self",), no_key=True)
            .select_related("issuer")
            .get(pk=status_list_id)
        )
        signed_at = timezone.now()
        if row.document is not None and _is_current(row, signed_at):
            return row.document
        revoked = Award.objects.filter(status_list=row).exclude(revoked_at=None)
        key = keys.signing_key(row.issuer)
        row.document = data_integrity.sign(
            status_list.status_list_credential(
                row.url,
                row.issuer.did,
                revoked.values_list("status_index", flat=True),
                valid_from=signed_at - STATUS_LIST_LEEWAY,
                valid_until=signed_at + STATUS_LIST_LIFETIME,
                length=STATUS_LIST_LENGTH,
            ),
            keys.private_key(key),
            verification_method=key.verification_method,
            created=signed_at,
        )
        row.signed_at = signed_at
        row.save(update_fields=["document", "signed_at"])
    return row.document


def unpublished_status_lists() -> list[int]:
    stale = Q(signed_at=None) | Q(signed_at__lt=timezone.now() - STATUS_LIST_RENEWAL)
    return list(StatusList.objects.filter(stale).values_list("pk", flat=True))


def _is_current(row: StatusList, now: datetime) -> bool:
    return row.signed_at is not None and row.signed_at >= now - STATUS_LIST_RENEWAL
