import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import PageViewRestriction

from learning.models import LessonProgress, Reflection, ScenarioChoice
from tests.learning.conftest import answer_and_submit, url_of
from tests.learning.lesson_bodies import CHECK, REFLECTION, SCENARIO

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def complete_url(lesson):
    return reverse("lesson_complete", args=[lesson.pk])


def check_url(lesson):
    return reverse("lesson_check", args=[lesson.pk, CHECK])


def scenario_url(lesson):
    return reverse("lesson_scenario", args=[lesson.pk, SCENARIO])


def reflection_url(lesson):
    return reverse("lesson_reflection", args=[lesson.pk, REFLECTION])


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def option(response, text):
    """The value that chooses the option with that text in the page's knowledge check."""
    part = next(p for p in response.context["parts"] if getattr(p, "id", None) == CHECK)
    return next(o["id"] for o in part.question.controls if text in o["text"])


# Going on


def test_going_on_marks_the_lesson_and_leads_to_the_next(signed_in, learner, lessons):
    response = signed_in.post(complete_url(lessons[0]))
    assert response["Location"] == url_of(lessons[1])
    assert LessonProgress.objects.get(learner=learner).completed_at is not None


def test_at_a_module_s_end_one_goes_on_to_the_next_module(signed_in, modules, lessons):
    signed_in.post(complete_url(lessons[0]))
    response = signed_in.post(complete_url(lessons[1]))
    assert response["Location"].endswith(f"/{modules[1].slug}/")
    assert modules[0].title in said(response)


def test_after_the_last_lesson_one_goes_on_to_the_assessment(signed_in, course, lessons):
    response = signed_in.post(complete_url(lessons[3]))
    assert response["Location"] == f"/courses/{course.slug}/assessment/"


def test_a_waived_module_is_passed_over(signed_in, learner, course, lessons):
    answer_and_submit(course.assessment, learner, right={2})
    response = signed_in.post(complete_url(lessons[1]))
    assert response["Location"] == f"/courses/{course.slug}/assessment/"


def test_a_visitor_has_to_sign_in_to_have_a_lesson_marked(client, lessons):
    response = client.post(complete_url(lessons[0]))
    assert response["Location"].startswith("/account/login/?next=")
    assert not LessonProgress.objects.exists()


def test_whoever_signs_in_on_the_way_comes_back_to_the_lesson(signed_in, lessons):
    response = signed_in.get(complete_url(lessons[0]))
    assert response["Location"] == url_of(lessons[0])
    assert not LessonProgress.objects.exists()


def test_a_lesson_unpublished_meanwhile_leads_back_to_the_course(signed_in, course, lessons):
    lessons[0].unpublish()
    response = signed_in.post(complete_url(lessons[0]))
    assert response["Location"] == f"/courses/{course.slug}/"
    assert "taken back" in said(response)
    assert LessonProgress.objects.get().completed_at is not None


def test_a_course_unpublished_meanwhile_leads_to_the_dashboard(signed_in, course, lessons):
    course.unpublish()
    response = signed_in.post(complete_url(lessons[0]))
    assert response["Location"] == "/dashboard/"


def test_a_lesson_that_was_deleted_is_not_found(signed_in):
    assert signed_in.post(reverse("lesson_complete", args=[999_999])).status_code == 404


# Knowledge checks


def test_a_visitor_s_answer_is_marked_in_its_place_without_a_cookie(client, rich_lesson):
    right = option(client.get(url_of(rich_lesson)), "Option 0")
    response = client.get(check_url(rich_lesson), {f"check-{CHECK}": right})
    html = response.content.decode()
    assert "feedback--right" in html
    assert "About option 0." in html
    assert "First part" in html  # the whole lesson, with the feedback in it
    assert not response.cookies


def test_a_wrong_answer_is_explained_and_stays_chosen(client, rich_lesson):
    wrong = option(client.get(url_of(rich_lesson)), "Option 2")
    response = client.get(check_url(rich_lesson), {f"check-{CHECK}": wrong})
    html = response.content.decode()
    assert "feedback--wrong" in html
    assert "About option 2." in html
    assert "About option 0." not in html
    assert html.count("checked") == 1


def test_with_htmx_only_the_check_comes_back(client, rich_lesson):
    right = option(client.get(url_of(rich_lesson)), "Option 0")
    response = client.get(check_url(rich_lesson), {f"check-{CHECK}": right}, headers=HTMX)
    html = response.content.decode()
    assert "feedback--right" in html
    assert "<html" not in html


def test_without_an_answer_one_is_asked_for_it(client, rich_lesson):
    html = client.get(check_url(rich_lesson)).content.decode()
    assert "Give an answer first" in html


