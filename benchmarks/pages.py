#!/usr/bin/env python
"""How many pages a second two workers serve, and what a page costs beside a bare one.

    python manage.py bench_pages
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python manage.py bench_pages

Makes a database of its own (by default an SQLite file in a temporary folder; on PostgreSQL one
beside that which is named), loads the content and the demo people, and starts three servers,
each gunicorn with two sync workers, on this machine only: the site, a bare Wagtail page that
holds the same text as the lesson, and one that answers with the same bytes each time. Asks for
every page in turns, prints, stops, takes all away.

The servers have one half of the cores and the clients the other, as far as there are two: what a
client does is then not taken from the server that it asks.

Rates depend on whatever else the machine does, so read them beside the bare page's of the same
run. The processor's time a page costs (`cpu`, measured by the kernel for the workers alone)
depends on it far less.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKERS, CLIENTS, MOST_REQUESTS = 2, 4, 12_000
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
HALF = len(CORES) // 2
TIMEOUT = struct.pack("ll", 30, 0)  # seconds and microseconds, as the kernel takes them
BARE = "a bare page"


@dataclass
class Server:
    """A gunicorn on a free port. `cpu()` is what its workers have used so far, in seconds."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if not children.exists():
            return 0.0
        spent = 0
        for worker in children.read_text().split():
            for thread in Path(f"/proc/{worker}/task").glob("*/schedstat"):
                spent += int(thread.read_text().split()[0])
        return spent / 1e9


