"""Fast and alone: in-memory SQLite unless DATABASE_URL says otherwise, tasks run inline."""

import os

from .base import *  # noqa: F403
from .base import ROOT
from .databases import database

DEBUG = False
SECRET_KEY = "only-for-tests"
ISSUER_KEY_SECRETS = ["only-for-tests"]
ALLOWED_HOSTS = ["*"]
BASE_URL = "https://cairn.example"
WAGTAILADMIN_BASE_URL = BASE_URL

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or "sqlite://:memory:")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if _mailbox := os.environ.get("CAIRN_TEST_MAIL"):  # a worker of a test: its mail must be seen
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = _mailbox
if _port := os.environ.get("CAIRN_TEST_SMTP_PORT"):  # one that is to be killed while it sends
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(_port)
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "")
CELERY_TASK_ALWAYS_EAGER = not CELERY_BROKER_URL
ACCOUNT_RATE_LIMITS = False
MEDIA_ROOT = ROOT / "var" / "test-media"
PRIVATE_ROOT = ROOT / "var" / "test-private"
# The indexes of searching take a quarter of the time of all tests, and few look at them.
TASKS = {"default": {"BACKEND": "tests.search_index.OnlyIfAsked"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
