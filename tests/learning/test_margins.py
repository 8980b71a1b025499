"""Notes, bookmarks and places in lessons: the verbs, and the pages they are used on."""

import pytest
from django.db import IntegrityError
from django.urls import reverse
from wagtail.models import PageViewRestriction

from learning.margins import (
    Margin,
    discard_note,
    keep_note,
    keep_place,
    margin_of,
    remove_bookmark,
    set_bookmark,
)
from learning.models import Bookmark, Note, ReadingPlace
from learning.progress import complete_lesson
from learning.reflecting import LONGEST, NotKept
from tests.learning.conftest import url_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def note_url(lesson):
    return reverse("lesson_note", args=[lesson.pk])


def bookmark_url(lesson):
    return reverse("lesson_bookmark", args=[lesson.pk])


def place_url(lesson):
    return reverse("lesson_place", args=[lesson.pk])


def page(client, url):
    return client.get(url).content.decode()


# Verbs


def test_a_margin_is_empty_until_something_is_left_there(learner, lessons):
    assert margin_of(learner=learner, lesson=lessons[0]) == Margin()


def test_a_margin_holds_note_bookmark_and_place_in_one_query(
    learner, lessons, django_assert_num_queries
):
    keep_note(learner=learner, lesson=lessons[0], text="Mine.")
    set_bookmark(learner=learner, lesson=lessons[0])
    keep_place(learner=learner, lesson=lessons[0], paragraph=7, opening="If she")
    with django_assert_num_queries(1):
        assert margin_of(learner=learner, lesson=lessons[0]) == Margin("Mine.", True, 7, "If she")


def test_a_margin_is_nobody_else_s(learner, other_learner, lessons):
    keep_note(learner=other_learner, lesson=lessons[0], text="Theirs.")
    set_bookmark(learner=other_learner, lesson=lessons[0])
    keep_place(learner=other_learner, lesson=lessons[0], paragraph=7)
    assert margin_of(learner=learner, lesson=lessons[0]) == Margin()


def test_writing_again_changes_the_one_note(learner, lessons):
    keep_note(learner=learner, lesson=lessons[0], text="First.")
    keep_note(learner=learner, lesson=lessons[0], text="Second.")
    assert Note.objects.get().text == "Second."


@pytest.mark.parametrize("text", ["  \n", "x" * (LONGEST + 1)])
def test_a_note_that_is_empty_or_too_long_changes_nothing(learner, lessons, text):
    keep_note(learner=learner, lesson=lessons[0], text="Something.")
    with pytest.raises(NotKept):
        keep_note(learner=learner, lesson=lessons[0], text=text)
    assert Note.objects.get().text == "Something."


def test_a_note_outlives_its_lesson(learner, lessons):
    title = lessons[0].title
    keep_note(learner=learner, lesson=lessons[0], text="Mine.")
    lessons[0].delete()
    kept = Note.objects.get()
    assert (kept.lesson, kept.title, kept.text) == (None, title, "Mine.")


def test_discarding_deletes_only_ones_own_note(learner, other_learner, lessons):
    keep_note(learner=learner, lesson=lessons[0], text="Mine.")
    keep_note(learner=other_learner, lesson=lessons[0], text="Theirs.")
    assert discard_note(learner=learner, lesson_id=lessons[0].pk)
    assert Note.objects.get().learner == other_learner
    assert not discard_note(learner=learner, lesson_id=lessons[0].pk)


def test_the_database_keeps_one_note_a_lesson_and_none_that_is_empty(learner, lessons):
    with pytest.raises(IntegrityError):
        Note.objects.create(learner=learner, lesson=lessons[0], title="x", text="")


def test_a_second_bookmark_is_the_first(learner, lessons):
    set_bookmark(learner=learner, lesson=lessons[0])
    set_bookmark(learner=learner, lesson=lessons[0])
    assert Bookmark.objects.count() == 1
    remove_bookmark(learner=learner, lesson_id=lessons[0].pk)
    assert not Bookmark.objects.exists()


