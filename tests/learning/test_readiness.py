"""Checking oneself before the assessment."""

import re
import uuid
from fractions import Fraction

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from assessments import attempting
from learning.models import LessonPage, ModulePage
from learning.outlines import outline_of
from learning.progress import complete_lesson
from learning.readiness import (
    ENOUGH,
    CheckedLesson,
    recommend,
    seed_after,
    seed_from,
    spread,
)
from learning.self_checks import checks_in
from tests import factories
from tests.learning.conftest import answer_and_submit, url_of

# What to recommend

marks = st.fractions(min_value=0, max_value=1, max_denominator=12)


def checked(*marks):
    """One lesson for each mark, numbered from 1."""
    return [CheckedLesson(lesson, Fraction(mark)) for lesson, mark in enumerate(marks, start=1)]


def test_whoever_has_everything_right_is_ready():
    assert recommend(checked(1, 1, 1, 1)).is_ready


def test_small_gaps_do_not_keep_anybody_from_the_assessment():
    assert recommend(checked(1, 1, "1/2", "1/2")).is_ready


def test_a_wholly_missed_check_names_its_lesson_even_where_the_mean_would_do():
    assert recommend(checked(1, 1, 0, 1)).lessons == (3,)


def test_below_three_quarters_on_average_the_weak_lessons_are_named_and_no_other():
    assert recommend(checked("1/2", 1, "1/2", "3/4")).lessons == (1, 3)


def test_a_lesson_missed_twice_is_named_once():
    twice = [CheckedLesson(1, Fraction(0)), CheckedLesson(1, Fraction(0))]
    assert recommend(twice).lessons == (1,)


def test_without_a_single_check_there_is_nothing_to_recommend():
    with pytest.raises(ValueError, match="Nothing was checked"):
        recommend([])


@given(st.lists(marks, min_size=1, max_size=6))
def test_whoever_is_not_ready_is_always_told_what_to_read(marks):
    recommendation = recommend(checked(*marks))
    is_ready = sum(marks) / len(marks) >= ENOUGH and min(marks) > 0
    assert recommendation.is_ready is is_ready
    assert list(recommendation.lessons) == sorted(set(recommendation.lessons))


# What to ask

bodies = st.lists(st.integers(0, 6), max_size=8).map(
    lambda counts: [[(i, j) for j in range(count)] for i, count in enumerate(counts)]
)
seeds = st.integers(1, 999)


@given(bodies, seeds)
def test_at_most_four_are_asked_each_once_in_the_order_of_the_lessons(lessons, seed):
    chosen = spread(lessons, seed=seed)
    assert len(chosen) == min(4, sum(map(len, lessons)))
    assert chosen == sorted(set(chosen))


@given(bodies, seeds)
def test_no_lesson_gives_two_before_every_other_has_given_one(lessons, seed):
    asked = [lesson for lesson, _position in spread(lessons, seed=seed)]
    for place, checks in enumerate(lessons):
        if checks and place not in asked:
            assert len(set(asked)) == len(asked)


def test_another_seed_asks_other_checks_where_there_are_any():
    lessons = [["a1", "a2"], ["b1", "b2"], ["c1", "c2"], ["d1", "d2"]]
    assert set(spread(lessons, seed=1)).isdisjoint(spread(lessons, seed=2))


@pytest.mark.parametrize("text", ["", "0", "000", "-1", "1000", "٣", "1e2", "²", "x" * 5000, "1\0"])
def test_a_seed_that_is_none_is_the_first(text):
    assert seed_from(text) == 1


def test_seeds_go_round():
    assert [seed_from("7"), seed_after(7), seed_after(999)] == [7, 8, 1]


# The pages


def check_on(stem):
    return {"type": "check", "value": factories.single_choice(stem), "id": str(uuid.uuid4())}


def fill(lesson, *stems):
    """Put knowledge checks with these stems into a lesson, published."""
    lesson.body = [check_on(stem) for stem in stems]
    lesson.save()


@pytest.fixture
def checked_lessons(lessons):
    """The two lessons of the first module, a check in each."""
    fill(lessons[0], "First?")
    fill(lessons[1], "Second?")
    return lessons


