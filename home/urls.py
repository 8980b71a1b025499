from django.urls import path

from home import discovery_views, mail_views, search_views, style_views, views

urlpatterns = [
    path("badges/", views.badges, name="catalogue"),
    path("search/", search_views.search, name="search"),
    path("sitemap.xml", discovery_views.sitemap, name="sitemap"),
    path("robots.txt", discovery_views.robots, name="robots"),
    path("badges/<slug:slug>/", views.badge, name="badge"),
    path("style/", style_views.guide, name="style_guide"),
    path("style/pages/<slug:name>/", style_views.page, name="style_guide_page"),
    path("style/mails/", mail_views.mails, name="style_mails"),
    path("style/mails/<slug:name>/", mail_views.mail, name="style_mail"),
    path("style/mails/<slug:name>/html/", mail_views.mail_html, name="style_mail_html"),
]
