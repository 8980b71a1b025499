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
from typing import Any

from django.db import close_old_connections

logger = logging.getLogger(__name__)


class EmbeddedWorker:
    """Runs submitted Celery tasks one after the other in a thread of this process."""

    def __init__(self, periodic: Callable[[], Mapping[str, Any]]) -> None:
        self._periodic = periodic
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
        due = dict.fromkeys(self._periodic(), 0.0)
        while True:
            now = time.monotonic()
            for name, at in due.items():
                if at <= now:
                    self._run_periodic(self._periodic()[name])
                    due[name] = time.monotonic() + self._periodic()[name]["schedule"]
            wait = max(0.0, min(due.values(), default=now + 60) - time.monotonic())
            try:
                task, args, kwargs = self._queue.get(timeout=wait)
            except queue.Empty:
                continue
            self._run(task, args, kwargs)

    def _run_periodic(self, entry: Mapping[str, Any]) -> None:
        from celery import current_app

        self._run(current_app.tasks[entry["task"]], tuple(entry.get("args", ())), {})

    @staticmethod
    def _run(task: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        close_old_connections()
        try:
            task.apply(args, kwargs, throw=True)
        except Exception:
            # The row still says that its follow-up is missing: the sweep tries again.
            logger.exception("%s%r failed and waits for the next sweep", task.name, args)
        finally:
            close_old_connections()
