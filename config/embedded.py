"""Running tasks in the serving process, for a site without a broker.

One daemon thread a process, started when it is first needed (never at import:
a process that forks afterwards would lose it). It runs what is submitted, and
between tasks the periodic ones of the beat schedule, the sweep among them.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import close_old_connections

logger = logging.getLogger(__name__)


class EmbeddedWorker:
    """Runs submitted Celery tasks one after the other in a thread of this process.

    `schedule()` says what else to run and how often (as Celery's beat schedule: entries
    with `task` and `schedule`, in seconds), `task_named` finds a task of it.
    """

    def __init__(
        self,
        schedule: Callable[[], Mapping[str, Mapping[str, Any]]],
        task_named: Callable[[str], Any],
    ) -> None:
        self._schedule = schedule
        self._task_named = task_named
        self._lock = threading.Lock()
        self._queue: queue.SimpleQueue[tuple[Any, tuple[Any, ...], dict[str, Any]]]
        self._queue = queue.SimpleQueue()
        self._process_id: int | None = None

    def start(self) -> None:
        """Start the thread unless this process already has one."""
        with self._lock:
            if self._process_id == os.getpid():
                return
            self._process_id = os.getpid()
            self._queue = queue.SimpleQueue()
            threading.Thread(target=self._work, name="embedded-worker", daemon=True).start()

    def submit(self, task: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Queue a Celery task; returns at once."""
        self.start()
        self._queue.put((task, args, kwargs))

    def _work(self) -> None:
        due = dict.fromkeys(self._schedule(), time.monotonic())
        while True:
            wait = max(0.0, min(due.values(), default=time.monotonic() + 60) - time.monotonic())
            try:
                task, args, kwargs = self._queue.get(timeout=wait)
            except queue.Empty:
                self._run_what_is_due(due)
            else:
                self._run(task.name, partial(_itself, task), args, kwargs)

    def _run_what_is_due(self, due: dict[str, float]) -> None:
        for entry, at in list(due.items()):
            if at <= time.monotonic():
                wanted = self._schedule()[entry]
                name = str(wanted["task"])
                self._run(name, partial(self._task_named, name), (), {})
                due[entry] = time.monotonic() + float(wanted["schedule"])

    @staticmethod
    def _run(
        name: str, find: Callable[[], Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        close_old_connections()
        try:
            find().apply(args, kwargs, throw=True)
        except Exception:
            # The row still says that its follow-up is missing: the sweep tries again.
            logger.exception("%s%r failed and waits for the next sweep", name, args)
        finally:
            close_old_connections()


def _itself(task: Any) -> Any:
    return task
