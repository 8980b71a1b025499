from django.urls import path

from home import views

urlpatterns = [
    path("badges/", views.badges, name="catalogue"),
    path("badges/<slug:slug>/", views.badge, name="badge"),
]
