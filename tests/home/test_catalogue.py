import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from badges.awarding import award
from learning.models import Enrolment, LessonPage
from tests import factories

pytestmark = pytest.mark.django_db


def page(client, address="/badges/"):
    return client.get(address).content.decode()


def test_it_lists_the_skill_badges_and_not_those_of_pathways(client):
    factories.a_badge(name="Empathy")
    factories.a_pathway(name="Innovation", slug="innovation")
    html = page(client)
    assert "Empathy" in html
    assert 'href="/pathways/innovation/"' in html
    assert "/badges/innovation-macro/" not in html


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


def test_it_costs_as_many_queries_with_thirty_badges_as_with_three(client, learner):
    client.force_login(learner)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client)
        return len(captured)

    for _ in range(3):
        factories.a_badge(competencies=2)
    page(client)
    few = queries()
    for _ in range(27):
        factories.a_badge(competencies=2)
    assert queries() == few
