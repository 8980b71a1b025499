from django.urls import path

from home import discovery_views, search_views, views

urlpatterns = [
    path("badges/", views.badges, name="catalogue"),
    path("search/", search_views.search, name="search"),
    path("sitemap.xml", discovery_views.sitemap, name="sitemap"),
    path("robots.txt", discovery_views.robots, name="robots"),
    path("badges/<slug:slug>/", views.badge, name="badge"),
]
