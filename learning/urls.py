from django.urls import path

from learning.views import (
    assessments,
    dates,
    evidence,
    goals,
    lessons,
    own,
    pages,
    pathways,
    readiness,
)

urlpatterns = [
    path("courses/<slug:course>/", pages.course, name="course"),
    # Before modules: none of them may take these addresses (learning.pages).
    path("courses/<slug:course>/assessment/", assessments.intro, name="assessment_intro"),
    path("courses/<slug:course>/ready/", readiness.overview, name="course_readiness"),
    path("courses/<slug:course>/ready/<slug:module>/", readiness.module, name="module_readiness"),
    path("courses/<slug:course>/<slug:module>/", pages.module, name="module"),
    path("courses/<slug:course>/<slug:module>/<slug:lesson>/", pages.lesson, name="lesson"),
    path("learning/lessons/<int:lesson_id>/complete/", lessons.complete, name="lesson_complete"),
    path(
        "learning/lessons/<int:lesson_id>/checks/<uuid:block_id>/",
        lessons.check,
        name="lesson_check",
    ),
    path(
        "learning/lessons/<int:lesson_id>/scenarios/<uuid:block_id>/",
        lessons.scenario,
        name="lesson_scenario",
    ),
    path(
        "learning/lessons/<int:lesson_id>/reflections/<uuid:block_id>/",
        lessons.reflection,
        name="lesson_reflection",
    ),
    path("pathways/", pathways.pathways, name="pathways"),
    path("pathways/<slug:slug>/", pathways.pathway, name="pathway"),
    path("dashboard/", own.dashboard, name="dashboard"),
    path("journal/", own.journal, name="journal"),
    path("journal/journal.txt", own.journal_file, name="journal_file"),
    path("journal/<str:kind>/<int:pk>/", own.journal_entry, name="journal_entry"),
    path(
        "assessment/attempts/<uuid:attempt_id>/result/", assessments.result, name="attempt_result"
    ),
    path(
        "assessment/submissions/<uuid:submission_id>/from-journal/",
        evidence.from_journal,
        name="evidence_from_journal",
    ),
    path(
        "assessment/submissions/<uuid:submission_id>/from-scenarios/",
        evidence.from_scenarios,
        name="evidence_from_scenarios",
    ),
    path("learning/lessons/<int:lesson_id>/note/", lessons.note, name="lesson_note"),
    path("learning/lessons/<int:lesson_id>/bookmark/", lessons.bookmark, name="lesson_bookmark"),
    path("learning/lessons/<int:lesson_id>/place/", lessons.place, name="lesson_place"),
    path("dashboard/goal/", goals.goal, name="weekly_goal"),
    path("dates/", dates.dates, name="own_dates"),
    path("dates/calendar.ics", dates.calendar, name="own_dates_file"),
    path("dates/feed/", dates.feed, name="own_dates_feed"),
    path("dates/feed/<str:token>.ics", dates.subscribed, name="subscribed_dates"),
    path("dates/<uuid:key>/", dates.date, name="own_date"),
    path("dates/<uuid:key>/date.ics", dates.date_file, name="own_date_file"),
]
