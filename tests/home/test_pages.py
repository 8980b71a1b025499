import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import HomePage, StandardPage
from learning.models import LessonPage
from learning.progress import open_lesson
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_home_page_says_what_this_is_and_what_to_do_next(client):
    home = factories.a_site()
    factories.a_badge(name="Empathy")
    factories.a_pathway(name="Innovation")
    response = client.get("/")
    html = response.content.decode()
    for said in (home.headline, home.lede, "Empathy", "Innovation"):
        assert said in html
    for address in ("/badges/", "/verify/", "/for-employers/"):
        assert f'href="{address}"' in html
    assert not response.cookies


def test_the_home_page_says_whom_it_is_for(client):
    factories.a_site()
    html = client.get("/").content.decode()
    for said in ("For students", "For working professionals", "For employers"):
        assert f">{said}</strong>" in html


def test_a_learner_goes_on_from_the_home_page_where_they_stopped(client, learner):
    course = factories.a_course()
    lesson = LessonPage.objects.descendant_of(course).first()
    open_lesson(learner=learner, lesson=lesson)
    assert "home-go-on" not in client.get("/").content.decode()
    client.force_login(learner)
    html = client.get("/").content.decode()
    go_on = html.split('class="home-go-on"')[1].split("</section>")[0]
    assert lesson.title in go_on
    assert f"/{lesson.slug}/" in go_on


def test_what_a_learner_sees_there_is_no_other_s_and_kept_by_no_shared_cache(
    client, learner, other_learner
):
    course = factories.a_course()
    open_lesson(learner=learner, lesson=LessonPage.objects.descendant_of(course).first())
    client.force_login(other_learner)
    response = client.get("/")
    assert "home-go-on" not in response.content.decode()
    assert "private" in response["Cache-Control"]


def test_a_visitor_s_home_page_may_be_kept_for_the_next(client):
    factories.a_site()
    response = client.get("/")
    assert "private" not in response.get("Cache-Control", "")
    assert not response.cookies


def test_the_home_page_costs_as_many_queries_with_eight_hundred_badges_as_with_eight(client):
    factories.a_course()
    factories.a_pathway()

    def queries():
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    factories.many_badges(8)
    few = queries()
    factories.many_badges(792)
    assert queries() == few <= 10


def test_a_standard_page_shows_its_text(client):
    factories.a_site()
    HomePage.objects.get().add_child(
        instance=StandardPage(title="About", slug="about", summary="In short.", body="<p>Long.</p>")
    )
    html = client.get("/about/").content.decode()
    for said in ("<h1>About</h1>", "In short.", "<p>Long.</p>"):
        assert said in html
