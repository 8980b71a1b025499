import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from badges.awarding import award
from tests import factories

pytestmark = pytest.mark.django_db

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def badge():
    return factories.a_badge(competencies=2, slug="empathy", name="Empathy", tagline="Hear people.")


def test_it_says_what_the_badge_stands_for_and_what_one_has_to_show(badge, client):
    html = client.get("/badges/empathy/").content.decode()
    for said in (badge.tagline, badge.description, badge.criteria, badge.issuer.name):
        assert said in html
    for competency in badge.ordered_competencies:
        assert competency.name in html
        assert competency.behaviours.first().text in html


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/ld+json, application/json, image/png", "application/ld+json"),
        ("text/html;q=0.5, application/json", "application/json"),
        (BROWSER, "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/json;q=0.5, text/html", "text/html; charset=utf-8"),
        ("image/webp", "text/html; charset=utf-8"),
    ],
)
def test_each_reader_gets_the_form_it_prefers(badge, client, accept, content_type):
    response = client.get("/badges/empathy/", headers={"accept": accept})
    assert response["Content-Type"] == content_type
    assert "Accept" in [part.strip() for part in response["Vary"].split(",")]


def test_a_machine_is_told_what_the_badge_is(badge, client):
    response = client.get("/badges/empathy/", headers={"accept": "application/ld+json"})
    document = response.json()
    assert document["type"] == "BadgeClass"
    assert document["id"] == "https://cairn.example/badges/empathy/"
    assert document["issuer"].endswith("/profile.json")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_an_open_course_and_its_assessment_are_one_click_away(client):
    course = factories.a_course(slug="empathy")
    html = client.get(course.badge.get_absolute_url()).content.decode()
    assert 'href="/courses/empathy/"' in html
    assert 'href="/courses/empathy/assessment/"' in html


def test_a_badge_without_a_course_says_that_it_is_in_preparation(badge, client):
    assert "in preparation" in client.get("/badges/empathy/").content.decode()


def test_its_holder_is_led_to_the_award(badge, client, learner):
    made = award(badge=badge, recipient=learner, narrative="Passed.")
    assert f"/awards/{made.pk}/" not in client.get("/badges/empathy/").content.decode()
    client.force_login(learner)
    html = client.get("/badges/empathy/").content.decode()
    assert "You earned this badge on" in html
    assert f'href="/awards/{made.pk}/"' in html


def test_it_names_the_pathways_it_counts_for(badge, client):
    factories.a_pathway([{"badges": [badge]}], slug="way", name="The Way")
    assert "The Way" in client.get("/badges/empathy/").content.decode()


@pytest.mark.parametrize("slug", ["way-1", "way-macro"])
def test_a_badge_of_a_pathway_leads_there(client, slug):
    factories.a_pathway(slug="way")
    assert 'href="/pathways/way/"' in client.get(f"/badges/{slug}/").content.decode()


def test_it_costs_as_many_queries_with_thirty_competencies_as_with_three(client):
    def queries(count):
        badge = factories.a_badge(competencies=count)
        with CaptureQueriesContext(connection) as captured:
            client.get(badge.get_absolute_url())
        return len(captured)

    queries(1)
    assert queries(3) == queries(30)
