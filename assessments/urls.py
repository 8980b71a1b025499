from django.urls import include, path

from assessments import sharing_views, views

urlpatterns = [
    path("", include("assessments.task_urls")),
    path("shared-evidence/", sharing_views.own, name="shared_evidence"),
    path("shared-evidence/new/", sharing_views.new, name="shared_evidence_new"),
    path(
        "shared-evidence/<int:share_id>/withdraw/",
        sharing_views.withdraw,
        name="shared_evidence_withdraw",
    ),
    path("evidence/<str:token>/", sharing_views.shared, name="evidence"),
    path("evidence/<str:token>/files/<uuid:item_id>/", sharing_views.file, name="evidence_file"),
    path("assessment/attempts/<uuid:attempt_id>/", views.attempt, name="attempt"),
    path(
        "assessment/attempts/<uuid:attempt_id>/<int:position>/",
        views.question,
        name="attempt_question",
    ),
    path("assessment/attempts/<uuid:attempt_id>/review/", views.review, name="attempt_review"),
    path("assessment/attempts/<uuid:attempt_id>/submit/", views.submit, name="attempt_submit"),
]
