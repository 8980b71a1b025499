"""Everything from the environment; a missing or insecure value stops the start."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import CACHES, MEDIA_ROOT, PRIVATE_ROOT
from .databases import database

DEBUG = False


def _required(name: str, hint: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {hint}")
    return value


def _strong(name: str, value: str) -> str:
    if len(value) < 50 or len(set(value)) < 10:
        raise ImproperlyConfigured(
            f"{name} is too weak: give at least 50 random characters, for example "
            "from `python -c 'import secrets; print(secrets.token_urlsafe(48))'`."
        )
    return value


SECRET_KEY = _strong(
    "SECRET_KEY", _required("SECRET_KEY", "a long random text that signs sessions and links.")
)
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
# The first encrypts new keys; the others still decrypt old ones while you rotate.
ISSUER_KEY_SECRETS = [
    _strong("ISSUER_KEY_SECRET", part)
    for part in _required(
        "ISSUER_KEY_SECRET",
        "a long random text that encrypts the issuers' private keys in the database. "
        "Keep it apart from database backups; several may be given, separated by spaces.",
    ).split()
]

BASE_URL = _required(
    "BASE_URL", "the public https address of the site; it is part of every badge's id."
).rstrip("/")
_base = urlsplit(BASE_URL)
if _base.scheme != "https" or not _base.hostname or _base.path or _base.query:
    raise ImproperlyConfigured(
        f"BASE_URL must look like https://badges.example.edu and not like {BASE_URL!r}."
    )
WAGTAILADMIN_BASE_URL = BASE_URL
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("ALLOWED_HOSTS", _base.hostname).split(",")
    if host.strip()
]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts, not '*'.")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

DATABASES = {
    "default": database(
        _required("DATABASE_URL", "for example postgres://cairn:…@localhost:5432/cairn")
    )
}

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")

if _cache_url := os.environ.get("CACHE_URL", ""):
    for _alias in CACHES:
        CACHES[_alias] = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": _cache_url,
            "KEY_PREFIX": _alias,
        }

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _required("EMAIL_HOST", "the mail server that sends notices.")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _required("DEFAULT_FROM_EMAIL", "the address that notices come from.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or MEDIA_ROOT)
PRIVATE_ROOT = Path(os.environ.get("PRIVATE_ROOT") or PRIVATE_ROOT)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
