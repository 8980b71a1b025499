import pytest
from django.urls import reverse

from assessments import attempting
from badges.awarding import award
from badges.models import Requirement
from learning.margins import keep_note, set_bookmark
from learning.progress import complete_lesson, enrol, open_lesson
from learning.reflecting import keep_reflection
from tests import factories
from tests.assessments.tasks import making
from tests.learning.conftest import answer_and_submit, url_of
from tests.learning.lesson_bodies import REFLECTION

pytestmark = pytest.mark.django_db


def page(client, url="/dashboard/"):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("url", ["/dashboard/", "/journal/", "/journal/journal.txt"])
def test_a_visitor_has_to_sign_in(client, url):
    response = client.get(url)
    assert response["Location"] == f"/account/login/?next={url}"


@pytest.mark.parametrize("url", ["/dashboard/", "/journal/", "/journal/journal.txt"])
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
    assert "Your next step in" not in html


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


# The next step, one sentence and one button


def step_on(client):
    advice = client.get("/dashboard/").context["advice"]
    return advice.kind, advice.url


def test_somebody_new_is_told_to_choose_a_badge(signed_in):
    assert step_on(signed_in) == ("choose_badge", "/badges/")
    assert "Choose a badge." in page(signed_in)


def test_a_course_only_enrolled_in_begins_with_a_check(signed_in, learner, course):
    enrol(learner=learner, course=course)
    assert step_on(signed_in) == ("take_check", f"/courses/{course.slug}/ready/")


def test_work_that_was_begun_is_the_next_step_when_nothing_is_to_be_read(signed_in, learner):
    work = making.a_draft(learner)
    assert step_on(signed_in) == ("finish_work", work.get_absolute_url())


def test_work_that_is_judged_leaves_one_waiting(signed_in, learner):
    making.handed_in(learner)
    assert step_on(signed_in)[0] == "wait"
    assert "Nothing waits for you" in page(signed_in)


def test_a_pathway_that_was_begun_leads_on(signed_in, learner):
    held, wanted = factories.a_badge(), factories.a_badge()
    asked = [{"kind": Requirement.Kind.ALL_OF, "badges": [each]} for each in (held, wanted)]
    factories.a_pathway(asked, name="Innovation")
    award(badge=held, recipient=learner, narrative="Shown.")
    assert step_on(signed_in) == ("follow_pathway", wanted.get_absolute_url())


def test_with_every_badge_there_is_one_is_not_told_to_choose(signed_in, learner, course):
    award(badge=course.badge, recipient=learner, narrative="Shown.")
    assert step_on(signed_in) == ("show_badges", "#badges")


def test_every_competency_says_where_one_stands_with_it(signed_in, learner, course, lessons):
    answer_and_submit(course.assessment, learner, right={1})
    complete_lesson(learner=learner, lesson=lessons[2])
    html = page(signed_in)
    for competency in course.badge.ordered_competencies:
        assert f"{competency.name}</a>" in html
    assert "Shown" in html
    assert "1 of 2 lessons" in html


def test_a_pathway_names_the_shortest_way_on_before_its_levels(signed_in, course):
    factories.a_pathway([{"kind": Requirement.Kind.ALL_OF, "badges": [course.badge]}])
    html = page(signed_in)
    assert html.index("Shortest way on:") < html.index("Level 1:")


# The journal, with notes


def test_a_note_stands_in_the_journal_and_leads_back(signed_in, learner, lessons):
    keep_note(learner=learner, lesson=lessons[0], text="Ask Joe.")
    html = page(signed_in, "/journal/")
    assert "Ask Joe." in html
    assert f'href="{url_of(lessons[0])}#notes"' in html


def test_the_newest_of_notes_and_reflections_comes_first(signed_in, learner, rich_lesson, lessons):
    keep_note(learner=learner, lesson=lessons[0], text="Older note.")
    keep_reflection(
        learner=learner, lesson=rich_lesson, block_id=REFLECTION, prompt="How?", text="Newer words."
    )
    html = page(signed_in, "/journal/")
    assert html.index("Newer words.") < html.index("Older note.")


def test_the_journal_is_taken_along_with_notes_and_bookmarks(
    signed_in, learner, rich_lesson, lessons
):
    keep_note(learner=learner, lesson=lessons[0], text="My note.")
    keep_reflection(
        learner=learner, lesson=rich_lesson, block_id=REFLECTION, prompt="How?", text="My words."
    )
    set_bookmark(learner=learner, lesson=lessons[1])
    response = signed_in.get("/journal/journal.txt")
    text = response.content.decode()
    assert response["Content-Disposition"] == 'attachment; filename="journal.txt"'
    for expected in ("My note.", "How?", "My words.", f"- {lessons[1].title}"):
        assert expected in text


def test_nobody_else_s_words_are_taken_along(signed_in, other_learner, lessons):
    keep_note(learner=other_learner, lesson=lessons[0], text="Theirs.")
    set_bookmark(learner=other_learner, lesson=lessons[1])
    text = signed_in.get("/journal/journal.txt").content.decode()
    assert "Theirs." not in text
    assert lessons[1].title not in text


def entry_url(written):
    return reverse("journal_entry", args=[written._meta.model_name, written.pk])


@pytest.fixture
def written(learner, rich_lesson, lessons):
    """A note and a reflection of the learner's."""
    return [
        keep_note(learner=learner, lesson=lessons[0], text="My note."),
        keep_reflection(
            learner=learner,
            lesson=rich_lesson,
            block_id=REFLECTION,
            prompt="How?",
            text="My words.",
        ),
    ]


def test_each_entry_of_the_journal_can_be_deleted(signed_in, learner, written):
    for entry in written:
        assert entry_url(entry) in page(signed_in, "/journal/")
        answer = signed_in.post(entry_url(entry), follow=True)
        assert "The entry is deleted." in answer.content.decode()
        assert entry.text not in page(signed_in, "/journal/")


def test_an_entry_is_deleted_also_when_its_lesson_is_gone(signed_in, learner, written, lessons):
    lessons[0].delete()
    assert "My note." in page(signed_in, "/journal/")
    signed_in.post(entry_url(written[0]))
    assert not learner.notes.exists()
    assert learner.reflections.exists()


def test_a_second_press_on_delete_is_no_error(signed_in, written):
    for _ in range(2):
        assert signed_in.post(entry_url(written[0])).status_code == 302


def test_nobody_deletes_what_somebody_else_wrote(
    client, learner, other_learner, editor, assessor, coordinator, written
):
    for person in (other_learner, editor, assessor, coordinator):
        client.force_login(person)
        for entry in written:
            client.post(entry_url(entry))
    client.logout()
    for entry in written:
        assert "/account/login/" in client.post(entry_url(entry))["Location"]
    assert learner.notes.count() == learner.reflections.count() == 1


def test_what_is_no_kind_of_entry_deletes_nothing(signed_in, learner, written):
    for entry in written:
        signed_in.post(reverse("journal_entry", args=["bookmark", entry.pk]))
    assert learner.notes.count() == learner.reflections.count() == 1


def test_looking_at_the_address_of_an_entry_deletes_nothing(signed_in, learner, written):
    assert signed_in.get(entry_url(written[0])).status_code == 405
    assert learner.notes.exists()
