"""A machine with Python only: SQLite, no broker, mail to the console's folder."""

import os
import secrets
from pathlib import Path

from .base import *  # noqa: F403
from .base import ROOT
from .databases import database

DEBUG = os.environ.get("DEBUG", "1") == "1"
ALLOWED_HOSTS = ["*"]
# What this machine keeps for itself: database, secrets, mail.
VAR = Path(os.environ.get("CAIRN_VAR") or ROOT / "var")
VAR.mkdir(exist_ok=True)


def _kept_secret(name: str) -> str:
    """A secret made at the first start and kept in `var/`, which git ignores."""
    path = VAR / name
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


SECRET_KEY = os.environ.get("SECRET_KEY") or _kept_secret("secret_key")
ISSUER_KEY_SECRETS = [os.environ.get("ISSUER_KEY_SECRET") or _kept_secret("issuer_key_secret")]

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'cairn.sqlite3'}")
}

PORT = os.environ.get("PORT", "8000")
BASE_URL = os.environ.get("BASE_URL", f"http://localhost:{PORT}")
WAGTAILADMIN_BASE_URL = BASE_URL

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")

MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost; browsers allow passkeys there

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
MEDIA_ROOT = VAR / "media"
PRIVATE_ROOT = VAR / "private"

# Static files come straight from their folders, no collectstatic needed.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
