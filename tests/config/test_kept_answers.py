"""What a visitor was answered is given again without Django, and to nobody else."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.models import Locale

from config import kept_answers
from config.kept_answers import KeptAnswers
from config.page_cache import IS_KEPT
from learning import remembered
from tests import factories

pytestmark = pytest.mark.django_db

GZIP = {"accept-encoding": "gzip"}


@dataclass
class Answered:
    status: str
    headers: dict[str, str]
    body: bytes


class Site:
    """The site as a server calls it. `begun`: how many requests have come as far as Django."""

    def __init__(self):
        self.django = WSGIHandler()
        self.begun = 0
        self.application = KeptAnswers(self._counted)

    def _counted(self, environ, start_response):
        self.begun += 1
        return self.django(environ, start_response)

    def answer(self, path, method="GET", secure=False, **headers):
        headers = GZIP | {name.replace("_", "-"): value for name, value in headers.items()}
        # Behind a proxy the port is the same for both schemes.
        request = RequestFactory().generic(
            method, path, secure=secure, headers=headers, SERVER_PORT="8000"
        )
        begun = []
        made = self.application(request.environ, lambda *start: begun.append(start))
        body = b"".join(made)
        if hasattr(made, "close"):
            made.close()
        [(status, headers)] = begun
        return Answered(status, dict(headers), body)

    def is_answered_without_django(self, path, **asked):
        before = self.begun
        self.answer(path, **asked)
        return self.begun == before


@pytest.fixture
def site(db):
    Locale.objects.get_or_create(language_code="en")
    return Site()


@pytest.fixture
def course(site):
    assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
    return factories.a_course(assessment=assessment, lessons=1)


@pytest.fixture
def url(course):
    return f"/courses/{course.slug}/"


def session_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


class TestWhoAsksAgain:
    def test_gets_the_very_same_answer_without_django(self, site, url):
        first, second, third = site.answer(url), site.answer(url), site.answer(url)
        assert site.begun == 1
        assert first == second == third
        assert first.status == "200 OK"
        for name in ("Content-Security-Policy", "ETag", "Vary", "X-Content-Type-Options"):
            assert name in first.headers

    def test_may_do_what_they_like_with_the_headers_of_an_answer(self, site, url):
        site.answer(url)

        def start(status, headers):
            headers.clear()

        environ = RequestFactory().get(url, headers=GZIP).environ
        site.application(environ, start)
        assert site.answer(url).headers

    @pytest.mark.parametrize(
        "otherwise",
        [
            {"host": "elsewhere.example"},
            {"secure": True},
            {"x_forwarded_proto": "https"},
            {"accept": "text/html;q=0.9"},
            {"accept_language": "de"},
            {"accept_encoding": "identity"},
        ],
    )
    def test_in_other_words_gets_another_answer(self, site, url, otherwise):
        site.answer(url)
        assert not site.is_answered_without_django(url, **otherwise)

    def test_at_another_address_gets_what_is_there(self, site, url):
        course, badges = site.answer(url), site.answer("/badges/")
        assert course.body != badges.body
        assert (site.answer(url), site.answer("/badges/")) == (course, badges)
        assert site.begun == 2

    def test_with_cookies_of_others_gets_it_too(self, site, url):
        site.answer(url)
        assert site.is_answered_without_django(url, cookie="_ga=GA1.2; theme=dark")


class TestWhoGoesToDjango:
    @pytest.mark.parametrize(
        "otherwise",
        [
            {"method": "HEAD"},
            {"method": "POST"},
            {"cookie": "theme=dark; sessionid=whatever"},
            {"cookie": "django_language=de"},
            {"authorization": "Bearer whatever"},
            {"hx_request": "true"},
            {"if_none_match": '"whatever"'},
            {"if_modified_since": "Wed, 25 Nov 2026 12:00:00 GMT"},
        ],
    )
    def test_whoever_may_get_something_else(self, site, url, otherwise):
        site.answer(url)
        for _ in range(2):
            assert not site.is_answered_without_django(url, **otherwise)

    def test_whoever_asks_with_a_parameter(self, site, url):
        site.answer(url)
        for _ in range(2):
            assert not site.is_answered_without_django(f"{url}?utm_source=letter")

    def test_a_learner_who_never_leaves_anything_of_theirs_behind(self, site, url, learner):
        cookie = session_of(learner)
        for _ in range(2):
            assert b"Lena" in site.answer(url, cookie=cookie, accept_encoding="").body
            assert b"Lena" not in site.answer(url, accept_encoding="").body
        assert site.begun == 3

    @pytest.mark.parametrize("path", ["/verify/", "/account/login/", "/nowhere/"])
    def test_who_asks_for_a_page_that_is_not_kept(self, site, url, path):
        for _ in range(2):
            assert not site.is_answered_without_django(path)

    def test_who_asks_for_an_award_which_may_be_withdrawn(self, site, course, earn, learner):
        award = earn(course.badge, learner)
        for _ in range(2):
            assert not site.is_answered_without_django(award.get_absolute_url())


def with_a_cookie():
    response = HttpResponse("Hello")
    response.set_cookie("who", "you")
    return response


class TestWhatMustNotBeGivenAgain:
    """By what is around Django alone, if something in Django were to take a page for kept."""

    @pytest.mark.parametrize(
        "made", [with_a_cookie, lambda: HttpResponse("Broken", status=500)], ids=["cookie", "500"]
    )
    def test_an_answer_to_one_person_and_a_failure(self, site, made):
        def django(environ, start_response):
            environ[IS_KEPT] = True
            response = made()
            start_response(str(response.status_code), list(response.items()))
            return response

        site.django = django
        for _ in range(2):
            assert not site.is_answered_without_django("/badges/")

    def test_an_ordinary_page_is(self, site):
        def django(environ, start_response):
            environ[IS_KEPT] = True
            start_response("200 OK", [])
            return HttpResponse("Hello")

        site.django = django
        site.answer("/badges/")
        assert site.is_answered_without_django("/badges/")


class TestHowLong:
    def test_an_edit_shows_at_once(self, site, url, course):
        site.answer(url)
        course.title = "Renamed"
        course.save_revision().publish()
        assert b"Renamed" in site.answer(url, accept_encoding="identity").body
        assert not site.is_answered_without_django(url)
        assert site.is_answered_without_django(url)

    def test_what_was_made_while_something_changed_is_not_given_again(self, site, url):
        django = site.django

        def changing_meanwhile(environ, start_response):
            made = django(environ, start_response)
            remembered.forget()
            return made

        site.django = changing_meanwhile
        site.answer(url)
        site.django = django
        assert not site.is_answered_without_django(url)

    def test_after_half_a_minute_django_is_asked(self, site, url, monkeypatch):
        site.answer(url)
        later = remembered.time.monotonic() + remembered.SECONDS
        monkeypatch.setattr(remembered.time, "monotonic", lambda: later)
        assert not site.is_answered_without_django(url)


class TestHowMany:
    def test_the_oldest_makes_room(self, site, url, monkeypatch):
        monkeypatch.setattr(kept_answers, "MOST_ANSWERS", 2)
        for language in ("de", "fr", "it"):
            site.answer(url, accept_language=language)
        assert site.is_answered_without_django(url, accept_language="it")
        assert site.is_answered_without_django(url, accept_language="fr")
        assert not site.is_answered_without_django(url, accept_language="de")

    def test_a_large_answer_is_made_each_time(self, site, url, monkeypatch):
        monkeypatch.setattr(kept_answers, "MOST_BYTES", 100)
        site.answer(url)
        assert not site.is_answered_without_django(url)


def test_servers_start_with_it():
    from config.wsgi import application

    assert isinstance(application, KeptAnswers)