@pytest.fixture
def url(course, modules):
    return reverse("module_readiness", args=[course.slug, modules[0].slug])


@pytest.fixture
def overview_url(course):
    return reverse("course_readiness", args=[course.slug])


def answers_to(client, url, *picks, seed=1):
    """The form as a browser sends it: for each question the option picked (0 is right), or
    None to leave it open."""
    asked = client.get(url, {"seed": seed}).context["asked"]
    data = {"seed": seed, "answered": 1}
    for check, pick in zip(asked, picks, strict=True):
        if pick is not None:
            start = f"Option {pick} "
            options = check.question.controls
            data[check.question.prefix] = next(
                option["id"] for option in options if option["text"].startswith(start)
            )
    return data


def answered(client, url, *picks, seed=1):
    response = client.get(url, answers_to(client, url, *picks, seed=seed))
    assert response.status_code == 200
    return response


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def rows_of_every_table():
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def test_right_answers_recommend_the_assessment(client, url, course, checked_lessons):
    html = text_of(answered(client, url, 0, 0))
    assert "You can go straight to the assessment" in html
    assert f'<a class="button" href="/courses/{course.slug}/assessment/">' in html
    assert "Read these first" not in html


def test_a_missed_answer_names_exactly_its_lesson(client, url, checked_lessons):
    response = answered(client, url, 0, 2)
    html = text_of(response)
    assert "One lesson is worth reading first" in html
    assert f'<a class="button" href="{url_of(checked_lessons[1])}">Begin reading</a>' in html
    assert [row.outline.title for row in response.context["lessons"]] == [checked_lessons[1].title]


def test_missed_lessons_are_named_in_the_order_of_the_module(client, url, checked_lessons):
    response = answered(client, url, 1, 3)
    named = [row.outline.title for row in response.context["lessons"]]
    assert named == [lesson.title for lesson in checked_lessons[:2]]


def test_an_answer_left_open_counts_as_missed_and_is_called_open(client, url, checked_lessons):
    response = answered(client, url, 0, None)
    assert [row.outline.title for row in response.context["lessons"]] == [checked_lessons[1].title]
    assert "You left this one open." in text_of(response)


def test_each_answer_gets_its_own_feedback_and_no_other(client, url, checked_lessons):
    html = text_of(answered(client, url, 0, 2))
    assert "About option 0." in html
    assert "About option 2." in html
    assert "About option 1." not in html
    assert "About option 3." not in html


def test_the_assessment_stays_open_to_whoever_should_read_first(
    client, url, course, checked_lessons
):
    html = text_of(answered(client, url, 1, 1))
    assert f'href="/courses/{course.slug}/assessment/"' in html


def test_sending_nothing_asks_for_an_answer_and_names_the_first_lesson(
    client, url, checked_lessons
):
    html = text_of(answered(client, url, None, None))
    assert "You have not answered anything yet" in html
    assert f"begin with “{checked_lessons[0].title}”" in html


def test_the_questions_do_not_give_away_what_is_right(client, url, checked_lessons):
    assert "About option" not in text_of(client.get(url))


def test_a_reload_shows_the_same_and_another_seed_another_order(client, url, lessons):
    fill(lessons[0], "First?")

    def order(seed):
        [check] = client.get(url, {"seed": seed}).context["asked"]
        return [option["text"] for option in check.question.controls]

    orders = [order(seed) for seed in range(1, 9)]
    assert orders == [order(seed) for seed in range(1, 9)]
    assert len({tuple(order) for order in orders}) > 1


def test_checking_again_asks_other_questions(client, url, lessons):
    fill(lessons[0], "A1?", "A2?", "A3?")
    fill(lessons[1], "B1?", "B2?", "B3?")
    before = text_of(client.get(url, {"seed": 1}))
    result = answered(client, url, 0, 0, 0, 0)
    again = text_of(client.get(result.context["again_url"]))
    stems = re.compile(r"<p>([AB]\d\?)</p>")
    assert len(stems.findall(before)) == len(stems.findall(again)) == 4
    assert stems.findall(before) != stems.findall(again)


