from django.urls import path

from assessments import sign_off_views, task_views

urlpatterns = [
    path("assessment/tasks/<slug:slug>/", task_views.task, name="task"),
    path("assessment/submissions/<uuid:submission_id>/", task_views.submission, name="submission"),
    path(
        "assessment/submissions/<uuid:submission_id>/hand-in/",
        task_views.hand_in,
        name="submission_hand_in",
    ),
    path(
        "assessment/submissions/<uuid:submission_id>/supervisor/",
        task_views.supervisor,
        name="submission_supervisor",
    ),
    path(
        "assessment/submissions/<uuid:submission_id>/files/<uuid:item_id>/",
        task_views.file,
        name="submission_file",
    ),
    path("sign-off/<str:token>/", sign_off_views.sign_off, name="sign_off"),
    path("sign-off/<str:token>/files/<uuid:item_id>/", sign_off_views.file, name="sign_off_file"),
]
