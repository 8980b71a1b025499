"""The Celery app, and how a task is scheduled with and without a broker.

A task is a hint about a row; the sweep over the rows is the guarantee. So a
broker that is down is logged and forgotten here, and never fails a request.
"""

import logging
import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from kombu.exceptions import OperationalError

from .embedded import EmbeddedWorker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

logger = logging.getLogger(__name__)


class FollowUpTask(DjangoTask):
    """A task that runs on a worker if there is a broker, else in this process."""

    abstract = True

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        if self.app.conf.task_always_eager:
            return super().apply_async(args, kwargs, **options)
        if not self.app.conf.broker_url:
            return embedded_worker.submit(self, tuple(args or ()), dict(kwargs or {}))
        try:
            return super().apply_async(args, kwargs, retry=False, **options)
        except (OperationalError, OSError) as error:
            logger.warning("%s%r waits for the next sweep: %s", self.name, args, error)
            return None


app = Celery("cairn", task_cls=FollowUpTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _task_named(name: str) -> Any:
    app.loader.import_default_modules()
    return app.tasks[name]


embedded_worker = EmbeddedWorker(schedule=lambda: app.conf.beat_schedule, task_named=_task_named)
