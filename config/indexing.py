"""Keeping the search and reference indexes, once for each object that a transaction saved.

Wagtail asks for both at every save, and publishing a page saves it three times. Here they are
brought up to date after the commit, once for each object, with the objects of a kind together.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task
from django_tasks.utils import get_random_id

logger = logging.getLogger(__name__)

# By name, since making a task looks for its backend, which is here.
SEARCH_INDEX_TASK = "modelsearch.tasks.insert_or_update_object_task"
_TOGETHER = 100


class AfterCommit(ImmediateBackend):
    """Runs a task when the transaction that asked for it is over, once however often it asked.

    At once where there is no transaction, and not at all if it is rolled back. A task that fails
    is logged, and holds up neither the others nor who saved: the facts are safe by then.
    """

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        connection = transaction.get_connection()
        if not connection.in_atomic_block:
            return super().enqueue(task, args, kwargs)
        self.validate_task(task)
        # A savepoint that is rolled back takes its own part of the list with it.
        lists = (scheduled[1] for scheduled in reversed(connection.run_on_commit))
        waiting = next((each for each in lists if isinstance(each, _Waiting)), None)
        if waiting is None:
            waiting = _Waiting(self)
            transaction.on_commit(waiting)
        return waiting.add(task, list(args), dict(kwargs))

    def run(self, result: TaskResult) -> None:
        self._execute_task(result)


class _Waiting:
    """What a transaction has asked for so far."""

    def __init__(self, backend: AfterCommit) -> None:
        self._backend = backend
        self._results: dict[str, TaskResult] = {}

    def add(self, task: Task, args: list[Any], kwargs: dict[str, Any]) -> TaskResult:
        key = json.dumps([task.module_path, args, kwargs], sort_keys=True)
        if key not in self._results:
            self._results[key] = TaskResult(
                task=task,
                id=get_random_id(),
                status=TaskResultStatus.READY,
                enqueued_at=None,
                started_at=None,
                last_attempted_at=None,
                finished_at=None,
                args=args,
                kwargs=kwargs,
                backend=self._backend.alias,
                errors=[],
                worker_ids=[],
            )
        return self._results[key]

    def __call__(self) -> None:
        to_search: dict[tuple[str, str], list[str]] = {}
        # One transaction instead of one for each object; each task is atomic in itself.
        with transaction.atomic():
            for result in self._results.values():
                if result.task.module_path == SEARCH_INDEX_TASK:
                    app_label, model_name, pk = result.args
                    to_search.setdefault((app_label, model_name), []).append(pk)
                else:
                    self._backend.run(result)
        for (app_label, model_name), pks in to_search.items():
            _make_searchable(apps.get_model(app_label, model_name), pks)


def _make_searchable(model: type[Model], pks: list[str]) -> None:
    """Put these objects into the search index as they are now; those that are gone are left."""
    from modelsearch.backends import get_search_backends_with_name

    for start in range(0, len(pks), _TOGETHER):
        some = pks[start : start + _TOGETHER]
        try:
            with transaction.atomic():
                for kind, objects in _by_kind(model._default_manager.filter(pk__in=some)):
                    for _name, backend in get_search_backends_with_name(with_auto_update=True):
                        backend.add_bulk(kind, objects)
        except Exception:
            logger.exception("%s %s could not be indexed", model._meta.label, some)


def _by_kind(found: Iterable[Any]) -> Iterator[tuple[Any, list[Model]]]:
    """Those of them that are to be found by searching, by their most specific class."""
    kinds: dict[Any, list[Any]] = {}
    for each in found:
        if (indexed := each.get_indexed_instance()) is not None:
            kinds.setdefault(type(indexed), []).append(indexed.pk)
    for kind, pks in kinds.items():
        yield kind, list(kind.get_indexed_objects().filter(pk__in=pks))
