"""What a search finds, and what it never finds. Run on PostgreSQL too (tests/services)."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from badges.models import BadgeCompetency
from home.models import HomePage, StandardPage
from home.searching import RESULTS_A_PAGE, Kind, search
from learning.models import CoursePage, LessonPage, ModulePage
from tests import factories
from tests.kept_rows import made_once
from tests.learning import lesson_bodies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexed")]


def titles(query, **more):
    return ["".join(piece.text for piece in one.title) for one in search(query, **more).found]


def a_text(words):
    return [{"type": "rich_text", "value": f"<p>{words}</p>"}]


@pytest.fixture
def course():
    def make():
        assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
        return factories.a_course(assessment=assessment, lessons=0, title="On rivers")

    return made_once(("course to search",), make)


@pytest.fixture
def module(course):
    return ModulePage.objects.child_of(course).get()


def test_it_finds_courses_lessons_badges_pathways_and_standing_pages():
    factories.a_badge(name="Lighthouse keeping")
    factories.a_pathway(name="Lighthouses")
    course = factories.a_course(title="A lighthouse")
    factories.a_lesson(ModulePage.objects.child_of(course).first(), title="The lighthouse lamp")
    page = StandardPage(title="Lighthouse rules", slug="rules", body="<p>Two.</p>")
    HomePage.objects.get().add_child(instance=page)

    found = search("lighthouse")

    assert found.counts == dict.fromkeys(Kind, 1)
    assert {one.url for one in found.found} >= {f"/courses/{course.slug}/", "/rules/"}


def test_each_result_leads_to_its_page(client, module):
    lesson = factories.a_lesson(module, title="Otters")
    (one,) = search("otters").found
    assert one.where == ("On rivers", module.title)
    html = client.get(one.url).content.decode()
    assert "Otters" in html
    assert one.url.endswith(f"/{lesson.slug}/")


def test_the_text_of_a_lesson_is_found_and_shown_with_the_word_marked(module):
    factories.a_lesson(module, title="A walk", body=a_text("We met a heron on the bank."))
    (one,) = search("heron").found
    assert [piece.text for piece in one.excerpt if piece.found] == ["heron"]


@pytest.mark.parametrize("query", ["her", "hero", "HERON", "herons", "heron wad", "wading herons"])
def test_the_beginning_of_a_word_and_its_other_forms_are_enough(module, query):
    factories.a_lesson(module, title="A walk", body=a_text("A heron that waded."))
    assert titles(query) == ["A walk"]


def test_what_has_all_the_words_is_found_and_nothing_else(module):
    factories.a_lesson(module, title="Both", body=a_text("An otter and a heron."))
    factories.a_lesson(module, title="One", body=a_text("An otter."))
    assert titles("heron otter") == ["Both"]


def test_where_nothing_has_all_the_words_what_has_some_is_shown_and_said_to(module):
    factories.a_lesson(module, title="One", body=a_text("An otter."))
    found = search("otter zeppelin")
    assert found.any_word
    assert len(found.found) == 1


def test_a_title_counts_more_than_a_text(module):
    factories.a_lesson(module, title="Long", body=a_text("An otter, an otter. " * 5))
    factories.a_lesson(module, title="The otter", body=a_text("Something else. " * 5))
    assert titles("otter")[0] == "The otter"


def test_a_badge_is_found_by_the_competencies_it_rests_on():
    badge = factories.a_badge(name="Fishing")
    competency = factories.a_competency(name="Tie a knot")
    link = BadgeCompetency.objects.create(badge=badge, competency=competency)
    assert titles("knot") == ["Fishing"]
    competency.name = "Mend a net"
    competency.save()
    assert titles("net") == ["Fishing"]
    assert titles("knot") == []
    link.delete()
    assert titles("net") == []


# What is not for everybody


def test_a_draft_is_not_found_until_it_is_published(module):
    lesson = LessonPage(title="Otters", body=a_text("Swim."), live=False)
    module.add_child(instance=lesson)
    lesson.save_revision()
    assert titles("otters") == []
    lesson.get_latest_revision().publish()
    assert titles("otters") == ["Otters"]


def test_what_a_draft_of_a_live_page_says_is_not_found(module):
    lesson = factories.a_lesson(module, title="Otters", body=a_text("They swim."))
    lesson.title = "Beavers"
    lesson.body = a_text("They build.")
    lesson.save_revision()
    assert titles("beavers") == titles("build") == []
    assert titles("swim") == ["Otters"]
    lesson.get_latest_revision().publish()
    assert titles("build") == ["Beavers"]
    assert titles("swim") == []


def test_an_unpublished_page_is_not_found(module):
    lesson = factories.a_lesson(module, title="Otters")
    lesson.unpublish()
    assert titles("otters") == []


@pytest.mark.parametrize("above", [CoursePage, ModulePage])
def test_what_stands_below_an_unpublished_page_is_not_found(module, above):
    factories.a_lesson(module, title="Otters")
    above.objects.get().unpublish()
    assert titles("otters") == []


@pytest.mark.parametrize("where", [CoursePage, ModulePage, LessonPage])
@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_a_private_page_and_what_stands_below_it_are_not_found(module, where, kind):
    factories.a_lesson(module, title="Otters")
    restriction = PageViewRestriction.objects.create(
        page=where.objects.get().page_ptr, restriction_type=kind, password="p"
    )
    if kind == "groups":
        restriction.groups.add(Group.objects.create(name="Some"))
    assert titles("otters") == []


def test_a_moved_page_is_found_where_it_is_now(module):
    lesson = factories.a_lesson(module, title="Otters")
    other = factories.a_course(title="On seas", lessons=0)
    there = ModulePage.objects.child_of(other).first()
    lesson.move(there, pos="last-child")
    (one,) = search("otters").found
    assert one.url == f"/courses/{other.slug}/{there.slug}/{lesson.slug}/"
    assert one.where[0] == "On seas"


def test_a_page_with_another_address_is_found_there(module, course):
    factories.a_lesson(module, title="Otters")
    course.slug = "streams"
    course.save_revision().publish()
    (one,) = search("otters").found
    assert one.url.startswith("/courses/streams/")


def test_a_deleted_page_is_not_found(module):
    factories.a_lesson(module, title="Otters").delete()
    assert titles("otters") == []


def test_checks_choices_and_their_feedback_are_not_found(module):
    body = [lesson_bodies.check(), lesson_bodies.scenario(), lesson_bodies.reflection()]
    factories.a_lesson(module, title="Otters", body=body)
    assert titles("option") == []
    assert titles("about option") == []
    assert titles("scene") == []
    assert titles("how is it with you") == ["Otters"]


def test_the_questions_of_an_assessment_are_not_found(course):
    bank = factories.a_bank(questions=0)
    factories.a_question(bank=bank, body=factories.single_choice("Where does the otter sleep?"))
    assert search("otter").total == 0
    assert search("Bank").total == 0


# Whatever is asked

HOSTILE = [
    "",
    " ",
    '"',
    "'",
    "'; DROP TABLE badges_badge; --",
    '"otter',
    "otter*",
    "otter OR NOT AND NEAR(",
    "title:otter",
    "{title} : otter",
    "-otter +heron ^x",
    "otter & | ! <-> :*",
    "\\",
    "%s %(x)s {0} {{ x }}",
    "\x00",
    "ot\x00ter",
    "🦦 🙂",
    "ß ſ İ ﬁ",
    "العربية 水獺 ελλάδα",
    "a" * 5000,
    "otter " * 3000,
    "<script>alert(1)</script>",
    "\ud800".encode("utf-8", "replace").decode(),
]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_fails(client, module, query):
    factories.a_lesson(module, title="Otters")
    assert client.get("/search/", {"q": query}).status_code == 200


def test_a_wrong_spelling_is_answered_with_one_that_finds_something(module):
    factories.a_lesson(module, title="Otters")
    assert search("oters").suggestion == "otters"


def test_no_spelling_is_suggested_that_finds_nothing(module):
    factories.a_lesson(module, title="Otters")
    factories.a_lesson(module, title="Herons")
    assert search("oters hrons").suggestion == ""


# How many there are


def test_results_come_in_pages(module):
    for number in range(RESULTS_A_PAGE + 2):
        factories.a_lesson(module, title=f"Otter {number}")
    first, second = search("otter", page=1), search("otter", page="2")
    assert len(first.found) == RESULTS_A_PAGE
    assert len(second.found) == 2
    assert not {one.url for one in first.found} & {one.url for one in second.found}
    assert search("otter", page="no number").found == first.found
    assert search("otter", page=99).found == second.found


def test_one_kind_can_be_asked_for_and_all_are_counted(module):
    factories.a_lesson(module, title="Otters")
    factories.a_badge(name="Otters")
    found = search("otters", kind=Kind.BADGE)
    assert [one.kind for one in found.found] == [Kind.BADGE]
    assert found.total == 2
    assert search("otters", kind=Kind.PATHWAY).found == ()


@pytest.mark.parametrize("kind", ["", "badge", "lesson"])
def test_it_takes_as_many_queries_among_eight_hundred_as_among_eight(client, module, kind):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            response = client.get("/search/", {"q": "otter", "kind": kind})
        assert response.context["results"].found
        return len(captured)

    def more(number):
        factories.many_lessons(module, number, title="Otters")
        factories.many_badges(number, name="Otters")

    more(8)
    queries()
    few = queries()
    more(792)
    # Where all kinds are asked for, the first ten may be of one kind: then there is less to read.
    assert queries() <= few <= 8
    if kind:
        assert queries() == few
