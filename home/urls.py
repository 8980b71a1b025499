from django.urls import path

from home import discovery_views, search_views, style_views, views

urlpatterns = [
    path("badges/", views.badges, name="catalogue"),
    path("search/", search_views.search, name="search"),
    path("sitemap.xml", discovery_views.sitemap, name="sitemap"),
    path("robots.txt", discovery_views.robots, name="robots"),
    path("badges/<slug:slug>/", views.badge, name="badge"),
    path("style/", style_views.guide, name="style_guide"),
    path("style/pages/<slug:name>/", style_views.page, name="style_guide_page"),
]