@dataclass
class Page:
    """A page to ask for, and what was measured of it."""

    name: str
    server: Server
    path: str
    cookie: str = ""
    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    cpu: float = 0.0
    size: int = 0

    @cached_property
    def request(self) -> bytes:
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: localhost:{self.server.port}",
            "Accept: text/html",
            "Accept-Encoding: gzip",
            "Connection: close",
        ]
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.wall

    @property
    def milliseconds(self) -> float:
        return self.cpu / len(self.seconds) * 1000

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.seconds, n=100)[percent - 1] * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each page has its turn")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a turn is")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cairn-bench-")))
        database = stack.enter_context(a_database(folder))
        environment = {
            **os.environ,
            "DATABASE_URL": database,
            "CAIRN_VAR": str(folder),
            "DEBUG": "0",
            "PORT": "80",
            "PYTHONPATH": str(ROOT),
        }
        site = {**environment, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        bare = {**environment, "DJANGO_SETTINGS_MODULE": "benchmarks.bare_page.settings"}
        # Demo people are for development, which a server that is measured does not pretend.
        manage("prepare_demo", environment={**site, "DEBUG": "1"})
        manage("migrate", "--run-syncdb", "--verbosity", "0", environment=bare)
        os.environ |= bare
        found = what_to_ask_for()
        servers = [
            stack.enter_context(a_server(folder, site)),
            stack.enter_context(a_server(folder, bare)),
            stack.enter_context(a_server(folder, environment, "benchmarks.no_page")),
        ]
        pages = list(pages_of(*servers, found))
        measure(pages, rounds=options.rounds, seconds=options.seconds)
    report(pages, database)


def stay_on(cores: list[int]) -> None:
    """Run this process on `cores` alone; none is for a machine that has no two, or can't."""
    if cores:
        os.sched_setaffinity(0, cores)


def manage(*arguments: str, environment: dict[str, str]) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def a_database(folder: Path) -> Iterator[str]:
    """The address of an empty database, which is gone afterwards."""
    named = os.environ.get("DATABASE_URL", "")
    if not named.startswith("postgres"):
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    import psycopg

    name = f"cairn_bench_{os.getpid()}"
    with psycopg.connect(named, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield re.sub(r"/[^/]*$", f"/{name}", named)
    finally:
        with psycopg.connect(named, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def a_server(
    folder: Path, environment: dict[str, str], application: str = "config.wsgi"
) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, f"--workers={WORKERS}",
               f"--bind=127.0.0.1:{port}", "--log-level=error", "--no-control-socket"]  # fmt: skip
    with (folder / f"server-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stderr=log, preexec_fn=lambda: stay_on(CORES[:HALF])
        )
    try:
        wait_for(port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"The server on port {port} did not start within {seconds:.0f} s.")


def what_to_ask_for() -> dict[str, str]:
    """Addresses in the database that was made, a learner's session among them; and the bare page,
    with the text of the lesson's blocks, is made here."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from accounts.models import User
    from badges.models import Award
    from benchmarks.bare_page.models import BarePage
    from home.models import HomePage
    from learning.models import LessonPage

    learner = User.objects.get(email="learner@example.org")
    session = SessionStore()
    session[SESSION_KEY] = str(learner.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = learner.get_session_auth_hash()
    session.save()
    lesson = LessonPage.objects.get(pk=learner.enrolments.get().last_lesson_id)
    text = " ".join(str(block) for block in lesson.body)
    HomePage.objects.get().add_child(instance=BarePage(title="Bare", slug="bare", body=text))
    award = Award.objects.active().filter(recipient__email="ada@example.org").first()
    path = "/" + "/".join(lesson.url_path.strip("/").split("/")[1:]) + "/"
    connection.close()
    return {
        "session": f"sessionid={session.session_key}",
        "lesson": path,
        "course": "/".join(path.split("/")[:3]) + "/",
        "award": award.get_absolute_url(),
    }


def pages_of(site: Server, bare: Server, none: Server, found: dict[str, str]) -> Iterator[Page]:
    yield Page(BARE, bare, "/bare/")
    yield Page("no page at all", none, "/")
    for name, path in (
        ("home", "/"),
        ("catalogue", "/badges/"),
        ("course", found["course"]),
        ("lesson", found["lesson"]),
        ("award", found["award"]),
        ("search", "/search/?q=listening"),
    ):
        page = Page(f"{name}, visitor", site, path)
        if asked(site.port, page.request)[0] == 200:
            yield page
    for name, path in (
        ("course", found["course"]),
        ("lesson", found["lesson"]),
        ("dashboard", "/dashboard/"),
    ):
        yield Page(f"{name}, learner", site, path, found["session"])


def measure(pages: list[Page], *, rounds: int, seconds: float) -> None:
    for page in pages:  # both workers of each server get to know everything first
        for _ in range(10 * WORKERS):
            status, page.size = asked(page.server.port, page.request)
            assert status == 200, f"{page.path} answers {status}"
    # Processes, since threads would wait for each other and not for the servers.
    with ProcessPoolExecutor(
        CLIENTS, initializer=stay_on, initargs=(CORES[HALF:] if HALF else [],)
    ) as clients:
        for _ in range(rounds):
            for page in pages:
                take_a_turn(page, clients, seconds)


def take_a_turn(page: Page, clients: Executor, seconds: float) -> None:
    """Several clients ask at once until the time is over, or the most that one turn may ask."""
    before, started = page.server.cpu(), time.perf_counter()
    turns = [
        clients.submit(ask_until, started + seconds, page.server.port, page.request)
        for _ in range(CLIENTS)
    ]
    for turn in turns:
        page.seconds += turn.result()
    page.wall += time.perf_counter() - started
    page.cpu += page.server.cpu() - before


def ask_until(end: float, port: int, request: bytes) -> list[float]:
    """How long each answer took, in seconds. `end` is by the clock that all processes share."""
    taken: list[float] = []
    now = time.perf_counter()
    while now < end and len(taken) < MOST_REQUESTS // CLIENTS:
        status, _size = asked(port, request)
        assert status == 200
        before, now = now, time.perf_counter()
        taken.append(now - before)
    return taken


def asked(port: int, request: bytes) -> tuple[int, int]:
    """The status of the answer, and how many bytes it had.

    By bare calls of the kernel, since whatever a client does it takes from the servers.
    """
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, TIMEOUT)
        connection.connect(("127.0.0.1", port))
        connection.sendall(request)
        answer = connection.recv(65536)
        while received := connection.recv(65536):
            answer += received
    return int(answer[9:12]), len(answer)


def report(pages: list[Page], database: str) -> None:
    bare = next(page for page in pages if page.name == BARE)
    kind = "PostgreSQL" if database.startswith("postgres") else "SQLite"
    print(f"Python {platform.python_version()}, {kind}, {WORKERS} sync workers")
    print(f"{'':20}{'requests':>9}{'a second':>10}{'times':>8}", end="")
    print(f"{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'times':>8}{'bytes':>9}")
    for page in pages:
        row: list[Any] = [
            f"{page.name:20}{len(page.seconds):>9,}{page.rate:>10,.0f}",
            f"{page.rate / bare.rate:>8.2f}{page.percentile(50):>9.2f}{page.percentile(95):>9.2f}",
            f"{page.milliseconds:>9.2f}{page.milliseconds / bare.milliseconds:>8.2f}",
            f"{page.size:>9,}",
        ]
        print("".join(row))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
