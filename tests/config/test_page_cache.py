"""Visitors get kept pages; nobody gets what was made for another, or what no longer holds."""

import gzip

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from wagtail.models import Locale, Page, PageViewRestriction

from badges.models import Badge
from badges.revoking import revoke
from config.page_cache import KEPT, visitor_page_cache
from home.models import StandardPage
from learning import receivers
from learning.models import LessonPage, ModulePage
from learning.progress import complete_lesson, enrol
from learning.remembered import generation
from tests import factories
from tests.learning.conftest import answer_and_submit, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def language(db):
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def course(language):
    assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
    course = factories.a_course(assessment=assessment, lessons=1)
    about = StandardPage(title="About", slug="about", body="<p>About us.</p>")
    course.get_site().root_page.add_child(instance=about)
    return course


@pytest.fixture
def pages(course):
    """An address of each kind of page that visitors are shown."""
    pathway = factories.a_pathway()
    module = ModulePage.objects.child_of(course).get()
    return {
        "home": "/",
        "standard page": "/about/",
        "catalogue": "/badges/",
        "badge": course.badge.get_absolute_url(),
        "course": f"/courses/{course.slug}/",
        "module": f"/courses/{course.slug}/{module.slug}/",
        "lesson": url_of(LessonPage.objects.descendant_of(course).get()),
        "assessment": f"/courses/{course.slug}/assessment/",
        "pathways": "/pathways/",
        "pathway": pathway.get_absolute_url(),
        "issuer": f"/issuers/{course.badge.issuer.slug}/",
    }


def queries(client, url, **headers):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url, headers=headers)
    assert response.status_code == 200
    return len(captured)


def text(client, url):
    return client.get(url).content.decode()


def kept_pages():
    return len(caches["pages"]._cache)


class TestWhatIsKept:
    def test_every_page_that_is_the_same_for_all_visitors_costs_no_query_twice(self, client, pages):
        for kind, url in pages.items():
            assert queries(client, url) > 0, kind
            assert queries(client, url) == 0, kind

    def test_each_kind_of_kept_page_is_among_those_tested(self, pages):
        assert {resolve(url).url_name for url in pages.values()} == KEPT

    def test_it_is_the_very_same_page(self, client, pages):
        for url in pages.values():
            made, kept = client.get(url), client.get(url)
            assert made.content == kept.content
            assert made.headers == kept.headers
            assert "Content-Security-Policy" in kept.headers

    def test_a_page_for_another_host_language_or_scheme_is_another_page(self, client, pages):
        client.get("/badges/")
        assert queries(client, "/badges/", host="elsewhere.example") > 0
        assert kept_pages() == 2
        client.get("/badges/", secure=True)
        assert kept_pages() == 3

    def test_machines_get_what_they_ask_for(self, client, pages):
        url = pages["badge"]
        assert client.get(url)["Content-Type"].startswith("text/html")
        for _ in range(2):
            answer = client.get(url, headers={"accept": "application/ld+json"})
            assert answer["Content-Type"] == "application/ld+json"
        assert client.get(url)["Content-Type"].startswith("text/html")

    def test_parameters_that_nobody_knows_fill_nothing(self, client, pages):
        client.get("/badges/")
        before = kept_pages()
        for number in range(20):
            client.get(f"/badges/?nonsense={number}")
            client.get(f"/badges/?utm_source=letter&fbclid={number}")
        assert kept_pages() == before

    def test_a_page_is_made_anew_for_who_asks_with_parameters(self, client, pages):
        client.get("/badges/")
        assert queries(client, "/badges/?skill=listening") > 0

    def test_addresses_with_a_tracker_get_the_kept_page(self, client, pages):
        client.get("/badges/")
        assert queries(client, "/badges/?utm_source=letter&utm_medium=") == 0

    def test_what_is_not_there_is_not_kept(self, client, pages):
        for number in range(5):
            assert client.get(f"/courses/none-{number}/").status_code == 404
        assert kept_pages() == 0

    def test_an_enormous_page_is_made_anew_each_time(self, client, pages, monkeypatch):
        monkeypatch.setattr("config.page_cache.MOST_BYTES", 100)
        assert text(client, "/badges/") == text(client, "/badges/")
        assert kept_pages() == 0


