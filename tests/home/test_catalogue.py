import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from badges.awarding import award
from badges.models import Badge, BadgeCompetency
from home.catalogue import BADGES_A_PAGE
from learning.models import Enrolment, LessonPage, ModulePage
from learning.remembered import forget
from tests import factories

pytestmark = pytest.mark.django_db


def page(client, address="/badges/"):
    return client.get(address).content.decode()


def test_it_lists_the_skill_badges_and_not_those_of_pathways(client):
    factories.a_badge(name="Empathy")
    factories.a_pathway(name="Innovation", slug="innovation")
    html = page(client)
    assert "Empathy" in html
    assert "/badges/innovation-macro/" not in html.split('id="pathways"')[0]


def test_badges_of_pathways_stand_with_their_pathway(client):
    factories.a_pathway(name="Innovation", slug="innovation")
    stack = page(client).split('id="pathways"')[1]
    places = [
        stack.index(f'href="{address}"')
        for address in (
            "/pathways/innovation/",
            "/badges/innovation-macro/",
            "/badges/innovation-3/",
            "/badges/innovation-2/",
            "/badges/innovation-1/",
        )
    ]
    assert places == sorted(places)


def test_it_says_what_a_badge_costs_and_whether_its_course_is_open(client):
    assessment = factories.an_assessment()
    badge = assessment.badge
    badge.hours_from, badge.hours_to = 8, 10
    badge.save()
    html = page(client)
    assert "Course in preparation" in html
    assert "8 to 10 hours" in html
    assert "4 competencies" in html
    factories.a_course(assessment=assessment)
    assert "Course in preparation" not in page(client)


def test_an_open_course_says_how_long_its_lessons_take(client):
    course = factories.a_course(lessons=4)
    LessonPage.objects.update(minutes=30)
    course.badge.hours_from, course.badge.hours_to = 8, 10
    course.badge.save()

    html = client.get("/badges/").content.decode()

    assert "about 8 hours" in html
    assert "8 to 10 hours" not in html
    assert "4 competencies" in html
    assert "Course in preparation" not in html


def test_a_learner_sees_what_is_earned_and_what_is_begun(client, learner):
    earned, begun = factories.a_badge(), factories.an_assessment().badge
    course = factories.a_course(assessment=begun.assessment)
    Enrolment.objects.create(learner=learner, course=course)
    award(badge=earned, recipient=learner, narrative="Passed.")
    assert "state--done" not in page(client)
    client.force_login(learner)
    html = page(client)
    assert html.count("state--done") == 1
    assert html.count("state--in_progress") == 1


def test_without_badges_it_says_so(client):
    assert "No badges yet" in page(client)


# Choosing


def shown(client, address="/badges/", **asked):
    return [card["badge"].name for card in client.get(address, asked).context["cards"]]


@pytest.fixture
def fishing():
    """Rests on “Tie a knot”, is tagged “By the sea”, takes 3 to 4 hours, counts for a pathway."""
    badge = factories.a_badge(name="Fishing", hours_from=3, hours_to=4)
    competency = factories.a_competency(name="Tie a knot", slug="tie-a-knot")
    BadgeCompetency.objects.create(badge=badge, competency=competency)
    badge.tags.add("By the sea")
    badge.save()
    asked = [[{"badges": [badge]}] for _level in range(3)]
    factories.a_pathway(*asked, slug="coast", name="Coast")
    return badge


@pytest.fixture
def hunting():
    return factories.a_badge(name="Hunting", hours_from=11, hours_to=12)


@pytest.mark.parametrize(
    "asked",
    [
        {"skill": "tie-a-knot"},
        {"skill": "by-the-sea"},
        {"time": "5"},
        {"pathway": "coast"},
        {"skill": "tie-a-knot", "time": "10", "pathway": "coast"},
    ],
)
def test_badges_are_chosen_by_skill_time_and_pathway(client, fishing, hunting, asked):
    assert "Hunting" in shown(client)
    assert shown(client, **asked) == ["Fishing"]


def test_a_badge_is_shown_once_however_often_it_fits(client, fishing):
    fishing.tags.add("tie a knot")
    fishing.save()
    assert shown(client, skill="tie-a-knot") == ["Fishing"]


def test_time_is_that_of_the_course_where_there_is_one(client):
    course = factories.a_course(lessons=1)
    LessonPage.objects.update(minutes=60)
    course.badge.hours_from, course.badge.hours_to = 20, 30
    course.badge.save()
    assert shown(client, time="5") == [course.badge.name]


