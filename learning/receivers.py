"""What makes remembered facts and kept pages out of date.

Every statement that writes to a table which a visitor's page may show. Statements and not the
signals of models, because `update()`, `bulk_create()` and the moving of pages send none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import CASCADE, Model

from accounts.models import User
from learning.remembered import forget

# What people do and are, what is made while a page is drawn, and what only the admin shows. A
# table that is named here empties nothing, nor does one whose rows go with a person's account;
# any other does, so a new one is safe.
UNSEEN_APPS = {
    "account",
    "accounts",
    "auth",
    "contenttypes",
    "sessions",
    "wagtailadmin",
    "wagtailembeds",
    "wagtailsearch",
    "wagtailusers",
}
UNSEEN_MODELS = {
    "assessments.Attempt",
    "assessments.AttemptQuestion",
    "assessments.AttemptSection",
    "assessments.CompetencyHealth",
    "assessments.CompetencyResult",
    "assessments.Demonstration",
    "assessments.EvidenceItem",
    "assessments.HandIn",
    "assessments.ItemHealth",
    "assessments.Rating",
    "assessments.Resolution",
    "assessments.Response",
    "assessments.Review",
    "assessments.SignOff",
    "assessments.SignOffRating",
    "assessments.Submission",
    "assessments.SubmissionEvent",
    "assessments.SupervisorInvitation",
    "assessments.TaskJudgement",
    # The page of an award is never kept (config.page_cache): a withdrawal shows at once.
    "badges.Artwork",
    "badges.Award",
    "badges.AwardCard",
    "badges.Credential",
    "badges.Fulfilment",
    "badges.LoadedItem",
    "badges.ShownAward",
    "badges.StandingReview",
    "badges.StatusList",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.PageLogEntry",
    "wagtailcore.ReferenceIndex",
    "wagtailcore.Revision",
    "wagtailimages.Rendition",
}

_WRITE = re.compile(r'(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


def connect() -> None:
    connection_created.connect(_watch, dispatch_uid="forget-what-was-remembered")


def _watch(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    if _forget_after_a_write not in connection.execute_wrappers:
        connection.execute_wrappers.append(_forget_after_a_write)


def _forget_after_a_write(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    result = execute(sql, params, many, context)
    written = None if sql.startswith("SELECT") else _WRITE.match(sql)
    if written is not None and written[1] in _seen_tables():
        _forget_now_and_after_commit(context["connection"])
    return result


def _forget_now_and_after_commit(connection: BaseDatabaseWrapper) -> None:
    """At once for this transaction's own reading; after it for whoever read the old state."""
    forget()
    if connection.in_atomic_block and all(
        scheduled[1] is not forget for scheduled in connection.run_on_commit
    ):
        transaction.on_commit(forget, using=connection.alias)


@cache
def _seen_tables() -> frozenset[str]:
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models if not _is_unseen(model))


def _is_unseen(model: type[Model]) -> bool:
    # The table between two models is seen as the one that declares it is.
    declared_by: Any = model._meta.auto_created
    meta = (declared_by or model)._meta
    if meta.app_label in UNSEEN_APPS or meta.label in UNSEEN_MODELS:
        return True
    return any(_goes_with_a_person(field) for field in meta.concrete_fields)


def _goes_with_a_person(field: Any) -> bool:
    is_theirs = field.is_relation and issubclass(field.related_model, User)
    return is_theirs and not field.null and field.remote_field.on_delete is CASCADE
