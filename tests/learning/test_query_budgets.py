"""How much the database has to do for a page, and that it does not grow with what there is."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from badges.awarding import award
from badges.models import Badge
from learning.margins import keep_note, keep_place, set_bookmark
from learning.models import (
    Bookmark,
    LessonPage,
    ModulePage,
    Note,
    OwnDate,
    Reflection,
    StudyDay,
)
from learning.progress import complete_lesson, enrol, open_lesson
from learning.studying import set_goal
from tests import factories
from tests.learning import lesson_bodies
from tests.learning.conftest import answer_and_submit, url_of

pytestmark = pytest.mark.django_db


def a_small_course(lessons=1):
    assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
    return factories.a_course(assessment=assessment, lessons=lessons)


def queries(client, url):
    """The queries of a request when everything that is kept in the cache is there."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return [query["sql"] for query in captured.captured_queries]


def first_lesson(course, body=None):
    module = ModulePage.objects.child_of(course).first()
    if body is not None:
        return factories.a_lesson(module, body=body)
    return LessonPage.objects.child_of(module).first()


@pytest.mark.parametrize("lessons", [2, 20])
def test_a_signed_in_lesson_takes_at_most_eight(signed_in, learner, lessons):
    course = a_small_course(lessons)
    for lesson in LessonPage.objects.descendant_of(course)[: lessons - 1]:
        complete_lesson(learner=learner, lesson=lesson)
    assert len(queries(signed_in, url_of(first_lesson(course)))) <= 8


def test_a_lesson_with_all_one_can_do_in_it_takes_at_most_six(signed_in):
    body = [lesson_bodies.check(), lesson_bodies.scenario(), lesson_bodies.reflection()]
    lesson = first_lesson(a_small_course(), body)
    # The session, who it is, how far they are, what they wrote and chose, and the margin.
    assert len(queries(signed_in, url_of(lesson))) <= 6


@pytest.mark.parametrize("lessons", [2, 20])
def test_a_signed_in_course_takes_at_most_five(signed_in, learner, lessons):
    course = a_small_course(lessons)
    open_lesson(learner=learner, lesson=first_lesson(course))
    assert len(queries(signed_in, f"/courses/{course.slug}/")) <= 5


def test_a_module_takes_at_most_eight(signed_in):
    course = a_small_course(20)
    module = ModulePage.objects.child_of(course).first()
    assert len(queries(signed_in, f"/courses/{course.slug}/{module.slug}/")) <= 8


def test_a_visitor_s_pages_take_none_once_they_are_kept(client):
    course = a_small_course()
    for url in ("/", "/badges/", f"/courses/{course.slug}/", url_of(first_lesson(course))):
        assert len(queries(client, url)) == 0


def test_a_visitor_s_pages_of_a_course_take_at_most_four_to_make(client):
    course = a_small_course()
    for url in (f"/courses/{course.slug}/", url_of(first_lesson(course))):
        # With a parameter that is none of ours, a page is made anew.
        assert len(queries(client, f"{url}?anew=1")) <= 4


def test_the_page_of_an_award_which_is_never_kept_takes_at_most_three(client, earn, learner):
    given = earn(factories.a_badge(competencies=4), learner)
    assert len(queries(client, given.get_absolute_url())) <= 3


@pytest.mark.parametrize("url", ["/", "/badges/"])
def test_what_lists_the_badges_takes_as_many_for_a_thousand_as_for_ten(client, url):
    def cold():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{url}?anew=1").status_code == 200
        return len(captured)

    factories.a_site()
    issuer = factories.an_issuer()

    def add(numbers):
        Badge.objects.bulk_create(
            Badge(slug=f"bulk-{n}", name=f"Bulk {n}", issuer=issuer) for n in numbers
        )

    add(range(10))
    cold()
    few = cold()
    add(range(10, 1_000))
    assert cold() == few


def test_the_dashboard_takes_at_most_twelve_however_much_there_is(signed_in, learner):
    def fill(many):
        for _ in range(many):
            course = a_small_course()
            enrol(learner=learner, course=course)
            award(badge=factories.a_badge(), recipient=learner, narrative="Shown.")
        factories.a_pathway()

    fill(2)
    few = queries(signed_in, "/dashboard/")
    fill(18)
    many = queries(signed_in, "/dashboard/")
    assert len(many) == len(few) <= 12


def test_a_dashboard_nobody_has_kept_anything_of_grows_with_nothing_either(signed_in, learner):
    def cold():
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            signed_in.get("/dashboard/")
        return len(captured)

    enrol(learner=learner, course=a_small_course())
    factories.a_pathway()
    cold()
    one = cold()
    for _ in range(3):
        enrol(learner=learner, course=a_small_course(3))
    factories.a_pathway()
    assert cold() == one


def test_a_result_takes_as_many_for_four_competencies_as_for_one(signed_in, learner):
    few = answer_and_submit(a_small_course().assessment, learner, right=set())
    assessment = factories.an_assessment(competencies=4, questions=1, bank_size=1)
    course = factories.a_course(assessment=assessment)
    many = answer_and_submit(course.assessment, learner, right=set())
    counts = {len(queries(signed_in, attempt.get_absolute_url())) for attempt in (few, many)}
    assert len(counts) == 1


@pytest.mark.parametrize("many", [10, 1000])
def test_the_dashboard_takes_at_most_twelve_with_everything_one_can_own(signed_in, learner, many):
    today = timezone.localdate()
    course = a_small_course(many // 50 + 1)
    lessons = list(LessonPage.objects.descendant_of(course))
    open_lesson(learner=learner, lesson=lessons[0])
    set_goal(learner=learner, unit="days", amount=3)
    Bookmark.objects.bulk_create(Bookmark(learner=learner, lesson=each) for each in lessons)
    OwnDate.objects.bulk_create(
        OwnDate(learner=learner, title=f"Day {n}", day=today + timedelta(days=n))
        for n in range(many)
    )
    StudyDay.objects.bulk_create(
        StudyDay(learner=learner, day=today - timedelta(days=n + 1)) for n in range(many)
    )
    factories.a_pathway()
    assert len(queries(signed_in, "/dashboard/")) <= 12


@pytest.mark.parametrize("many", [10, 1000])
def test_a_lesson_takes_at_most_eight_whatever_was_written_elsewhere(signed_in, learner, many):
    body = [lesson_bodies.check(), lesson_bodies.scenario(), lesson_bodies.reflection()]
    lesson = first_lesson(a_small_course(), body)
    keep_note(learner=learner, lesson=lesson, text="Mine.")
    set_bookmark(learner=learner, lesson=lesson)
    keep_place(learner=learner, lesson=lesson, paragraph=4)
    Note.objects.bulk_create(
        Note(learner=learner, title=f"Gone {n}", text="Old.") for n in range(many)
    )
    assert len(queries(signed_in, url_of(lesson))) <= 8


@pytest.mark.parametrize("many", [10, 1000])
def test_the_journal_takes_as_many_for_a_thousand_entries_as_for_ten(signed_in, learner, many):
    lesson = first_lesson(a_small_course())
    set_bookmark(learner=learner, lesson=lesson)
    keep_note(learner=learner, lesson=lesson, text="Mine.")
    Note.objects.bulk_create(
        Note(learner=learner, title=f"Gone {n}", text="Old.") for n in range(many)
    )
    Reflection.objects.bulk_create(
        Reflection(learner=learner, lesson=lesson, block_id=uuid.uuid4(), prompt="?", text="x")
        for _ in range(many)
    )
    assert len(queries(signed_in, "/journal/")) <= 9
