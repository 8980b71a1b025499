"""Real PostgreSQL, real Redis, real Celery workers that can be killed.

These run in a pytest of their own, with DATABASE_URL and CELERY_BROKER_URL set
(`make test` does it where both services answer).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    on_services = settings.DATABASES["default"]["ENGINE"].endswith("postgresql") and bool(
        settings.CELERY_BROKER_URL
    )
    reason = "needs PostgreSQL and Redis: set DATABASE_URL and CELERY_BROKER_URL"
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.services)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if not on_services:
                item.add_marker(pytest.mark.skip(reason=reason))


class Worker:
    """A Celery worker in a process group of its own, on the test database."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.log = log
        self._process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency=1",
             "--loglevel=INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log.open("a"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip

    def wait_for(self, words: str) -> None:
        until(lambda: words in self.log.read_text(), f"the worker's log to say {words!r}")

    def kill(self) -> None:
        """`kill -9`, the worker and its children: nobody gets to tidy up."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process.poll() is None:
            self.kill()


def until(condition: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait for `condition` to be true and return it; fail, naming `what`, if it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    return pytest.fail(f"waited {seconds:.0f} s in vain for {what}")


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    """The folder into which workers write mail, one file a message."""
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def worker(tmp_path: Path, mailbox: Path, empty_broker: None) -> Iterator[Callable[[], Worker]]:
    """`worker()` starts one and waits until it is ready; all are gone after the test."""
    started: list[Worker] = []
    database = connection.settings_dict
    url = (
        f"postgres://{database['USER']}:{database['PASSWORD']}"
        f"@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": url,
        "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
        "CAIRN_TEST_MAIL": str(mailbox),
    }

    def start() -> Worker:
        new = Worker(environment, tmp_path / f"worker-{len(started)}.log")
        started.append(new)
        new.wait_for("ready.")
        return new

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def empty_broker() -> Iterator[None]:
    """A broker without messages of an earlier test."""
    from config.celery import app

    app.control.purge()
    yield
    app.control.purge()
