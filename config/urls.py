from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("notices/", include("accounts.notice_urls")),
    path("", include("home.urls")),
    path("", include("learning.urls")),
    path("", include("assessments.urls")),
    path("", include("badges.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    # Last: every other path is a page's.
    path("", include(wagtail_urls)),
]
