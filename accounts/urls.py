from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("signed-out/", views.signed_out, name="account_signed_out"),
    path("name/", views.name, name="account_name"),
    path("data/", views.data, name="account_data"),
    path("data/<uuid:export_id>/", views.download, name="account_data_download"),
    path("delete/", views.delete, name="account_delete"),
    path("delete/cancel/", views.keep, name="account_keep"),
    path("second-address/not-now/", views.not_now, name="second_address_not_now"),
]
