"""How people sign in: passwords, passkeys, codes of an app, and their institution's sign-in."""

import os
from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/dashboard/"
LOGOUT_REDIRECT_URL = "account_signed_out"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "signup": "accounts.entrance_forms.JoinForm",
    "login": "accounts.entrance_forms.SignInForm",
    "add_email": "accounts.entrance_forms.AddressForm",
    "reset_password": "accounts.entrance_forms.ForgottenForm",
    "change_password": "accounts.entrance_forms.ChangeForm",
    "set_password": "accounts.entrance_forms.SetForm",
    "reset_password_from_key": "accounts.entrance_forms.ResetForm",
}
# A learner who has just joined goes on to the course at once; the address is
# confirmed from the mail when they get to it.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60

MFA_ADAPTER = "accounts.adapters.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "accounts.forms.PasskeyForm"}
MFA_TOTP_ISSUER = "Cairn"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off

# Asking for an account to be deleted can be taken back for so long.
DELETION_GRACE = timedelta(days=14)

APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]

_OIDC = (
    "OIDC_PROVIDER_ID",
    "OIDC_PROVIDER_NAME",
    "OIDC_SERVER_URL",
    "OIDC_CLIENT_ID",
    "OIDC_SECRET",
)


def institutions() -> list[dict[str, Any]]:
    """The institution whose OpenID Connect sign-in is configured, or nobody's.

    Raises ImproperlyConfigured when some of the variables are set and some are not.
    """
    given = {name: os.environ.get(name, "").strip() for name in _OIDC}
    if not any(given.values()):
        return []
    if missing := [name for name, value in given.items() if not value]:
        raise ImproperlyConfigured(
            f"Signing in with an institution needs {', '.join(_OIDC)}: "
            f"set {', '.join(missing)} as well, or none of them."
        )
    return [
        {
            "provider_id": given["OIDC_PROVIDER_ID"],
            "name": given["OIDC_PROVIDER_NAME"],
            "client_id": given["OIDC_CLIENT_ID"],
            "secret": given["OIDC_SECRET"],
            "settings": {"server_url": given["OIDC_SERVER_URL"]},
        }
    ]


INSTITUTIONS = institutions()
if INSTITUTIONS:  # else nothing of it is loaded, and it has no tables
    APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]

SOCIALACCOUNT_ADAPTER = "accounts.institution.InstitutionAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": INSTITUTIONS, "OAUTH_PKCE_ENABLED": True}}
# Whoever has an account already is let in by an address that both sides have verified.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
