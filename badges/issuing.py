"""What follows an award: its signed credential, its drawing, the mail about it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.notice_kinds import BADGE, CREDENTIAL, LEVEL
from accounts.notices import write_notice
from badges import addresses, keys, snapshots
from badges.credentials import data_integrity, ob3
from badges.credentials.texts import hashed_email
from badges.drawing import kept_artwork
from badges.models import Award, Badge, Credential, IssuerKey


def issue_credential(award_id: UUID | str) -> Credential | None:
    """Sign the credential of an award; the one it has, if it has one. None if it is revoked.

    One whose key was compromised is signed anew: the same credential, as its id is the
    same and its `validFrom` is later (Open Badges 3.0, section 6.2). Drawing and signing
    come before the transaction, so the database is not held meanwhile. Two workers may
    both get so far; the constraint lets one of them record it.
    """
    award = (
        Award.objects.select_related("badge__issuer", "status_list", "recipient", "credential__key")
        .filter(pk=award_id)
        .first()
    )
    if award is None or award.is_revoked:
        return None
    issued_at = timezone.now().replace(microsecond=0)
    if hasattr(award, "credential"):
        if award.credential.key.compromised_at is not None:
            _sign_anew(award, issued_at)
        announce(award)
        return award.credential
    artwork = kept_artwork(award.achievement)
    key, document = _signed(award, issued_at)
    try:
        with transaction.atomic():
            credential = Credential.objects.create(
                award=award, key=key, artwork=artwork, document=document, issued_at=issued_at
            )
            announce(award)
    except IntegrityError:
        return Credential.objects.get(award=award)
    return credential


def make_anonymous(award_id: UUID) -> None:
    """Take the name and the address out of an award whose recipient's account is deleted.

    What is served from now on is signed anew without the name: the same credential, valid as
    before, and still to be matched with the address by whoever knows it. Copies that its
    recipient has kept stay valid too: the key and the place in the status list are the same.
    """
    award = Award.objects.select_related(
        "badge__issuer", "status_list", "recipient", "credential__key"
    ).get(pk=award_id)
    if award.is_anonymous:
        return
    identity = hashed_email(award.recipient_email, award.salt)
    award.recipient_name, award.recipient_email, award.recipient_hash = "", "", identity
    issued_at = timezone.now().replace(microsecond=0)
    signed = _signed(award, issued_at) if hasattr(award, "credential") else None
    with transaction.atomic():
        award.save(update_fields=["recipient_name", "recipient_email", "recipient_hash"])
        if signed is not None:
            key, document = signed
            Credential.objects.filter(award=award).update(
                key=key, document=document, issued_at=issued_at
            )


def _signed(award: Award, issued_at: datetime) -> tuple[IssuerKey, dict[str, Any]]:
    key = keys.signing_key(award.badge.issuer)
    document = data_integrity.sign(
        ob3.open_badge_credential(snapshots.award_facts(award, issued_at=issued_at)),
        keys.private_key(key),
        verification_method=key.verification_method,
        created=issued_at,
    )
    return key, document


def _sign_anew(award: Award, issued_at: datetime) -> None:
    key, document = _signed(award, issued_at)
    with transaction.atomic():
        signed = Credential.objects.filter(award=award, key=award.credential.key).update(
            key=key, document=document, issued_at=issued_at
        )
        # Whoever was never told of the badge has no copy that fails.
        told_before = award.notice_id is not None and award.recipient.deleted_at is None
        if signed and told_before:
            _tell_of_new_signature(award, key)
    award.credential.refresh_from_db()


def _tell_of_new_signature(award: Award, key: IssuerKey) -> None:
    write_notice(
        key=f"award:{award.pk}:signed-anew:{key.pk}",
        recipient=award.recipient,
        kind=CREDENTIAL,
        url=award.get_absolute_url(),
        template="badges/emails/signed_anew",
        context={
            "award": award,
            "award_url": addresses.absolute(award.get_absolute_url()),
        },
    )


def announce(award: Award) -> None:
    """Write the mail that tells the learner of an award that can be shown now. Once, and never
    to somebody who is gone."""
    if award.notice_id is not None or award.recipient.deleted_at is not None:
        return
    with transaction.atomic():
        notice = write_notice(
            key=f"award:{award.pk}",
            recipient=award.recipient,
            kind=BADGE if award.badge.kind == Badge.Kind.BADGE else LEVEL,
            url=award.get_absolute_url(),
            template="badges/emails/awarded",
            context={
                "award": award,
                "award_url": addresses.absolute(award.get_absolute_url()),
                "dashboard_url": addresses.absolute("/dashboard/"),
            },
        )
        Award.objects.filter(pk=award.pk).update(notice=notice)
        award.notice = notice