def test_a_lesson_does_not_give_away_what_is_right(client, rich_lesson):
    html = client.get(url_of(rich_lesson)).content.decode()
    assert "About option" not in html


def test_a_visitor_in_a_lesson_taken_back_gets_a_page_that_says_so(client, course, rich_lesson):
    rich_lesson.unpublish()
    response = client.get(check_url(rich_lesson))
    assert response.status_code == 410
    assert f"/courses/{course.slug}/" in response.content.decode()
    assert not response.cookies


def test_a_private_lesson_s_actions_are_private_too(client, course, rich_lesson):
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(check_url(rich_lesson)).status_code == 404
    assert client.get(scenario_url(rich_lesson)).status_code == 404


def test_a_check_that_is_not_in_the_lesson_is_not_found(client, lessons):
    assert client.get(check_url(lessons[0])).status_code == 404


# Scenarios


def choose(client, lesson, key, scene, step, run=1, **extra):
    return client.post(
        scenario_url(lesson),
        {"run": run, "step": step, "scene": scene, "choice": key},
        **extra,
    )


def test_a_choice_is_kept_and_its_consequence_shown(signed_in, rich_lesson):
    response = choose(signed_in, rich_lesson, "ask", "opening", 1)
    assert response["Location"] == f"{url_of(rich_lesson)}#scenario-{SCENARIO}"
    html = signed_in.get(url_of(rich_lesson)).content.decode()
    assert "What ask did." in html
    assert "Scene middle." in html


def test_pressing_a_choice_twice_keeps_one(signed_in, rich_lesson):
    choose(signed_in, rich_lesson, "ask", "opening", 1)
    choose(signed_in, rich_lesson, "wait", "opening", 1)
    assert ScenarioChoice.objects.get().choice == "ask"


def test_the_end_tells_which_behaviours_were_shown_and_missed(signed_in, modules, rich_lesson):
    choose(signed_in, rich_lesson, "ask", "opening", 1)
    choose(signed_in, rich_lesson, "leave", "middle", 2)
    part = next(
        p
        for p in signed_in.get(url_of(rich_lesson)).context["parts"]
        if getattr(p, "id", None) == SCENARIO
    )
    texts = [behaviour.text for behaviour in modules[0].competency.behaviours.all()]
    assert [(f.behaviour, f.shown, f.missed) for f in part.findings] == [
        (texts[0], 1, 0),
        (texts[1], 0, 1),
    ]


def test_walking_again_begins_at_the_start_and_keeps_the_first_walk(signed_in, rich_lesson):
    choose(signed_in, rich_lesson, "wait", "opening", 1)
    html = signed_in.get(scenario_url(rich_lesson), {"again": 1}).content.decode()
    assert "Scene opening." in html
    assert "What wait did." not in html
    assert 'name="run" value="2"' in html
    choose(signed_in, rich_lesson, "ask", "opening", 1, run=2)
    assert ScenarioChoice.objects.count() == 2


def test_a_choice_that_is_not_open_is_refused_with_a_reason(signed_in, rich_lesson):
    response = choose(signed_in, rich_lesson, "listen", "opening", 1)
    assert "no longer open" in said(response)
    assert not ScenarioChoice.objects.exists()


def test_with_htmx_only_the_scenario_comes_back(signed_in, rich_lesson):
    html = choose(signed_in, rich_lesson, "ask", "opening", 1, headers=HTMX).content.decode()
    assert "What ask did." in html
    assert "<html" not in html


def test_numbers_that_are_none_are_refused(signed_in, rich_lesson):
    choose(signed_in, rich_lesson, "ask", "opening", "x" * 50, run="-1")
    assert not ScenarioChoice.objects.exists()


def test_a_visitor_walks_by_the_address_and_nothing_is_stored(client, rich_lesson):
    response = client.get(scenario_url(rich_lesson), {"walk": "opening.ask~middle.listen"})
    html = response.content.decode()
    assert "What ask did." in html
    assert "What listen did." in html
    assert "Scene end." in html
    assert not response.cookies
    assert not ScenarioChoice.objects.exists()


def test_a_visitor_s_walk_stops_where_the_address_makes_no_sense(client, rich_lesson):
    html = client.get(scenario_url(rich_lesson), {"walk": "opening.ask~nowhere.x~"}).content
    assert b"Scene middle." in html


def test_a_visitor_cannot_have_a_choice_kept(client, rich_lesson):
    response = choose(client, rich_lesson, "ask", "opening", 1)
    assert response["Location"].startswith("/account/login/?next=")
    assert not ScenarioChoice.objects.exists()