def test_a_copied_lesson_s_check_is_asked_once(client, url, modules, lessons):
    fill(lessons[0], "First?")
    lessons[0].copy(to=modules[0], update_attrs={"title": "A copy", "slug": "a-copy"})
    assert len(client.get(url).context["asked"]) == 1


def test_the_next_competency_to_check_is_the_next_with_something_to_ask(
    client, url, course, modules, checked_lessons
):
    assert answered(client, url, 0, 0).context["following"] is None
    fill(checked_lessons[2], "Third?")
    html = text_of(answered(client, url, 0, 0))
    assert reverse("module_readiness", args=[course.slug, modules[1].slug]) in html


def test_whoever_has_shown_the_next_competency_is_not_sent_to_check_it(
    signed_in, learner, url, course, checked_lessons
):
    fill(checked_lessons[2], "Third?")
    answer_and_submit(course.assessment, learner, right={2})
    assert answered(signed_in, url, 0, 0).context["following"] is None


def test_a_lesson_read_before_is_marked_as_done(signed_in, learner, url, checked_lessons):
    complete_lesson(learner=learner, lesson=checked_lessons[0])
    [row] = answered(signed_in, url, 1, 0).context["lessons"]
    assert row.is_done


def test_a_module_without_checks_says_so_and_links_its_lessons(client, url, lessons):
    html = text_of(client.get(url))
    assert "nothing to check yourself with here yet" in html
    for lesson in lessons[:2]:
        assert f'href="{url_of(lesson)}"' in html
    # The only form is the site's search.
    assert html.count("<form") == html.count('role="search"')


def test_answers_to_a_module_without_checks_get_the_same_page(client, url, lessons):
    html = text_of(client.get(url, {"answered": 1, "q12345678": "x"}))
    assert "nothing to check yourself with here yet" in html


def test_the_overview_lists_every_competency_with_the_way_to_its_check(
    client, overview_url, url, modules, checked_lessons
):
    html = text_of(client.get(overview_url))
    for module in modules:
        assert module.competency.name in html
    assert f'href="{url}"' in html
    assert "2 questions" in html
    assert "To its lessons" in html  # the second module has no checks


def test_the_overview_tells_a_learner_what_is_shown_already(
    signed_in, learner, overview_url, url, course, lessons
):
    fill(lessons[0], "First?")
    for lesson in lessons[:2]:
        complete_lesson(learner=learner, lesson=lesson)
    answer_and_submit(course.assessment, learner, right={1})
    html = text_of(signed_in.get(overview_url))
    assert "Shown in the assessment" in html
    assert f'href="{url}"' not in html


def test_whoever_has_shown_the_competency_is_told_so_in_its_check(
    signed_in, learner, url, course, checked_lessons
):
    answer_and_submit(course.assessment, learner, right={1})
    for response in (signed_in.get(url), answered(signed_in, url, 1, 1)):
        assert "there is nothing left to find out" in text_of(response)


def test_a_course_without_an_assessment_still_recommends_and_links_none(
    client, url, overview_url, course, checked_lessons
):
    course.assessment = None
    course.save()
    for page in (client.get(overview_url), answered(client, url, 0, 0)):
        assert f"/courses/{course.slug}/assessment/" not in text_of(page)


# Ways to it


def test_the_course_its_assessment_and_its_modules_lead_to_the_check(
    client, course, modules, url, overview_url
):
    home = f"/courses/{course.slug}/"
    assert f'href="{overview_url}"' in text_of(client.get(home))
    assert f'href="{overview_url}"' in text_of(client.get(f"{home}assessment/"))
    assert f'href="{url}"' in text_of(client.get(f"{home}{modules[0].slug}/"))


def test_in_the_middle_of_an_attempt_nobody_is_led_away(signed_in, learner, course, overview_url):
    attempting.start(assessment=course.assessment, learner=learner)
    home = f"/courses/{course.slug}/"
    assert overview_url not in text_of(signed_in.get(home))
    assert overview_url not in text_of(signed_in.get(f"{home}assessment/"))


