from django.urls import path

from accounts import notice_views

urlpatterns = [
    path("", notice_views.notices, name="notices"),
    path("read/", notice_views.mark_all, name="notices_read"),
    path("preferences/", notice_views.preferences, name="notice_preferences"),
    path("unsubscribe/<str:token>/", notice_views.unsubscribe, name="unsubscribe"),
    path("<int:notice_id>/", notice_views.follow, name="notice"),
    path("<int:notice_id>/mark/", notice_views.mark, name="notice_mark"),
]
