#!/usr/bin/env python
"""How fast an assessment is started, answered and submitted, by one process.

    python benchmarks/answering.py
    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python benchmarks/answering.py

Makes a database of its own beside the one that is named (by default an SQLite file in a temporary
folder), lets one learner after the other take an assessment in it, and throws it away.

What is timed is timed in turns, learner by learner, so that a machine that is busy for a while is
as busy for the references. These are what the same stack needs for next to nothing: a row that is
inserted in a transaction, and a page that says "ok". Read every figure beside its reference: it
says what our code costs, and another machine changes both alike.

What follows an award (drawing, signing, mailing) is a worker's: here it is put on a queue that
nobody reads, and is not part of a submission's time.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COMPETENCIES, QUESTIONS = 4, 4

INSERT, PAGE, PAGE_SIGNED_IN = "insert one row", "a page, to a visitor", "a page, signed in"
VERBS = {"start": INSERT, "save an answer": INSERT, "change an answer": INSERT, "submit": INSERT}
REQUESTS = {
    "POST begin": PAGE_SIGNED_IN,
    "GET question": PAGE_SIGNED_IN,
    "POST answer": PAGE_SIGNED_IN,
    "POST submit": PAGE_SIGNED_IN,
}


class Stopwatch:
    """Keeps how long each kind of thing took, every time it was done."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.counts = False

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        if self.counts:
            self.seconds.setdefault(what, []).append(time.perf_counter() - started)


@contextmanager
def throw_away_database(folder: Path) -> Iterator[str]:
    """A database with our tables, made from the models as the tests make theirs; its name."""
    from django.conf import settings
    from django.db import connection

    class NoMigrations(dict[str, None]):
        """Says of every app that it has none."""

        def __contains__(self, app: object) -> bool:
            return True

        def __getitem__(self, app: str) -> None:
            return None

    is_sqlite = connection.vendor == "sqlite"
    name = str(folder / "benchmark.sqlite3") if is_sqlite else f"cairn_benchmark_{os.getpid()}"
    connection.settings_dict["TEST"]["NAME"] = name
    settings.MIGRATION_MODULES = NoMigrations()
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        yield f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"
    finally:
        connection.creation.destroy_test_db(str(before), verbosity=0)


def measure(watch: Stopwatch, *, learners: int, bank: int) -> None:
    """Let `learners` take an assessment by its verbs, and again in a browser."""
    from wagtail.models import Locale

    from tests import factories

    Locale.objects.get_or_create(language_code="en")
    course = factories.a_course(
        assessment=factories.an_assessment(
            competencies=COMPETENCIES, questions=QUESTIONS, bank_size=bank // COMPETENCIES
        ),
        lessons=1,
    )
    for number in range(learners + 2):
        watch.counts = number >= 2  # the first two warm up
        by_verbs(watch, course, factories.a_user())
        by_requests(watch, course, factories.a_user())


def by_verbs(watch: Stopwatch, course: Any, learner: Any) -> None:
    from django.contrib.sessions.models import Session
    from django.db import transaction
    from django.utils import timezone

    from assessments import attempting
    from tests import factories

    with watch("start"):
        attempt = attempting.start(assessment=course.assessment, learner=learner)
    right = factories.right_answers(attempt)
    for asked in attempt.questions.all():
        with watch(INSERT), transaction.atomic():
            Session.objects.create(
                session_key=f"{learner.pk}-{asked.pk}", session_data="", expire_date=timezone.now()
            )
        for what, post in (
            ("save an answer", factories.wrong_answer(asked)),
            ("change an answer", right[asked.position]),
        ):
            with watch(what):
                attempting.save_answer(attempt_question=asked, form_post=post, prefix="answer")
    with watch("submit"):
        attempting.submit(attempt.pk)


def by_requests(watch: Stopwatch, course: Any, learner: Any) -> None:
    """Through every middleware and template, without a network."""
    from django.test import Client

    from tests import factories

    visitor, client = Client(), Client()
    client.force_login(learner)
    with watch("POST begin"):
        begun = client.post(f"/courses/{course.slug}/assessment/")
    attempt = learner.attempts.get()
    assert begun["Location"] == attempt.get_absolute_url()
    right = factories.right_answers(attempt)
    for asked in attempt.questions.all():
        url = asked.get_absolute_url()
        with watch(PAGE):
            visitor.get("/ok/")
        with watch(PAGE_SIGNED_IN):
            client.get("/ok/signed-in/")
        with watch("GET question"):
            shown = client.get(url)
        with watch("POST answer"):
            saved = client.post(url, {**right[asked.position], "go": "next"})
        assert (shown.status_code, saved.status_code) == (200, 302)
    with watch("POST submit"):
        submitted = client.post(f"{attempt.get_absolute_url()}submit/")
    assert submitted.status_code == 302
    assert learner.awards.count() == 1


def add_reference_pages() -> None:
    """`/ok/` and `/ok/signed-in/`: what the stack takes for a view that does nothing."""
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from config.urls import urlpatterns

    def ok(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")

    def ok_signed_in(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok" if request.user.is_authenticated else "sign in")

    urlpatterns[:0] = [path("ok/", ok), path("ok/signed-in/", ok_signed_in)]


def report(watch: Stopwatch) -> str:
    width = 22
    lines = [f"{'':{width}} {'times':>6} {'a second':>9} {'p50 ms':>8} {'p95 ms':>8}  x reference"]
    groups: dict[str, dict[str, str]] = {
        "references": dict.fromkeys((INSERT, PAGE, PAGE_SIGNED_IN), ""),
        "verbs (beside one row)": VERBS,
        "requests (beside a page, signed in)": REQUESTS,
    }
    for title, rows in groups.items():
        lines += ["", title]
        for what, reference in rows.items():
            taken = watch.seconds[what]
            p50, p95 = (1000 * share(taken, percent) for percent in (50, 95))
            beside = (
                f"{share(taken, 50) / share(watch.seconds[reference], 50):10.1f}"
                if reference
                else ""
            )
            rate = len(taken) / sum(taken)
            lines.append(
                f"{what:{width}} {len(taken):6} {rate:9.0f} {p50:8.2f} {p95:8.2f} {beside}".rstrip()
            )
    return "\n".join(lines)


def share(taken: list[float], percent: int) -> float:
    return statistics.quantiles(taken, n=100, method="inclusive")[percent - 1]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=30, help="how many, each way (30)")
    parser.add_argument("--bank", type=int, default=500, help="questions in all banks (500)")
    options = parser.parse_args()
    if options.learners < 2 or options.bank < COMPETENCIES * QUESTIONS:
        parser.error(f"at least 2 learners and {COMPETENCIES * QUESTIONS} questions")

    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/unused.sqlite3")
        os.environ["CELERY_BROKER_URL"] = "memory://"
        import django

        django.setup()
        logging.disable(logging.WARNING)
        add_reference_pages()
        watch = Stopwatch()
        with throw_away_database(Path(folder)) as database:
            measure(watch, learners=options.learners, bank=options.bank)
        print(
            f"{database}, Python {platform.python_version()}, {os.cpu_count()} cores, one process; "
            f"{options.learners} learners each way, {options.bank} questions in "
            f"{COMPETENCIES} banks, {COMPETENCIES * QUESTIONS} asked"
        )
        print(report(watch))


if __name__ == "__main__":
    main()
