"""The style guide shows every shared piece, to those who work on the site."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from home import style_guide
from tests import factories


@pytest.fixture
def staff(client):
    user = factories.a_user(is_superuser=True)
    client.force_login(user)
    return client


def test_every_component_is_shown():
    assert set(style_guide.SAMPLES) == style_guide.names_on_disk()


# Besides the component itself: these need attributes that no other button has.
BY_HAND = {
    "components/button.html",
    "components/copy_link.html",
    "components/dialog.html",
    "learning/blocks/_scenario.html",
}


def test_buttons_are_drawn_by_their_component():
    templates = style_guide.COMPONENTS.parent
    # Pages of Wagtail's admin have its buttons, and mails have their own.
    of_the_site = {
        str(path.relative_to(templates)): path.read_text()
        for path in templates.rglob("*.html")
        if templates / "emails" not in path.parents and "wagtailadmin" not in path.read_text()
    }
    by_hand = re.compile(r'<(a|button)\b[^>]*class="button[ "{]')

    assert {name for name, text in of_the_site.items() if by_hand.search(text)} == BY_HAND


def test_every_icon_that_the_template_draws_is_shown():
    text = (style_guide.COMPONENTS / "icon.html").read_text()
    shown = {piece.name: piece for piece in style_guide.pieces()}["icon"]
    drawn = set(style_guide.ICON_NAMES.findall(text))

    assert drawn <= {sample.note for sample in shown.samples}


def test_every_piece_says_what_it_takes_and_shows_something():
    for piece in style_guide.pieces():
        assert piece.about, piece.name
        assert piece.samples, piece.name
        assert all(sample.html.strip() for sample in piece.samples), piece.name


def test_nothing_on_the_page_has_the_same_id_twice(staff):
    page = BeautifulSoup(staff.get(reverse("style_guide")).content, "html.parser")
    ids = [tag["id"] for tag in page.select("[id]")]

    assert sorted(ids) == sorted(set(ids))


def test_whoever_works_on_the_site_sees_it_and_no_cache_keeps_it(staff):
    answer = staff.get(reverse("style_guide"))

    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("role", ["Content editors", "Assessors", "Coordinators"])
def test_every_role_that_may_enter_the_admin_sees_it(client, role, django_db_setup):
    from home.roles import ensure_roles

    ensure_roles()
    client.force_login(factories.a_member_of(role))

    assert client.get(reverse("style_guide")).status_code == 200


@pytest.mark.parametrize("name", ["style_guide", "style_guide_page"])
def test_for_a_learner_and_a_stranger_there_is_no_such_page(client, learner, name):
    address = reverse(name, args=["404"] if name == "style_guide_page" else [])

    assert client.get(address).status_code == 404
    client.force_login(learner)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", style_guide.PAGES_BY_THEMSELVES)
def test_a_page_that_only_a_mishap_shows_can_be_looked_at(staff, name):
    answer = staff.get(reverse("style_guide_page", args=[name]))

    assert answer.status_code == 200
    assert b"<h1" in answer.content


def test_there_is_no_page_of_another_name(staff):
    assert staff.get(reverse("style_guide_page", args=["base"])).status_code == 404