class TestConditionalRequests:
    def test_who_has_the_page_already_gets_304_and_no_body(self, client, pages):
        first = client.get("/badges/")
        again = client.get("/badges/", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again[name] == first[name]

    def test_after_a_change_they_get_the_new_page(self, client, course):
        url = f"/courses/{course.slug}/"
        first = client.get(url)
        course.title = "Quite another title"
        course.save_revision().publish()
        again = client.get(url, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 200
        assert "Quite another title" in again.content.decode()

    def test_the_compressed_page_is_the_same_page_under_a_tag_of_its_own(self, client, pages):
        plain = client.get("/badges/")
        packed = client.get("/badges/", headers={"accept-encoding": "br, gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert packed["ETag"] != plain["ETag"]
        assert "Accept-Encoding" in packed["Vary"]

    @pytest.mark.parametrize("first", ["GET", "HEAD"])
    def test_head_says_what_get_would_and_sends_nothing(self, client, pages, first):
        client.generic(first, "/badges/")
        head, get = client.head("/badges/"), client.get("/badges/")
        assert head.content == b""
        assert head["Content-Length"] == str(len(get.content))
        assert head["ETag"] == get["ETag"]

    def test_visitors_browsers_and_proxies_may_keep_it_for_a_moment(self, client, pages):
        page = client.get("/badges/")
        assert page["Cache-Control"].startswith("public, max-age=")
        assert "must-revalidate" in page["Cache-Control"]
        told_apart = {"Cookie", "Accept", "Accept-Language", "HX-Request"}
        assert told_apart <= set(page["Vary"].split(", "))


class TestNothingPersonal:
    def test_nobody_sees_anything_of_another_on_any_page(
        self, pages, course, earn, learner, other_learner
    ):
        award = earn(course.badge, learner)
        everywhere = {**pages, "verify": "/verify/", "award": award.get_absolute_url()}
        names = {learner: "Lena", other_learner: "Otto"}
        visitor, clients = Client(), {person: Client() for person in names}
        for person, client in clients.items():
            client.force_login(person)
            enrol(learner=person, course=course)
            complete_lesson(learner=person, lesson=LessonPage.objects.get())
        for kind, url in everywhere.items():
            for _ in range(2):
                for person, client in clients.items():
                    page = client.get(url)
                    assert page["Cache-Control"] in ("private, no-cache", "no-store"), kind
                    html = page.content.decode()
                    assert names[person] in html, kind
                    others = [name for one, name in names.items() if one != person]
                    if kind == "award":  # which names its holder
                        others = [name for name in others if name != "Lena"]
                    assert not any(name in html for name in others), kind
                html = text(visitor, url)
                assert "Otto" not in html, kind
                assert "Lena" not in html or kind == "award"
                assert "/account/login/" in html, kind

    def test_a_page_of_ones_own_is_kept_by_nobody(self, client, learner, pages):
        client.force_login(learner)
        for url in ("/dashboard/", "/journal/", *pages.values()):
            assert "private" in client.get(url)["Cache-Control"]
        assert kept_pages() == 0

    @pytest.mark.parametrize("url", ["/account/login/", "/account/signup/", "/verify/"])
    def test_pages_with_a_form_are_not_kept(self, client, pages, url):
        for _ in range(2):
            assert client.get(url).status_code == 200
        assert kept_pages() == 0

    @pytest.mark.parametrize("url", ["/account/login/", "/account/signup/"])
    def test_pages_with_a_token_are_private(self, client, pages, url):
        assert "private" in client.get(url)["Cache-Control"]

    def test_what_a_visitor_asks_for_with_parameters_is_no_secret_but_not_to_be_kept(
        self, client, pages
    ):
        assert client.get("/badges/?skill=listening")["Cache-Control"] == "no-cache"

    def test_a_page_behind_a_password_stays_behind_it(self, client, pages, course):
        assert course.title in text(client, pages["course"])
        PageViewRestriction.objects.create(
            page=Page.objects.get(pk=course.pk),
            restriction_type=PageViewRestriction.PASSWORD,
            password="open sesame",
        )
        for _ in range(2):
            assert course.title not in text(client, pages["course"])


class TestWhoIsAVisitorAgain:
    def test_whoever_signs_out_gets_kept_pages_at_once(self, client, learner, pages):
        assert client.get("/").status_code == 200
        client.force_login(learner)
        assert queries(client, "/") > 0

        client.post("/account/logout/")

        assert not client.cookies["sessionid"].value
        assert not Session.objects.exists()
        assert queries(client, "/") == 0

    def test_they_are_told_that_they_have_signed_out(self, client, learner, pages):
        client.force_login(learner)
        told = client.post("/account/logout/", follow=True)
        assert "<h1>You have signed out</h1>" in told.content.decode()
        assert not client.cookies["sessionid"].value

    def test_who_is_signed_in_is_told_no_such_thing(self, client, learner, pages):
        client.force_login(learner)
        assert client.get("/account/signed-out/")["Location"] == "/account/"

    def test_a_session_that_held_a_message_alone_ends_when_it_is_shown(
        self, client, learner, pages
    ):
        assert client.get("/").status_code == 200
        address = EmailAddress.objects.create(user=learner, email=learner.email, primary=True)
        client.post(f"/account/confirm-email/{EmailConfirmationHMAC(address).key}/")
        assert client.cookies["sessionid"].value

        assert "is confirmed as yours" in text(client, "/")

        assert not client.cookies["sessionid"].value
        assert not Session.objects.exists()
        assert queries(client, "/") == 0

    def test_a_session_that_holds_something_stays(self, client, pages):
        session = client.session
        session["begun"] = "yes"
        session.save()
        client.get("/badges/")
        assert Session.objects.exists()


def with_a_token(request):
    return HttpResponse(f"<form>{get_token(request)}</form>")


def with_a_token_field(request):
    return HttpResponse('<input name="csrfmiddlewaretoken" value="x">')


def with_a_cookie(request):
    response = HttpResponse("Hello")
    response.set_cookie("who", "you")
    return response


def with_its_own_rules(request):
    return HttpResponse("Hello", headers={"Cache-Control": "private"})


def with_a_nonce(request):
    return HttpResponse("Hello", headers={"Content-Security-Policy": "script-src 'nonce-abc'"})


def missing(request):
    return HttpResponse("Not here", status=404)


def a_document(request):
    return HttpResponse("{}", content_type="application/json")


def ordinary(request):
    return HttpResponse("Hello")


class TestWhatMustNotBeKept:
    """By the middleware alone, around a view that would be kept by its address."""

    def test_who_takes_anything_gets_no_page_that_was_made_for_a_browser(self):
        def by_type(request):
            return HttpResponse(request.headers["Accept"])

        for accepted in ("text/html", "*/*"):
            assert self.answer_to(by_type, HTTP_ACCEPT=accepted).content == accepted.encode()

    def answer_to(self, view, **request):
        def inner(request):
            request.resolver_match = resolve("/badges/")
            return view(request)

        return visitor_page_cache(inner)(RequestFactory().get("/badges/", **request))

    def kept_after(self, view, **request):
        self.answer_to(view, **request)
        return kept_pages()

    def test_an_ordinary_page_is_kept(self):
        assert self.kept_after(ordinary) == 1

    @pytest.mark.parametrize(
        "view",
        [
            with_a_token,
            with_a_token_field,
            with_a_cookie,
            with_its_own_rules,
            with_a_nonce,
            missing,
            a_document,
        ],
    )
    def test_what_is_somebody_s_own_or_no_page_is_not(self, view):
        assert self.kept_after(view) == 0

    @pytest.mark.parametrize(
        "header",
        [
            {"HTTP_COOKIE": "sessionid=whatever"},
            {"HTTP_AUTHORIZATION": "Bearer whatever"},
            {"HTTP_HX_REQUEST": "true"},
            {"HTTP_ACCEPT": "application/json"},
        ],
    )
    def test_who_is_known_or_wants_something_else_gets_nothing_kept(self, header):
        assert self.kept_after(ordinary, **header) == 0


class TestChangesShowAtOnce:
    def test_a_published_page(self, client, course, pages):
        assert "Renamed" not in text(client, pages["course"])
        course.title = "Renamed"
        course.save_revision().publish()
        assert "Renamed" in text(client, pages["course"])

    def test_a_home_page_and_a_standard_page(self, client, course, pages):
        for url, slug in (("/", "cairn-home"), ("/about/", "about")):
            page = Page.objects.get(slug=slug).specific
            before = text(client, url)
            page.body = "<p>Something new to say.</p>"
            if slug == "cairn-home":
                page.headline = "Something new to say."
            page.save_revision().publish()
            assert "Something new to say." in text(client, url), before

    def test_a_page_that_is_taken_back(self, client, course, pages):
        assert client.get(pages["course"]).status_code == 200
        course.unpublish()
        assert client.get(pages["course"]).status_code == 404

    def test_a_badge_that_is_updated_without_a_signal(self, client, course, pages):
        text(client, pages["catalogue"])
        Badge.objects.filter(pk=course.badge_id).update(name="Renamed Badge")
        assert "Renamed Badge" in text(client, pages["catalogue"])

    def test_a_badge_that_is_added_in_bulk(self, client, course, pages):
        text(client, pages["catalogue"])
        badge = course.badge
        Badge.objects.bulk_create(
            [Badge(slug="bulky", name="Bulky Badge", issuer=badge.issuer, description="x")]
        )
        assert "Bulky Badge" in text(client, pages["catalogue"])

    def test_a_badge_that_is_revoked(self, client, earn, course, learner, coordinator):
        award = earn(course.badge, learner)
        assert "This badge is valid." in text(client, award.get_absolute_url())
        revoke(award, by=coordinator, reason="Awarded by mistake.")
        assert "This badge is valid." not in text(client, award.get_absolute_url())

    @pytest.mark.django_db(transaction=True)
    def test_who_reads_during_a_change_keeps_it_from_nobody(self, client):
        badge = factories.a_badge()
        with transaction.atomic():
            Badge.objects.filter(pk=badge.pk).update(name="Renamed")
            during = generation()
        assert generation() != during

    def test_learning_empties_nothing(
        self, client, committed, earn, course, learner, other_learner
    ):
        earn(course.badge, other_learner)  # with which the issuer gets its key
        client.force_login(learner)
        lesson = LessonPage.objects.get()
        before = generation()
        with committed():
            client.get(url_of(lesson))
            for what in ("place", "bookmark", "note", "complete"):
                client.post(f"/learning/lessons/{lesson.pk}/{what}/", {"text": "Mine."})
            answer_and_submit(course.assessment, learner, right={0, 1})
        client.logout()
        assert learner.awards.count() == 1
        assert generation() == before

    def test_the_tables_that_no_visitor_sees_are_there(self):
        labels = {model._meta.label for model in apps.get_models()}
        assert labels >= receivers.UNSEEN_MODELS
        assert {label.split(".")[0] for label in labels} >= receivers.UNSEEN_APPS
