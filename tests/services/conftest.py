"""Real PostgreSQL, real Redis, real Celery workers and web servers that can be killed.

These run in a pytest of their own, with DATABASE_URL and CELERY_BROKER_URL set
(`make test` does it where both services answer).
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
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
            if item.get_closest_marker("django_db") is None:
                item.add_marker(pytest.mark.django_db(transaction=True))
            if not on_services:
                item.add_marker(pytest.mark.skip(reason=reason))


class Process:
    """A program in a process group of its own, on the test database."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log.open("a"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_for(self, words: str) -> None:
        until(lambda: words in self.log.read_text(), f"the log to say {words!r}")

    def kill(self) -> None:
        """`kill -9`, the process and its children: nobody gets to tidy up."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process.poll() is None:
            self.kill()


class Worker(Process):
    """A Celery worker."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        command = ["celery", "-A", "config", "worker", "--concurrency=1", "--loglevel=INFO",
                   "--without-gossip", "--without-mingle", "--without-heartbeat"]  # fmt: skip
        super().__init__(command, environment, log)


class Server(Process):
    """The site as it is served in production: gunicorn with two sync workers."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        command = ["gunicorn", "config.wsgi", "--workers=2", f"--bind={self.address}"]
        super().__init__(command, environment, log)

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://{self.address}/account/login/", timeout=5).close()
        except OSError:
            return False
        return True


def until(condition: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait for `condition` to be true and return it; fail, naming `what`, if it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    return pytest.fail(f"waited {seconds:.0f} s in vain for {what}")


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    """The folder into which workers write mail, one file a message."""
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(mailbox: Path, empty_broker: None) -> dict[str, str]:
    """What a process has to know to work on the test database."""
    database = connection.settings_dict
    url = (
        f"postgres://{database['USER']}:{database['PASSWORD']}"
        f"@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    )
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": url,
        "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
        "CAIRN_TEST_MAIL": str(mailbox),
    }


@pytest.fixture
def worker(tmp_path: Path, environment: dict[str, str]) -> Iterator[Callable[[], Worker]]:
    """`worker()` starts one and waits until it is ready; all are gone after the test."""
    started: list[Worker] = []

    def start() -> Worker:
        new = Worker(environment, tmp_path / f"worker-{len(started)}.log")
        started.append(new)
        new.wait_for("ready.")
        return new

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def serve(tmp_path: Path, environment: dict[str, str]) -> Iterator[Callable[[], Server]]:
    """`serve()` starts a server and waits until it answers; all are gone after the test."""
    started: list[Server] = []

    def start() -> Server:
        new = Server(environment, tmp_path / f"server-{len(started)}.log")
        started.append(new)
        until(new.answers, "the server to answer")
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
