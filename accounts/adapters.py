"""Where allauth asks what this site does differently."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notice_kinds import ACCOUNT
from accounts.notices import frame, spaced


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever has asked for their account to be deleted is told so first."""
        if isinstance(request.user, User) and request.user.deletion_due_at is not None:
            return reverse("account_delete")
        return super().get_login_redirect_url(request)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """In the words in which the pages themselves speak of them."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use your app or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey or key"),
        }
        return [
            {**method, "description": words.get(method["id"], method["description"])}
            for method in super().get_reauthentication_methods(user)
        ]

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """In the frame of all mails of the site, which has to know where the site is."""
        framed = {**frame(None, ACCOUNT), **context, "template": template_prefix}
        mail = super().render_mail(template_prefix, email, framed, headers)
        mail.body = spaced(str(mail.body))
        return mail


class TwoStepAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps and recovery codes encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode("ascii")).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def _get_site_name(self) -> str:
        return settings.SITE_NAME


def _cipher() -> MultiFernet:
    """Encrypts with SECRET_KEY, decrypts with what was SECRET_KEY before as well."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    hashlib.sha256(b"accounts.two-step:" + force_bytes(secret)).digest()
                )
            )
            for secret in secrets
        ]
    )