@pytest.mark.django_db
def test_a_module_may_not_take_the_address_of_the_check():
    module = ModulePage(
        title="Ready", slug="ready", outcome="x", competency=factories.a_competency()
    )
    with pytest.raises(ValidationError, match="ready"):
        module.clean()


# No trace


def test_a_visitor_leaves_no_row_and_no_cookie(client, url, overview_url, checked_lessons):
    before = rows_of_every_table()
    for response in (client.get(overview_url), client.get(url), answered(client, url, 0, 1)):
        assert "Set-Cookie" not in response.headers
        assert not response.cookies
        assert "private" in response["Cache-Control"]
    assert rows_of_every_table() == before


def test_a_learner_leaves_no_row_either_and_is_not_enrolled(
    signed_in, url, overview_url, checked_lessons
):
    before = rows_of_every_table()
    with CaptureQueriesContext(connection) as captured:
        signed_in.get(overview_url)
        answered(signed_in, url, 0, 1)
    assert rows_of_every_table() == before
    written = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
    assert not [q["sql"] for q in captured.captured_queries if written.match(q["sql"])]


def test_whoever_looks_into_a_lesson_and_comes_back_finds_their_answers(client, url, lessons):
    # With “no-store” a browser may forget what was filled in.
    assert "no-store" not in client.get(url)["Cache-Control"]


def test_answers_cannot_be_posted(client, url, checked_lessons):
    assert client.post(url, {"answered": 1}).status_code == 405


def test_the_bank_of_the_assessment_is_never_asked(client, url, overview_url, checked_lessons):
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        pages = [client.get(overview_url), client.get(url), answered(client, url, 1, 1)]
    for page in pages:
        assert "of Bank" not in text_of(page)
    tables = ("assessments_question", "assessments_questionbank", "assessments_attempt")
    for query in captured.captured_queries:
        assert not any(f'"{table}"' in query["sql"] for table in tables)


# Who may see what


def test_a_draft_lesson_s_checks_are_asked_of_nobody(client, editor, url, checked_lessons):
    client.get(url)
    checked_lessons[0].unpublish()
    html = text_of(client.get(url))
    assert "First?" not in html
    assert "Second?" in html
    client.force_login(editor)
    assert "First?" not in text_of(client.get(url))


def test_an_outline_from_before_a_lesson_was_taken_back_brings_no_check_of_it(
    course, checked_lessons
):
    before = outline_of(course.pk)
    checked_lessons[0].unpublish()
    assert checked_lessons[0].pk not in checks_in(before.lessons)
    assert checked_lessons[1].pk in checks_in(before.lessons)


def test_what_an_editor_has_not_published_yet_is_not_asked(client, url, checked_lessons):
    lesson = checked_lessons[0]
    lesson.body = [check_on("Unfinished?")]
    lesson.save_revision()
    html = text_of(client.get(url))
    assert "Unfinished?" not in html
    assert "First?" in html


def test_a_new_check_is_asked_at_once(client, url, checked_lessons):
    client.get(url)
    fill(checked_lessons[0], "Quite new?")
    assert "Quite new?" in text_of(client.get(url))


@pytest.mark.parametrize("hidden", ["course", "module"])
def test_a_draft_course_or_module_has_no_check(
    client, url, course, modules, checked_lessons, hidden
):
    {"course": course, "module": modules[0]}[hidden].unpublish()
    assert client.get(url).status_code == 404


def test_a_private_course_is_checked_by_those_it_is_for_alone(
    client, learner, url, overview_url, course, checked_lessons
):
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    for path in (url, overview_url):
        assert client.get(path).status_code == 404
    client.force_login(learner)
    for path in (url, overview_url):
        assert client.get(path).status_code == 200


def test_a_private_module_is_left_out_for_others(
    client, url, overview_url, modules, checked_lessons
):
    PageViewRestriction.objects.create(page=modules[0], restriction_type=PageViewRestriction.LOGIN)
    assert client.get(url).status_code == 404
    assert modules[0].competency.name not in text_of(client.get(overview_url))