def test_the_last_place_is_the_one_that_is_kept(learner, lessons):
    keep_place(learner=learner, lesson=lessons[0], paragraph=3, opening="One")
    keep_place(learner=learner, lesson=lessons[0], paragraph=99_999, opening="o" * 300)
    kept = ReadingPlace.objects.get()
    assert (kept.paragraph, kept.opening) == (9_999, "o" * 80)


def test_going_back_to_the_top_forgets_the_place(learner, lessons):
    keep_place(learner=learner, lesson=lessons[0], paragraph=3)
    keep_place(learner=learner, lesson=lessons[0], paragraph=0)
    assert not ReadingPlace.objects.exists()


# Notes on the page


def test_a_note_is_kept_and_stands_beside_the_lesson(signed_in, lessons):
    response = signed_in.post(note_url(lessons[0]), {"text": "Ask Joe."})
    assert response["Location"] == f"{url_of(lessons[0])}#notes"
    assert "Ask Joe.</textarea>" in page(signed_in, url_of(lessons[0]))


def test_a_note_is_saved_in_its_place(signed_in, lessons):
    response = signed_in.post(note_url(lessons[0]), {"text": "Ask Joe."}, headers=HTMX)
    assert response.status_code == 200
    assert "data-save-status" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_with_the_first_save_the_way_to_delete_it_appears(signed_in, lessons):
    first, second = (
        signed_in.post(note_url(lessons[0]), {"text": text}, headers=HTMX).content.decode()
        for text in ("Ask Joe.", "Ask Joe again.")
    )
    assert 'id="discard-note-place" hx-swap-oob="true"' in first
    assert f'action="{note_url(lessons[0])}"' in first
    assert "hx-swap-oob" not in second


def test_a_note_that_is_not_kept_says_why_beside_what_was_written(signed_in, lessons):
    response = signed_in.post(note_url(lessons[0]), {"text": " "})
    html = response.content.decode()
    assert response.status_code == 422
    assert "An empty text is not saved" in html
    assert 'aria-describedby="note-status" aria-invalid="true"' in html


def test_a_note_can_be_deleted(signed_in, learner, lessons):
    keep_note(learner=learner, lesson=lessons[0], text="Mine.")
    signed_in.post(note_url(lessons[0]), {"discard": "1"})
    assert not Note.objects.exists()


def test_whoever_was_signed_out_while_noting_gets_the_text_back(client, lessons):
    response = client.post(note_url(lessons[0]), {"text": "Not lost."})
    assert response.status_code == 401
    assert "Not lost." in response.content.decode()
    assert not Note.objects.exists()


def test_a_note_on_a_lesson_taken_back_meanwhile_is_kept(signed_in, lessons):
    lessons[0].unpublish()
    response = signed_in.post(note_url(lessons[0]), {"text": "Kept."})
    assert response.status_code == 302
    assert Note.objects.get().text == "Kept."


def test_a_visitor_is_offered_neither_note_nor_bookmark(client, lessons):
    response = client.get(url_of(lessons[0]))
    assert "note-text" not in response.content.decode()
    assert "bookmark-button" not in response.content.decode()
    assert "csrf" not in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("url_for", [note_url, bookmark_url, place_url])
def test_nothing_is_left_in_a_lesson_one_may_not_see(signed_in, course, lessons, url_for):
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)
    sent = {"text": "x", "set": "1", "paragraph": "3"}
    assert signed_in.post(url_for(lessons[0]), sent).status_code == 404
    assert not Note.objects.exists()
    assert not Bookmark.objects.exists()
    assert not ReadingPlace.objects.exists()


# Bookmarks on the page


