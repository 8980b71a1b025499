"""What is the same everywhere. `dev`, `test` and `production` build on it."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import sign_in
from .sign_in import *  # noqa: F403

ROOT = Path(__file__).resolve().parent.parent.parent

SITE_NAME = "Cairn"

# Lowest floor last, as in the import contract: an app may use those below it.
OUR_APPS = [
    "home",
    "coordination",
    "learning",
    "assessments",
    "badges",
    "accounts",
]

INSTALLED_APPS = [
    *OUR_APPS,
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.CairnUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    *sign_in.APPS,
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.page_cache.visitor_page_cache",
    "csp.middleware.CSPMiddleware",
    "config.middleware.admin_content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.end_empty_session",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            # What every page is put together with: `component` and `kept`.
            "builtins": ["badges.templatetags.kept"],
        },
    },
]
# Form widgets of ours are ordinary templates too.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.PasswordBackend",
    "accounts.backends.AddressBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "America/New_York"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = ROOT / "media"
# What learners hand in: never under an address, served only by views that check who asks.
PRIVATE_ROOT = ROOT / "private"
CONTENT_ROOT = ROOT / "content"

DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a course with many blocks in the Wagtail editor
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of the same site
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # for that reason it is not DENY
SECURE_REFERRER_POLICY = "same-origin"

# Our pages, and allauth's, carry no inline script or style. The Wagtail admin
# still does, so it has a policy of its own (config.middleware).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, "https:"],
        "frame-src": [
            "https://www.youtube-nocookie.com",
            "https://www.youtube.com",
            "https://player.vimeo.com",
        ],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = "http://localhost:8000"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "md", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
# PostgreSQL keeps words as they are written: the beginning of a word can be searched for, and
# both databases find the same (home.search_index).
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}
# Wagtail's own tasks: they keep its search and reference indexes.
TASKS = {"default": {"BACKEND": "config.indexing.AfterCommit"}}

# The stem of every id in every credential. Changing it breaks what was issued.
BASE_URL = "http://localhost:8000"

# With no broker the same tasks run in this process after commit (config.embedded).
CELERY_BROKER_URL = ""
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is down must not hold up the learner who has just passed: give up
# at once, the sweep will find the row.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_connect_timeout": 0.5,
    "visibility_timeout": 600,
}
SWEEP_SECONDS = 60
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "badges.sweep", "schedule": SWEEP_SECONDS},
    "send-waiting-notices": {"task": "accounts.send_waiting_notices", "schedule": SWEEP_SECONDS},
    "submit-overdue-attempts": {"task": "assessments.submit_overdue", "schedule": SWEEP_SECONDS},
    "compute-health": {"task": "assessments.compute_health", "schedule": 60 * 60},
    "tell-of-reopened": {"task": "learning.tell_of_reopened", "schedule": 15 * 60},
    "remind": {"task": "learning.remind", "schedule": 60 * 60},
    "write-digests": {"task": "accounts.write_digests", "schedule": 15 * 60},
    "send-digests": {"task": "assessments.send_digests", "schedule": 60 * 60},
    "keep-privacy-promises": {"task": "accounts.sweep", "schedule": SWEEP_SECONDS},
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": 24 * 60 * 60},
}

# In the session, so that there is no cookie of their own. A visitor's session that was there for a
# message alone ends when it is shown (config.middleware.end_empty_session).
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

DEFAULT_FROM_EMAIL = "Cairn <badges@localhost>"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Whole pages, compressed: about 8 kB each, 64 kB at most (config.page_cache).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Two lines for every page that is indexed are of no use to whoever runs the site.
    "loggers": {"django_tasks": {"level": "WARNING"}},
}
