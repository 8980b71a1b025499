import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from badges.models import Requirement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills():
    return [factories.a_badge(slug=slug, name=slug.title()) for slug in ("empathy", "initiative")]


@pytest.fixture
def way(skills):
    step = {
        "kind": Requirement.Kind.TASK,
        "slug": "plan",
        "name": "Write a plan",
        "how": "Write one page.",
    }
    any_of = {"kind": Requirement.Kind.ANY_OF, "badges": skills}
    return factories.a_pathway([{"badges": skills}], [step], [any_of], slug="way")


def page(client, address="/pathways/way/"):
    return client.get(address).content.decode()


def test_a_visitor_reads_what_every_level_asks_for(way, client):
    html = page(client)
    assert "Earn Empathy and Initiative." in html
    assert "Write a plan." in html
    assert "Write one page." in html
    assert "Earn one of: Empathy or Initiative." in html


def test_a_learner_reads_what_is_left_after_what_they_have(way, skills, earn, learner, client):
    earn(skills[0], learner)
    client.force_login(learner)
    html = page(client)
    assert "Earn Initiative as well." in html
    assert "Earn Empathy and Initiative." not in html


def test_a_level_that_is_earned_leads_to_its_award(way, skills, earn, learner, client):
    for skill in skills:
        earn(skill, learner)
    client.force_login(learner)
    level = learner.awards.get(badge__slug="way-1")
    html = page(client)
    assert "You earned this level on " in html
    assert f'href="/awards/{level.pk}/"' in html


def test_what_somebody_else_has_is_not_shown(way, skills, earn, learner, other_learner, client):
    earn(skills[0], learner)
    client.force_login(other_learner)
    assert "Earn Empathy and Initiative." in page(client)


def test_a_learner_who_has_it_all_is_led_to_the_macro_badge(
    way, skills, earn, learner, confirm, client
):
    for skill in skills:
        earn(skill, learner)
    confirm(Requirement.objects.get(slug="plan"), learner)
    client.force_login(learner)
    macro = learner.awards.get(badge__slug="way-macro")
    html = page(client)
    assert "See your micro-credential" in html
    assert f'href="/awards/{macro.pk}/"' in html


def test_the_list_says_how_many_levels_a_learner_has(way, skills, earn, learner, client):
    for skill in skills:
        earn(skill, learner)
    client.force_login(learner)
    assert "2 of 3 levels earned" in page(client, "/pathways/")


def test_the_list_without_pathways_leads_to_the_badges(client, db):
    html = page(client, "/pathways/")
    assert "No pathways yet" in html
    assert 'href="/badges/"' in html


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_a_pathway_costs_as_many_queries_with_thirty_requirements_as_with_three(learner, client):
    client.force_login(learner)
    for count in (3, 30):
        asked = [{"badges": [factories.a_badge()]} for _ in range(count)]
        factories.a_pathway(asked, slug=f"way-of-{count}")
    page(client, "/pathways/way-of-3/")
    assert queries(client, "/pathways/way-of-3/") == queries(client, "/pathways/way-of-30/")


def test_the_list_costs_as_many_queries_with_ten_pathways_as_with_one(learner, client):
    client.force_login(learner)
    factories.a_pathway()
    one = queries(client, "/pathways/")
    for _ in range(9):
        factories.a_pathway()
    assert queries(client, "/pathways/") == one


def rows_of(html):
    table = BeautifulSoup(html, "html.parser").select_one(".table")
    return [
        [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("th, td")]
        for row in (table.select("tr") if table else [])
    ]


def test_the_list_says_which_badge_counts_where(way, client):
    factories.a_pathway(slug="other", name="Other")
    head, *rows = rows_of(page(client, "/pathways/"))
    counted = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert head[0] == "Badge"
    assert counted["Empathy"][way.name] == "Level 1; Level 3, any 1 of 2"
    assert counted["Empathy"]["Other"] == "– nothing"
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_the_badges_that_a_learner_holds_are_marked_for_them_alone(
    way, skills, earn, learner, other_learner, client
):
    earn(skills[0], learner)
    for person, marked in ((learner, 1), (other_learner, 0)):
        client.force_login(person)
        assert page(client, "/pathways/").count("You hold it") == marked


def test_no_table_is_drawn_where_no_pathway_asks_for_a_badge(client, db):
    step = {"kind": Requirement.Kind.TASK, "slug": "plan", "name": "Plan", "how": "Plan."}
    factories.a_pathway(*([{**step, "slug": f"plan-{level}"}] for level in range(3)))
    assert rows_of(page(client, "/pathways/")) == []
