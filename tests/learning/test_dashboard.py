import pytest

from assessments import attempting
from badges.awarding import award
from badges.models import Requirement
from learning.progress import complete_lesson, enrol, open_lesson
from learning.reflecting import keep_reflection
from tests import factories
from tests.learning.conftest import url_of
from tests.learning.lesson_bodies import REFLECTION

pytestmark = pytest.mark.django_db


def page(client, url="/dashboard/"):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("url", ["/dashboard/", "/journal/"])
def test_a_visitor_has_to_sign_in(client, url):
    response = client.get(url)
    assert response["Location"] == f"/account/login/?next={url}"


@pytest.mark.parametrize("url", ["/dashboard/", "/journal/"])
def test_nothing_of_one_s_own_stays_in_shared_caches(signed_in, url):
    assert "private" in signed_in.get(url)["Cache-Control"]


def test_somebody_new_is_shown_the_way_to_the_badges(signed_in):
    html = page(signed_in)
    assert "No course yet" in html
    assert 'href="/badges/"' in html


def test_the_lesson_to_resume_is_one_click_away(signed_in, learner, course, lessons):
    open_lesson(learner=learner, lesson=lessons[1])
    assert f'<a class="button" href="{url_of(lessons[1])}">' in page(signed_in)


def test_the_course_seen_last_comes_first(signed_in, learner, course, lessons):
    other = factories.a_course(
        assessment=factories.an_assessment(competencies=1, questions=1, bank_size=1)
    )
    enrol(learner=learner, course=other)
    open_lesson(learner=learner, lesson=lessons[0])
    assert page(signed_in).index(course.title) < page(signed_in).index(other.title)


def test_when_all_lessons_are_done_the_assessment_is_next(signed_in, learner, course, lessons):
    for lesson in lessons:
        complete_lesson(learner=learner, lesson=lesson)
    html = page(signed_in)
    assert "Ready for the assessment" in html
    assert f'<a class="button" href="/courses/{course.slug}/assessment/">' in html


def test_an_attempt_under_way_can_be_gone_on_with(signed_in, learner, course):
    enrol(learner=learner, course=course)
    attempt = attempting.start(assessment=course.assessment, learner=learner)
    assert f'<a class="button" href="{attempt.get_absolute_url()}">' in page(signed_in)


def test_badges_held_lie_in_the_stack(signed_in, learner, course):
    held = award(badge=course.badge, recipient=learner, narrative="Shown.")
    html = page(signed_in)
    assert "stack__stone--earned" in html
    assert f'href="{held.get_absolute_url()}"' in html


def test_a_course_whose_badge_is_held_is_not_what_comes_next(signed_in, learner, course):
    enrol(learner=learner, course=course)
    award(badge=course.badge, recipient=learner, narrative="Shown.")
    html = page(signed_in)
    assert "Badge earned" in html
    assert 'id="resume"' not in html


def test_nobody_else_s_badges_or_courses_are_shown(signed_in, other_learner, course, lessons):
    open_lesson(learner=other_learner, lesson=lessons[0])
    award(badge=course.badge, recipient=other_learner, narrative="Shown.")
    html = page(signed_in)
    assert "stack__stone--earned" not in html
    assert course.title not in html


def test_a_course_taken_back_is_mentioned_and_not_lost(signed_in, learner, course):
    enrol(learner=learner, course=course)
    course.unpublish()
    assert "Your progress in it is kept" in page(signed_in)


def test_a_pathway_says_what_is_missing_and_where_to_get_it(signed_in, course):
    factories.a_pathway(
        [{"kind": Requirement.Kind.ALL_OF, "badges": [course.badge]}], name="Innovation"
    )
    html = page(signed_in)
    assert f"Earn {course.badge.name}." in html
    assert f'href="/courses/{course.slug}/"' in html


def test_the_journal_holds_ones_own_words_and_leads_to_the_lesson(signed_in, learner, rich_lesson):
    keep_reflection(
        learner=learner, lesson=rich_lesson, block_id=REFLECTION, prompt="How?", text="My words."
    )
    html = page(signed_in, "/journal/")
    assert "My words." in html
    assert f"{url_of(rich_lesson)}#reflection-{REFLECTION}" in html


def test_the_journal_is_nobody_else_s(client, learner, other_learner, editor, rich_lesson):
    keep_reflection(
        learner=learner, lesson=rich_lesson, block_id=REFLECTION, prompt="How?", text="My words."
    )
    for other in (other_learner, editor):
        client.force_login(other)
        assert "My words." not in page(client, "/journal/")


def test_words_about_a_lesson_that_is_gone_are_still_there(signed_in, learner, rich_lesson):
    keep_reflection(
        learner=learner, lesson=rich_lesson, block_id=REFLECTION, prompt="How?", text="My words."
    )
    rich_lesson.unpublish()
    html = page(signed_in, "/journal/")
    assert "My words." in html
    assert "not published at present" in html
