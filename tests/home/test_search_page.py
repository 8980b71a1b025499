import pytest

from learning.models import ModulePage
from tests import factories
from tests.kept_rows import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexed")]


@pytest.fixture
def otters():
    """Twelve lessons and a badge that are about otters."""

    def make():
        course = factories.a_course(lessons=0)
        module = ModulePage.objects.child_of(course).first()
        for number in range(12):
            factories.a_lesson(module, title=f"Otter {number}")
        return factories.a_badge(name="Otter keeping")

    made_once(("otters",), make)


def page(client, **asked):
    return client.get("/search/", asked).content.decode()


def test_it_says_how_much_was_found_and_keeps_the_query_in_the_field(otters, client):
    html = page(client, q="otter <b>")
    assert 'value="otter &lt;b&gt;"' in html
    assert '<p role="status">13 results for “otter”</p>' in page(client, q="otter")


def test_what_was_found_is_marked_and_everything_else_escaped(client):
    factories.a_badge(name="<i>Otter</i>", description="Tom & <b>otters</b>")
    html = page(client, q="otter")
    assert "&lt;i&gt;<mark>Otter</mark>&lt;/i&gt;" in html
    assert "Tom &amp; &lt;b&gt;<mark>otters</mark>&lt;/b&gt;" in html


def test_each_kind_can_be_looked_at_alone_and_the_way_back_is_there(otters, client):
    html = page(client, q="otter", kind="badge")
    assert 'href="?q=otter"' in html
    assert 'href="?q=otter&amp;kind=lesson"' in html
    assert html.count("found__item") == 1


def test_further_pages_keep_query_and_kind(otters, client):
    assert 'href="?q=otter&amp;kind=lesson&amp;page=2"' in page(client, q="otter", kind="lesson")
    assert page(client, q="otter", kind="lesson", page=2).count("found__item") == 2


def test_without_a_query_it_says_what_can_be_found(client):
    assert "The beginning of a word is enough." in page(client)


@pytest.mark.parametrize("query", ["zeppelin", "🦦"])
def test_where_nothing_is_found_it_says_what_else_one_can_do(otters, client, query):
    html = page(client, q=query)
    assert 'role="status"' in html
    assert 'href="/badges/"' in html
    assert "found__item" not in html


def test_another_spelling_is_one_click_away(otters, client):
    assert 'Did you mean <a href="?q=otter">otter</a>?' in page(client, q="oter")


def test_a_kind_that_is_none_is_every_kind(otters, client):
    assert "13 results" in page(client, q="otter", kind="nonsense")


def test_it_asks_search_engines_to_keep_out_and_visitors_for_no_cookie(client):
    response = client.get("/search/?q=otter")
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies


def test_only_reading_is_possible(client):
    assert client.post("/search/", {"q": "otter"}).status_code == 405


def test_a_signed_in_person_s_page_is_kept_by_no_shared_cache(client, learner):
    assert "private" not in client.get("/search/?q=a").get("Cache-Control", "")
    client.force_login(learner)
    assert "private" in client.get("/search/?q=a")["Cache-Control"]
