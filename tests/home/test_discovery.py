"""How search engines find their way, and people theirs."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import HomePage, StandardPage
from learning.models import CoursePage, LessonPage, ModulePage
from tests import factories

pytestmark = pytest.mark.django_db

HERE = "https://cairn.example"


def addresses(client):
    found = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return [place.text for place in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def canonical(client, address):
    html = client.get(address).content.decode()
    return re.findall('<link rel="canonical" href="([^"]*)">', html)


def linked_data(client, address):
    html = client.get(address).content.decode()
    (block,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', html)
    return json.loads(block)


def test_the_sitemap_holds_everything_that_is_for_everybody(client):
    course = factories.a_course(slug="rivers", lessons=1)
    factories.a_pathway(slug="way")
    HomePage.objects.get().add_child(instance=StandardPage(title="About", slug="about", body="."))
    found = addresses(client)
    assert found[0] == f"{HERE}/"
    assert len(found) == len(set(found))
    module = ModulePage.objects.child_of(course).first()
    lesson = LessonPage.objects.child_of(module).first()
    for path in (
        "/badges/",
        course.badge.get_absolute_url(),
        "/badges/way-macro/",
        "/pathways/way/",
        "/courses/rivers/",
        f"/courses/rivers/{module.slug}/{lesson.slug}/",
        "/about/",
    ):
        assert HERE + path in found
        assert client.get(path).status_code == 200


def test_the_sitemap_holds_nothing_that_is_closed_or_only_leads_elsewhere(client):
    factories.a_course(slug="rivers")
    assert f"{HERE}/courses/" not in addresses(client)
    CoursePage.objects.get().unpublish()
    assert not [address for address in addresses(client) if "rivers" in address]


def test_the_sitemap_takes_as_many_queries_with_eight_hundred_lessons_as_with_eight(client):
    module = ModulePage.objects.child_of(factories.a_course()).first()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            addresses(client)
        return len(captured)

    factories.many_lessons(module, 8)
    few = queries()
    factories.many_lessons(module, 792)
    factories.many_badges(792)
    assert queries() == few <= 5


def test_robots_are_told_what_is_not_for_them_and_where_the_sitemap_is(client):
    response = client.get("/robots.txt")
    rules = response.content.decode()
    assert response["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {HERE}/sitemap.xml" in rules
    for path in ("/admin/", "/dashboard/", "/journal/", "/account/", "/search/"):
        assert f"Disallow: {path}\n" in rules
    assert "Disallow: /\n" not in rules


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt"])
def test_what_robots_read_is_the_same_for_all(client, learner, address):
    factories.a_site()
    before = client.get(address)
    client.force_login(learner)
    assert client.get(address).content == before.content
    assert "public" in before["Cache-Control"]
    assert not before.cookies


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "/"),
        ("/badges/?skill=a&time=5", "/badges/"),
        ("/badges/?page=2", "/badges/?page=2"),
        ("/badges/?page=1", "/badges/"),
        ("/badges/?page=2%22%3E", "/badges/"),
        ("/badges/empathy/?utm_source=x", "/badges/empathy/"),
        ("/courses/empathy/", "/courses/empathy/"),
        ("/pathways/way/", "/pathways/way/"),
        ("/search/?q=a", "/search/"),
    ],
)
def test_a_page_names_the_one_address_it_has(client, address, path):
    badge = factories.an_assessment(badge=factories.a_badge(slug="empathy", competencies=1))
    factories.a_course(slug="empathy", assessment=badge)
    factories.a_pathway(slug="way")
    assert canonical(client, address) == [HERE + path]


def test_a_page_that_is_not_there_has_no_address_and_a_field_to_search(client):
    factories.a_site()
    response = client.get("/nowhere/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "canonical" not in html
    assert 'id="search-instead" name="q"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_course_is_described_to_search_engines(client):
    course = factories.a_course(slug="rivers", title="On rivers")
    LessonPage.objects.update(minutes=60)
    described = linked_data(client, "/courses/rivers/")
    assert described["@type"] == "Course"
    assert described["name"] == "On rivers"
    assert described["provider"]["name"] == course.badge.issuer.name
    assert described["hasCourseInstance"]["courseWorkload"] == "PT8H"
    awarded = described["educationalCredentialAwarded"]
    assert awarded["@id"] == HERE + course.badge.get_absolute_url()


def test_a_badge_is_described_to_search_engines(client):
    badge = factories.a_badge(slug="empathy", competencies=2, valid_months=24)
    described = linked_data(client, "/badges/empathy/")
    assert described["@type"] == "EducationalOccupationalCredential"
    assert described["@id"] == f"{HERE}/badges/empathy/"
    assert described["competencyRequired"] == [c.name for c in badge.ordered_competencies]
    assert described["validFor"] == "P24M"


def test_no_text_can_break_out_of_the_data_block(client):
    hostile = "</script><script>alert(1)</script><!--"
    factories.a_badge(slug="empathy", description=hostile)
    assert linked_data(client, "/badges/empathy/")["description"] == hostile
    assert "<script>alert" not in client.get("/badges/empathy/").content.decode()


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/badges/", '/badges/" aria-current="page"'),
        ("/badges/empathy/", '/badges/" aria-current="true"'),
        ("/search/", '/search/" aria-current="page"'),
        ("/about/", '/about/" aria-current="page"'),
    ],
)
def test_header_and_footer_mark_where_one_is(client, address, marked):
    factories.a_site().add_child(instance=StandardPage(title="About", slug="about", body="."))
    factories.a_badge(slug="empathy")
    html = client.get(address).content.decode()
    assert (
        html.split("<main")[0].count("aria-current=")
        + html.split("</main>")[1].count("aria-current=")
        == 1
    )
    assert f'href="{marked}' in html


def test_the_way_past_the_header_comes_first(client):
    html = client.get("/badges/").content.decode()
    assert html.index('href="#main"') < html.index("<header")
    assert 'id="main"' in html
