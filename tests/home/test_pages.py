import pytest

from home.models import HomePage, StandardPage
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


def test_a_standard_page_shows_its_text(client):
    factories.a_site()
    HomePage.objects.get().add_child(
        instance=StandardPage(title="About", slug="about", summary="In short.", body="<p>Long.</p>")
    )
    html = client.get("/about/").content.decode()
    for said in ("<h1>About</h1>", "In short.", "<p>Long.</p>"):
        assert said in html