def test_one_learner_does_not_see_what_another_chose(signed_in, client, other_learner, rich_lesson):
    choose(signed_in, rich_lesson, "ask", "opening", 1)
    client.force_login(other_learner)
    assert b"What ask did." not in client.get(url_of(rich_lesson)).content


# Reflections


def test_what_is_written_is_kept_and_shown_again(signed_in, rich_lesson):
    response = signed_in.post(reflection_url(rich_lesson), {"text": "My own words."})
    assert response["Location"] == f"{url_of(rich_lesson)}#reflection-{REFLECTION}"
    assert "My own words." in signed_in.get(url_of(rich_lesson)).content.decode()


def test_autosaving_answers_with_the_status_alone(signed_in, rich_lesson):
    response = signed_in.post(reflection_url(rich_lesson), {"text": "Words."}, headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 200
    assert 'role="status"' in html
    assert "<textarea" not in html
    assert Reflection.objects.get().text == "Words."


def test_with_the_first_save_the_way_to_delete_it_appears(signed_in, rich_lesson):
    first, second = (
        signed_in.post(reflection_url(rich_lesson), {"text": text}, headers=HTMX).content.decode()
        for text in ("Words.", "Other words.")
    )
    assert f'id="{REFLECTION}-discard-place" hx-swap-oob="true"' in first
    assert f'action="{reflection_url(rich_lesson)}"' in first
    assert "hx-swap-oob" not in second


def test_emptying_the_field_keeps_the_text_and_says_so(signed_in, rich_lesson):
    signed_in.post(reflection_url(rich_lesson), {"text": "Words."})
    response = signed_in.post(reflection_url(rich_lesson), {"text": ""}, headers=HTMX)
    assert response.status_code == 422
    assert "still kept" in response.content.decode()
    assert Reflection.objects.get().text == "Words."


def test_a_text_that_is_too_long_stays_in_the_form(signed_in, rich_lesson):
    text = "long " * 5000
    response = signed_in.post(reflection_url(rich_lesson), {"text": text})
    html = response.content.decode()
    assert response.status_code == 422
    assert "characters too long" in html
    assert text.strip() in html
    assert not Reflection.objects.exists()


def test_deleting_on_purpose_deletes(signed_in, rich_lesson):
    signed_in.post(reflection_url(rich_lesson), {"text": "Words."})
    signed_in.post(reflection_url(rich_lesson), {"discard": "1"})
    assert not Reflection.objects.exists()


def test_markup_in_a_reflection_is_only_text(signed_in, rich_lesson):
    signed_in.post(reflection_url(rich_lesson), {"text": "<script>alert(1)</script>"})
    html = signed_in.get(url_of(rich_lesson)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_visitor_is_shown_the_prompt_and_asked_to_join(client, rich_lesson):
    html = client.get(url_of(rich_lesson)).content.decode()
    assert "How is it with you?" in html
    assert "<textarea" not in html


def test_who_was_signed_out_while_writing_gets_the_text_back(client, rich_lesson):
    response = client.post(reflection_url(rich_lesson), {"text": "Hard-won words."})
    assert response.status_code == 401
    assert "Hard-won words." in response.content.decode()
    assert not Reflection.objects.exists()


def test_autosaving_after_the_session_ended_says_so(client, rich_lesson):
    response = client.post(reflection_url(rich_lesson), {"text": "Words."}, headers=HTMX)
    assert response.status_code == 401
    assert "signed out" in response.content.decode()


def test_what_is_written_in_a_lesson_taken_back_is_still_kept(signed_in, course, rich_lesson):
    rich_lesson.unpublish()
    response = signed_in.post(reflection_url(rich_lesson), {"text": "Words."})
    assert response["Location"] == f"/courses/{course.slug}/"
    assert "saved" in said(response)
    assert Reflection.objects.get().text == "Words."


def test_one_learner_does_not_see_what_another_wrote(signed_in, client, other_learner, rich_lesson):
    signed_in.post(reflection_url(rich_lesson), {"text": "Secret words."})
    client.force_login(other_learner)
    assert b"Secret words." not in client.get(url_of(rich_lesson)).content


def test_an_editor_does_not_see_what_a_learner_wrote(signed_in, client, editor, rich_lesson):
    signed_in.post(reflection_url(rich_lesson), {"text": "Secret words."})
    client.force_login(editor)
    assert b"Secret words." not in client.get(url_of(rich_lesson)).content


def test_whoever_signs_in_on_the_way_comes_back_to_the_reflection(signed_in, rich_lesson):
    response = signed_in.get(reflection_url(rich_lesson))
    assert response["Location"] == f"{url_of(rich_lesson)}#reflection-{REFLECTION}"