def test_a_badge_whose_length_nobody_knows_fits_no_length(client):
    factories.a_badge()
    assert shown(client, time="20") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"skill": "nonsense"},
        {"time": "7"},
        {"time": "many"},
        {"pathway": "\x00"},
        {"page": "x"},
        {"skill": "'; --"},
    ],
)
def test_what_cannot_be_chosen_counts_as_not_chosen(client, fishing, hunting, asked):
    assert {"Fishing", "Hunting"} <= set(shown(client, **asked))
    assert 'class="chips"' not in client.get("/badges/", asked).content.decode()


def test_only_skills_that_a_badge_has_can_be_chosen(client, fishing, hunting):
    factories.a_competency(name="Unused")
    html = page(client)
    assert '<option value="tie-a-knot">Tie a knot</option>' in html
    assert '<option value="by-the-sea">By the sea</option>' in html
    assert "Unused" not in html


def test_a_tag_that_every_badge_has_says_nothing_and_is_left_out(client, fishing, hunting):
    for badge in Badge.objects.of_skills():
        badge.tags.add("everywhere")
        badge.save()
    assert "everywhere" not in page(client)


def test_each_choice_can_be_taken_off_by_itself(client, fishing):
    html = page(client, "/badges/?skill=tie-a-knot&time=5")
    assert 'href="?time=5"' in html
    assert 'href="?skill=tie-a-knot"' in html
    assert '<option value="tie-a-knot" selected>' in html


def test_how_many_fit_is_said_aloud(client, fishing, hunting):
    assert "data-announce>1 badge fits</p>" in page(client, "/badges/?skill=tie-a-knot")


def test_where_nothing_fits_it_says_what_would_help(client, fishing, hunting):
    fishing.hours_from, fishing.hours_to = 30, 40
    fishing.save()
    html = page(client, "/badges/?skill=tie-a-knot&time=5")
    assert "No badge fits all of this." in html
    assert '<a href="?skill=tie-a-knot">Up to 5 hours</a> (then 1 badge fits)' in html


def test_the_address_bar_says_what_was_chosen_and_nothing_of_what_was_not(client, fishing):
    response = client.get("/badges/?skill=&time=5&pathway=&page=3")
    assert response["HX-Push-Url"] == "/badges/?time=5"
    assert client.get("/badges/?skill=&time=")["HX-Push-Url"] == "/badges/"


def test_what_one_has_started_is_asked_of_nobody_but_the_signed_in(client, learner, fishing):
    begun = factories.a_course()
    Enrolment.objects.create(learner=learner, course=begun)
    assert 'name="mine"' not in page(client)
    assert "Fishing" in shown(client, mine="1")
    client.force_login(learner)
    assert 'name="mine"' in page(client)
    assert shown(client, mine="1") == [begun.badge.name]


def test_what_others_have_started_is_not_one_s_own(client, learner, other_learner):
    Enrolment.objects.create(learner=other_learner, course=factories.a_course())
    client.force_login(learner)
    assert shown(client, mine="1") == []


def test_a_learner_s_catalogue_is_kept_by_no_shared_cache(client, learner):
    assert "private" not in client.get("/badges/").get("Cache-Control", "")
    assert not client.get("/badges/").cookies
    client.force_login(learner)
    assert "private" in client.get("/badges/")["Cache-Control"]


# How many there are


def test_many_badges_come_in_pages_that_keep_what_was_chosen(client):
    factories.many_badges(BADGES_A_PAGE + 1, hours_from=1, hours_to=2)
    assert len(shown(client, time="5")) == BADGES_A_PAGE
    assert len(shown(client, time="5", page="2")) == 1
    assert 'href="?time=5&amp;page=2"' in page(client, "/badges/?time=5")


@pytest.mark.parametrize("asked", ["", "?time=5", "?skill=by-the-sea&pathway=coast&time=10"])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_it_costs_as_many_queries_with_eight_hundred_badges_as_with_eight(
    client, learner, fishing, asked, is_signed_in
):
    if is_signed_in:
        client.force_login(learner)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/badges/{asked}").context["cards"]
        return len(captured)

    module = ModulePage.objects.child_of(factories.a_course()).first()

    def more(number):
        factories.many_badges(number, hours_from=1, hours_to=2, position=9)
        factories.many_lessons(module, number)
        forget()

    more(8)
    few = queries()
    more(792)
    assert queries() == few <= (18 if is_signed_in else 14)
