"""What makes remembered outlines and pathway rules out of date."""

from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from assessments.models import Assessment, AssessmentSection, PerformanceTask
from badges.models import Badge, Behaviour, Competency, Pathway, PathwayLevel, Requirement
from learning.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from learning.remembered import forget

_SOURCES = (
    Page,
    CourseIndexPage,
    CoursePage,
    ModulePage,
    LessonPage,
    Badge,
    Competency,
    Behaviour,
    Pathway,
    PathwayLevel,
    Requirement,
    Assessment,
    AssessmentSection,
    PerformanceTask,
)


def forget_now_and_after_commit(**_kwargs: Any) -> None:
    """At once for this transaction's own reading; after it for whoever read the old state."""
    forget()
    transaction.on_commit(forget)


def connect() -> None:
    for source in _SOURCES:
        for signal in (post_save, post_delete):
            signal.connect(
                forget_now_and_after_commit,
                sender=source,
                dispatch_uid=f"forget-outlines-{source.__name__}",
            )
    m2m_changed.connect(
        forget_now_and_after_commit,
        sender=Requirement.badges.through,
        dispatch_uid="forget-outlines-requirement-badges",
    )
    post_page_move.connect(forget_now_and_after_commit, dispatch_uid="forget-outlines-move")
    page_slug_changed.connect(forget_now_and_after_commit, dispatch_uid="forget-outlines-slug")
