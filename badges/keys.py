"""The issuers' signing keys: made, encrypted at rest, rotated."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils import timezone

from badges.credentials import multikey
from badges.models import Issuer, IssuerKey, StatusList


def _vault() -> MultiFernet:
    """The first secret of ISSUER_KEY_SECRETS encrypts; every one of them decrypts."""
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
            for secret in settings.ISSUER_KEY_SECRETS
        ]
    )


def signing_key(issuer: Issuer) -> IssuerKey:
    """The key that signs for `issuer` now; its first use makes it."""
    key = IssuerKey.objects.filter(issuer=issuer).signing().first()
    if key is not None:
        return key
    try:
        with transaction.atomic():
            return _new_key(issuer)
    except IntegrityError:  # somebody else made it in the same moment
        return IssuerKey.objects.filter(issuer=issuer).signing().get()


def rotate(issuer: Issuer, *, compromised: bool = False) -> IssuerKey:
    """A new signing key for `issuer`. The old one stays listed: as retired, so what it
    signed still verifies, or as compromised, so nothing that it signed does. What has to be
    signed anew (status lists, and credentials of a compromised key) is found by the sweep."""
    now = timezone.now()
    with transaction.atomic():
        Issuer.objects.select_for_update().get(pk=issuer.pk)
        old = {"retired_at": now, **({"compromised_at": now} if compromised else {})}
        IssuerKey.objects.filter(issuer=issuer).signing().update(**old)
        StatusList.objects.filter(issuer=issuer).update(signed_at=None)
        return _new_key(issuer)


def private_key(key: IssuerKey) -> Ed25519PrivateKey:
    """Raises ImproperlyConfigured if none of ISSUER_KEY_SECRETS opens it."""
    try:
        raw = _vault().decrypt(bytes(key.encrypted_private_key))
    except InvalidToken as error:
        raise ImproperlyConfigured(
            f"No secret in ISSUER_KEY_SECRET opens the private key of {key}. "
            "Add the secret it was encrypted with."
        ) from error
    return Ed25519PrivateKey.from_private_bytes(raw)


def _new_key(issuer: Issuer) -> IssuerKey:
    private = multikey.generate_private_key()
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return IssuerKey.objects.create(
        issuer=issuer,
        public_key_multibase=multikey.public_key_multibase(private.public_key()),
        encrypted_private_key=_vault().encrypt(raw),
    )
