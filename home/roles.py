"""What each role may do. On the top floor, since it names things of every floor."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from accounts.roles import ASSESSORS, CONTENT_EDITORS, COORDINATORS, grant
from assessments.models import PerformanceTask, Question, Rubric
from home.roots import ensure_roots


def _full(app_label: str, *models: str) -> list[str]:
    return [
        f"{app_label}.{action}_{model}"
        for model in models
        for action in ("view", "add", "change", "delete")
    ]


PERMISSIONS = {
    CONTENT_EDITORS: [
        "wagtailadmin.access_admin",
        *_full(
            "assessments", "question", "questionbank", "assessment", "rubric", "performancetask"
        ),
        "assessments.publish_question",
        "assessments.publish_rubric",
        "assessments.publish_performancetask",
        *_full("badges", "competency"),
        "badges.view_badge",
        "badges.change_badge",
        "badges.view_pathway",
        "badges.change_pathway",
    ],
    ASSESSORS: [
        "wagtailadmin.access_admin",
        "assessments.view_question",
        "assessments.review_submission",
        "badges.view_competency",
        "badges.view_badge",
    ],
    COORDINATORS: [
        "wagtailadmin.access_admin",
        "learning.view_enrolment",
        "assessments.decide_submission",
        *_full("assessments", "accommodation", "conflictofinterest"),
        "badges.view_badge",
        "badges.view_pathway",
        "badges.view_award",
        "badges.revoke_award",
        "badges.view_standingreview",
        "badges.change_standingreview",
        *[f"badges.{action}_fulfilment" for action in ("view", "add", "change")],
    ],
}
PAGE_PERMISSIONS = {
    CONTENT_EDITORS: ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
}
COLLECTION_PERMISSIONS = {
    CONTENT_EDITORS: [
        *[f"wagtailimages.{action}_image" for action in ("add", "change", "choose")],
        *[f"wagtaildocs.{action}_document" for action in ("add", "change", "choose")],
    ],
}


def ensure_roles() -> dict[str, Group]:
    """The groups of all roles, each with at least what its role may do. Takes nothing away."""
    # Wagtail makes these for snippets only.
    for model in (Question, Rubric, PerformanceTask):
        Permission.objects.get_or_create(
            content_type=ContentType.objects.get_for_model(model),
            codename=f"publish_{model._meta.model_name}",
            defaults={"name": f"Can publish {model._meta.verbose_name_raw}"},
        )
    groups = {role: grant(role, permissions) for role, permissions in PERMISSIONS.items()}
    root, collection = ensure_roots()
    for role, codenames in PAGE_PERMISSIONS.items():
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=codenames
        ):
            GroupPagePermission.objects.get_or_create(
                group=groups[role], page=root, permission=permission
            )
    for role, names in COLLECTION_PERMISSIONS.items():
        for name in names:
            app_label, codename = name.split(".")
            GroupCollectionPermission.objects.get_or_create(
                group=groups[role],
                collection=collection,
                permission=Permission.objects.get(
                    content_type__app_label=app_label, codename=codename
                ),
            )
    return groups
