"""A learner whose server dies: what it had said yes to is there when the next one answers."""

import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connections
from wagtail.models import Locale

from assessments.models import Attempt, CompetencyResult, Response
from badges.models import Award
from tests import factories
from tests.services.conftest import Server, somebody_waits_for_a_lock, until

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Browser:
    """Keeps its cookies while servers come and go."""

    def __init__(self) -> None:
        self.path = ""
        self.page = ""
        self.server: Server
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def open(self, path: str, form: dict[str, Any] | None = None) -> None:
        """Go to `path`, or send `form` there with the token of the page one is on."""
        sent = None
        if form is not None:
            token = _TOKEN.search(self.page)
            assert token, f"{self.path} holds no form"
            sent = urlencode({**form, "csrfmiddlewaretoken": token[1]}, doseq=True).encode()
        with self._opener.open(f"http://{self.server.address}{path}", sent, timeout=60) as answer:
            self.path, self.page = urlsplit(answer.url).path, answer.read().decode()

    def answer(self, attempt: Attempt) -> None:
        """Answer rightly from the question one is on to the look over all answers."""
        right = factories.right_answers(attempt)
        while not self.path.endswith("/review/"):
            position = int(self.path.strip("/").rsplit("/", 1)[1])
            self.open(self.path, {**right[position], "go": "next"})


@pytest.fixture
def course():
    Locale.objects.get_or_create(language_code="en")
    assessment = factories.an_assessment(competencies=2, questions=2)
    return factories.a_course(assessment=assessment, lessons=0)


@pytest.fixture
def browser(serve, course):
    """A browser in which a learner has signed in and begun the assessment."""
    learner = factories.a_user(name="Lena Learner", email="lena@example.org")
    opened = Browser()
    opened.server = serve()
    opened.open("/account/login/")
    opened.open("/account/login/", {"login": learner.email, "password": factories.PASSWORD})
    opened.open(f"/courses/{course.slug}/assessment/")
    opened.open(f"/courses/{course.slug}/assessment/", {})
    return opened


def kill_while_it_writes_to(table: str, browser: Browser, path: str, form: dict[str, Any]) -> None:
    """Send `form`, and kill the server at the moment at which it wants to write to `table`."""
    blocker = connections.create_connection("default")
    with blocker.cursor() as cursor, ThreadPoolExecutor(1) as thread:
        cursor.execute("BEGIN")
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        sent = thread.submit(browser.open, path, form)
        until(somebody_waits_for_a_lock, f"the server to reach {table}")
        browser.server.kill()
        with pytest.raises(OSError, match=r"closed|reset"):
            sent.result()
        cursor.execute("ROLLBACK")
    blocker.close()
    until(lambda: not somebody_waits_for_a_lock(), "the killed server's session to end")


def test_killed_between_the_last_answer_and_the_submission(browser, serve):
    attempt = Attempt.objects.get()
    browser.answer(attempt)

    browser.server.kill()

    assert Response.objects.filter(is_complete=True).count() == 4
    browser.server = serve()
    browser.open(attempt.get_absolute_url())
    assert "You have answered every question." in browser.page
    browser.open(f"{attempt.get_absolute_url()}submit/", {})
    assert browser.path.endswith("/result/")
    assert Award.objects.get().recipient.email == "lena@example.org"


def test_killed_while_it_submits(browser, serve):
    attempt = Attempt.objects.get()
    browser.answer(attempt)
    submit = f"{attempt.get_absolute_url()}submit/"

    kill_while_it_writes_to("badges_award", browser, submit, {})

    attempt.refresh_from_db()
    assert not attempt.is_submitted
    assert not CompetencyResult.objects.exists()
    assert Response.objects.filter(is_complete=True, mark=None).count() == 4
    browser.server = serve()
    browser.open(attempt.get_absolute_url())
    browser.open(submit, {})
    assert CompetencyResult.objects.filter(is_demonstrated=True).count() == 2
    assert Award.objects.count() == 1


def test_killed_while_it_saves_an_answer(browser, serve):
    attempt = Attempt.objects.get()
    right = factories.right_answers(attempt)
    browser.open(browser.path, {**right[1], "go": "next"})

    kill_while_it_writes_to(
        "assessments_response", browser, browser.path, {**right[2], "go": "next"}
    )

    assert Response.objects.get().answer == {"chosen": right[1]["answer"][0]}
    browser.server = serve()
    browser.open(attempt.get_absolute_url())
    assert browser.path == f"{attempt.get_absolute_url()}2/"
    browser.answer(attempt)
    browser.open(f"{attempt.get_absolute_url()}submit/", {})
    assert Award.objects.count() == 1
