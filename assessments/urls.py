from django.urls import include, path

from assessments import views

urlpatterns = [
    path("", include("assessments.task_urls")),
    path("assessment/attempts/<uuid:attempt_id>/", views.attempt, name="attempt"),
    path(
        "assessment/attempts/<uuid:attempt_id>/<int:position>/",
        views.question,
        name="attempt_question",
    ),
    path("assessment/attempts/<uuid:attempt_id>/review/", views.review, name="attempt_review"),
    path("assessment/attempts/<uuid:attempt_id>/submit/", views.submit, name="attempt_submit"),
]