def test_a_bookmark_is_laid_and_taken_out(signed_in, lessons):
    response = signed_in.post(bookmark_url(lessons[0]), {"set": "1"})
    assert response["Location"] == url_of(lessons[0])
    assert "Remove the bookmark" in page(signed_in, url_of(lessons[0]))
    signed_in.post(bookmark_url(lessons[0]), {"set": "0"})
    assert "Bookmark this lesson" in page(signed_in, url_of(lessons[0]))


def test_a_bookmark_answers_in_its_place_and_says_so(signed_in, lessons):
    response = signed_in.post(bookmark_url(lessons[0]), {"set": "1"}, headers=HTMX)
    button, _swap, toast = response.content.decode().partition('hx-swap-oob="beforeend:#toasts"')
    assert "Remove the bookmark" in button
    assert "Bookmarked." in toast
    assert 'href="/journal/"' in toast


def test_bookmarks_stand_on_the_dashboard_and_in_the_journal(signed_in, learner, lessons):
    set_bookmark(learner=learner, lesson=lessons[2])
    for url in ("/dashboard/", "/journal/"):
        assert f'<a href="{url_of(lessons[2])}">{lessons[2].title}</a>' in page(signed_in, url)


def test_a_bookmark_is_removed_from_the_journal_also_when_its_lesson_is_away(
    signed_in, learner, lessons
):
    set_bookmark(learner=learner, lesson=lessons[0])
    lessons[0].unpublish()
    assert "not published at present" in page(signed_in, "/journal/")
    response = signed_in.post(bookmark_url(lessons[0]), {"set": "0", "from": "journal"})
    assert response["Location"] == "/journal/"
    assert not Bookmark.objects.exists()


def test_a_visitor_has_to_sign_in_for_a_bookmark(client, lessons):
    response = client.post(bookmark_url(lessons[0]), {"set": "1"})
    assert response["Location"].startswith("/account/login/?next=")
    assert not Bookmark.objects.exists()


# Places on the page


def test_a_place_is_kept_without_an_answer_and_is_there_on_the_next_visit(signed_in, lessons):
    response = signed_in.post(place_url(lessons[0]), {"paragraph": "5", "opening": "Then  she"})
    assert (response.status_code, response.content) == (204, b"")
    html = page(signed_in, url_of(lessons[0]))
    assert 'data-place="5"' in html
    assert 'data-opening="Then she"' in html


def test_a_place_by_get_is_refused(signed_in, lessons):
    assert signed_in.get(place_url(lessons[0])).status_code == 405


def test_a_visitor_s_place_is_not_kept(client, lessons):
    assert client.post(place_url(lessons[0]), {"paragraph": "5"}).status_code == 401
    assert 'data-place-url="' not in page(client, url_of(lessons[0]))


def test_a_lesson_that_is_done_begins_at_its_beginning(signed_in, learner, lessons):
    keep_place(learner=learner, lesson=lessons[0], paragraph=5)
    complete_lesson(learner=learner, lesson=lessons[0])
    assert 'data-place="' not in page(signed_in, url_of(lessons[0]))


def test_a_place_is_nothing_that_is_no_number(signed_in, lessons):
    assert signed_in.post(place_url(lessons[0]), {"paragraph": "-1; drop"}).status_code == 204
    assert not ReadingPlace.objects.exists()


# The lesson around it


def test_a_lesson_names_what_comes_before_and_after_for_keys_and_browsers(client, lessons):
    html = page(client, url_of(lessons[1]))
    assert f'<link rel="prev" href="{url_of(lessons[0])}">' in html
    assert '<link rel="next" href="' in html


def test_a_lesson_says_which_of_its_module_it_is(client, lessons):
    assert "Module 1, lesson 2 of 2" in page(client, url_of(lessons[1]))


def test_what_was_written_is_on_the_printed_page_too(signed_in, learner, rich_lesson):
    keep_note(learner=learner, lesson=rich_lesson, text="On paper too.")
    html = page(signed_in, url_of(rich_lesson))
    assert '<p class="only-print printed" data-printed="note-text">On paper too.</p>' in html