def test_a_private_lesson_s_check_is_not_asked_of_others(client, learner, url, checked_lessons):
    PageViewRestriction.objects.create(
        page=checked_lessons[0], restriction_type=PageViewRestriction.LOGIN
    )
    assert "First?" not in text_of(client.get(url))
    client.force_login(learner)
    assert "First?" in text_of(client.get(url))


def test_a_password_on_a_lesson_sets_no_cookie(client, url, checked_lessons):
    PageViewRestriction.objects.create(
        page=checked_lessons[0], restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )
    response = client.get(url)
    assert "First?" not in text_of(response)
    assert not response.cookies


@pytest.mark.parametrize(
    "path", ["/courses/nowhere/ready/", "/courses/nowhere/ready/x/", "/courses/{course}/ready/x/"]
)
def test_what_is_not_there_is_not_found(client, course, path):
    assert client.get(path.format(course=course.slug)).status_code == 404


# Hostile input


@pytest.mark.parametrize(
    "value",
    ["", "\0", "x" * 5000, "<script>alert(1)</script>", "' OR 1=1 --", "٣", "..", b"\xff\xfe"],
)
def test_an_answer_that_is_none_is_left_open(client, url, checked_lessons, value):
    data = answers_to(client, url, 0, None)
    [_first, second] = client.get(url).context["asked"]
    data[second.question.prefix] = value
    response = client.get(url, data)
    assert response.status_code == 200
    assert response.context["asked"][1].outcome is None
    assert "<script>alert" not in text_of(response)


def test_an_option_of_another_question_answers_nothing(client, url, checked_lessons):
    data = answers_to(client, url, 0, 0)
    prefixes = [check.question.prefix for check in client.get(url).context["asked"]]
    data[prefixes[0]], data[prefixes[1]] = data[prefixes[1]], data[prefixes[0]]
    assert "You have not answered anything yet" in text_of(client.get(url, data))


def test_of_an_answer_sent_twice_the_last_counts(client, url, checked_lessons):
    right, wrong = (answers_to(client, url, pick, 0) for pick in (0, 1))
    [prefix, _second] = [check.question.prefix for check in client.get(url).context["asked"]]
    both = {**right, prefix: [right[prefix], wrong[prefix]]}
    assert not client.get(url, both).context["recommendation"].is_ready


def test_answers_to_a_check_taken_back_meanwhile_are_ignored(client, url, checked_lessons):
    data = answers_to(client, url, 1, 0)
    checked_lessons[0].unpublish()
    assert client.get(url, data).context["recommendation"].is_ready


@pytest.mark.parametrize("seed", ["", "-5", "99999999999999999999", "abc", "\0"])
def test_any_seed_is_answered(client, url, checked_lessons, seed):
    assert client.get(url, {"seed": seed}).context["seed"] == 1


# How much the database has to do


def queries(client, url, data=None):
    client.get(url, data)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, data).status_code == 200
    return len(captured)


def test_a_visitor_s_check_takes_two_and_a_learner_s_seven(
    client, learner, url, overview_url, checked_lessons
):
    data = answers_to(client, url, 0, 1)
    for path, form in ((url, None), (url, data), (overview_url, None)):
        assert queries(client, path, form) <= 2
    client.force_login(learner)
    for path, form in ((url, None), (url, data), (overview_url, None)):
        assert queries(client, path, form) <= 7


def test_it_takes_as_many_for_twenty_lessons_as_for_one_kept_or_not(client):
    def cold(lessons):
        assessment = factories.an_assessment(competencies=2, questions=1, bank_size=1)
        course = factories.a_course(assessment=assessment, lessons=lessons)
        for lesson in LessonPage.objects.descendant_of(course):
            fill(lesson, "One?", "Two?")
        module = ModulePage.objects.child_of(course).first()
        counts = []
        for path in (
            reverse("course_readiness", args=[course.slug]),
            reverse("module_readiness", args=[course.slug, module.slug]),
        ):
            cache.clear()
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            counts.append(len(captured))
            counts.append(queries(client, path))
        return counts

    cold(1)
    assert cold(1) == cold(20)
