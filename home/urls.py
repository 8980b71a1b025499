from django.urls import path

from home import style_views, views

urlpatterns = [
    path("badges/", views.badges, name="catalogue"),
    path("badges/<slug:slug>/", views.badge, name="badge"),
    path("style/", style_views.guide, name="style_guide"),
    path("style/pages/<slug:name>/", style_views.page, name="style_guide_page"),
]
