import pytest
from django.contrib.messages import get_messages
from wagtail.models import PageViewRestriction

from assessments import attempting
from assessments.models import Attempt, Question
from badges.models import Award, Requirement
from badges.revoking import revoke
from learning.models import CoursePage, Enrolment
from tests import factories
from tests.assessments.tasks import making
from tests.learning.conftest import answer_and_submit, url_of

pytestmark = pytest.mark.django_db


def intro_url(course):
    return f"/courses/{course.slug}/assessment/"


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# Before


def test_a_visitor_sees_what_is_asked_and_is_invited_to_join(client, course, modules):
    response = client.get(intro_url(course))
    html = response.content.decode()
    for module in modules:
        assert module.competency.name in html
    assert "75%" in html
    assert "Join to begin" in html
    assert not response.cookies


def test_the_way_to_begin_stands_before_what_is_asked(client, course):
    html = page(client, intro_url(course))
    assert html.index("Join to begin") < html.index("What is asked")


def test_a_visitor_cannot_begin(client, course):
    response = client.post(intro_url(course))
    assert response["Location"] == f"/account/login/?next={intro_url(course)}"
    assert not Attempt.objects.exists()


def test_beginning_leads_to_the_attempt_and_enrols(signed_in, learner, course):
    response = signed_in.post(intro_url(course))
    attempt = Attempt.objects.get(learner=learner)
    assert response["Location"] == attempt.get_absolute_url()
    assert Enrolment.objects.filter(learner=learner, course=course).exists()


def test_beginning_twice_goes_on_with_the_same_attempt(signed_in, course):
    first = signed_in.post(intro_url(course))["Location"]
    assert signed_in.post(intro_url(course))["Location"] == first
    assert "Go on with the assessment" in page(signed_in, intro_url(course))


def test_what_is_shown_already_is_said_and_not_counted(signed_in, learner, course):
    answer_and_submit(course.assessment, learner, right={1})
    html = page(signed_in, intro_url(course))
    assert "Only what you have not shown yet is asked: 1 question." in html
    assert "Try again" in html


def test_who_has_shown_all_is_led_to_the_badge(signed_in, learner, course):
    answer_and_submit(course.assessment, learner, right={1, 2})
    html = page(signed_in, intro_url(course))
    assert "nothing left to ask" in html
    assert Award.objects.get().get_absolute_url() in html


def test_why_one_cannot_begin_is_said(signed_in, course):
    Question.objects.update(live=False)
    response = signed_in.post(intro_url(course))
    assert response["Location"] == intro_url(course)
    assert "has no questions" in str(next(iter(get_messages(response.wsgi_request))))
    assert not Attempt.objects.exists()


def test_a_course_without_an_assessment_says_it_is_in_preparation(client, course):
    course.assessment = None
    course.save()
    assert "in preparation" in page(client, intro_url(course))


def test_the_assessment_of_a_course_that_is_not_live_is_not_there(client, course):
    course.unpublish()
    assert client.get(intro_url(course)).status_code == 404


def test_the_assessment_of_a_private_course_is_private(client, course):
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(intro_url(course)).status_code == 404


# After


def test_a_result_says_for_each_competency_how_it_came_out(signed_in, learner, course):
    attempt = answer_and_submit(course.assessment, learner, right={1})
    response = signed_in.get(attempt.get_absolute_url())
    outcomes = response.context["outcome"].competencies
    assert [(o.is_demonstrated, o.score, o.mastery_mark) for o in outcomes] == [
        (True, 100, 75),
        (False, 0, 75),
    ]


def test_a_result_names_the_missed_behaviour_and_exactly_the_lessons_on_it(
    signed_in, learner, course, lessons
):
    behaviours = list(lessons[2].teaches.all())
    lessons[2].teaches.set(behaviours[:1])
    lessons[2].save()
    lessons[3].teaches.set(behaviours[1:])
    lessons[3].save()
    attempt = answer_and_submit(course.assessment, learner, right={1})
    [missed] = signed_in.get(attempt.get_absolute_url()).context["outcome"].not_yet
    assert missed.missed == (behaviours[0].text,)
    assert [lesson.id for lesson in missed.lessons] == [lessons[2].pk]


def test_where_no_lesson_says_what_it_teaches_the_whole_module_is_offered(
    signed_in, learner, course, lessons
):
    for lesson in lessons:
        lesson.teaches.clear()
        lesson.save()
    attempt = answer_and_submit(course.assessment, learner, right={1})
    html = page(signed_in, attempt.get_absolute_url())
    assert url_of(lessons[2]) in html
    assert url_of(lessons[3]) in html
    assert url_of(lessons[0]) not in html


def test_an_unpublished_lesson_is_not_recommended(signed_in, learner, course, lessons):
    lessons[2].unpublish()
    attempt = answer_and_submit(course.assessment, learner, right={1})
    html = page(signed_in, attempt.get_absolute_url())
    assert url_of(lessons[2]) not in html
    assert url_of(lessons[3]) in html


def test_a_question_left_out_counts_as_missed(signed_in, learner, course, modules):
    attempt = attempting.start(assessment=course.assessment, learner=learner)
    attempting.submit(attempt.pk)
    outcome = signed_in.get(f"{attempt.get_absolute_url()}result/").context["outcome"]
    assert all(competency.missed for competency in outcome.not_yet)


def test_a_result_never_holds_the_key(signed_in, learner, course):
    attempt = answer_and_submit(course.assessment, learner, right=set())
    html = page(signed_in, attempt.get_absolute_url())
    for asked in attempt.questions.all():
        for option in asked.definition["options"]:
            assert option["text"] not in html
            assert option["feedback"] not in html


def test_a_passed_assessment_is_the_moment_of_the_badge(signed_in, learner, course):
    factories.a_pathway(
        [{"kind": Requirement.Kind.ANY_OF, "badges": [course.badge]}], name="Leadership"
    )
    attempt = answer_and_submit(course.assessment, learner, right={1, 2})
    html = page(signed_in, attempt.get_absolute_url())
    assert f'src="/badges/{course.badge.slug}/image.svg"' in html
    assert Award.objects.get(badge=course.badge).get_absolute_url() in html
    assert "Leadership" in html
    assert "Try again" not in html


def test_a_half_passed_assessment_shows_no_badge(signed_in, learner, course):
    attempt = answer_and_submit(course.assessment, learner, right={1})
    html = page(signed_in, attempt.get_absolute_url())
    assert "image.svg" not in html
    assert "Only the one competency that is left will be asked" in html
    assert not Award.objects.exists()


def test_the_second_attempt_tells_what_was_shown_before(signed_in, learner, course):
    answer_and_submit(course.assessment, learner, right={1})
    second = answer_and_submit(course.assessment, learner, right={2})
    html = page(signed_in, second.get_absolute_url())
    assert "Shown before" in html
    assert "image.svg" in html


def test_an_earlier_result_mentions_the_badge_earned_since(signed_in, learner, course):
    first = answer_and_submit(course.assessment, learner, right={1})
    answer_and_submit(course.assessment, learner, right={2})
    html = page(signed_in, first.get_absolute_url())
    assert "You have earned the badge" in html
    assert "Try again" not in html


def test_a_badge_that_was_revoked_is_not_celebrated(signed_in, learner, course, coordinator):
    attempt = answer_and_submit(course.assessment, learner, right={1, 2})
    revoke(Award.objects.get(), reason="Not their own work.", by=coordinator)
    html = page(signed_in, attempt.get_absolute_url())
    assert "has been withdrawn since" in html
    assert "is yours" not in html


def test_an_attempt_that_is_not_submitted_leads_back_to_it(signed_in, learner, course):
    attempt = attempting.start(assessment=course.assessment, learner=learner)
    response = signed_in.get(f"{attempt.get_absolute_url()}result/")
    assert response["Location"] == attempt.get_absolute_url()


def test_a_result_is_seen_by_its_owner_alone(
    client, learner, other_learner, editor, coordinator, course
):
    attempt = answer_and_submit(course.assessment, learner, right={1})
    for other in (other_learner, editor, coordinator):
        client.force_login(other)
        assert client.get(attempt.get_absolute_url()).status_code == 404


def test_a_visitor_is_asked_to_sign_in_for_a_result(client, learner, course):
    attempt = answer_and_submit(course.assessment, learner, right={1})
    response = client.get(attempt.get_absolute_url())
    assert response["Location"].startswith("/account/login/?next=/assessment/attempts/")


def test_a_result_stays_when_its_course_is_gone(signed_in, learner, course):
    attempt = answer_and_submit(course.assessment, learner, right={1})
    CoursePage.objects.get(pk=course.pk).unpublish()
    html = page(signed_in, attempt.get_absolute_url())
    assert "Not yet shown" in html
    assert "Try again" not in html


# Where a task is asked as well


@pytest.fixture
def task(course):
    """What the second competency asks for beside its questions."""
    section = course.assessment.sections.last()
    section.task = making.a_task(competency=section.competency, title="Lead a talk")
    section.save()
    return section.task


def test_a_result_names_the_task_that_is_left_and_asks_no_question_again(
    signed_in, learner, course, task
):
    attempt = answer_and_submit(course.assessment, learner, right={1, 2})

    response = signed_in.get(attempt.get_absolute_url())

    html = response.content.decode()
    [left] = response.context["outcome"].not_yet
    assert (left.task.task, left.score, left.missed, left.lessons) == (task, 100, (), ())
    assert "1 of 2 competencies shown" in html
    assert f'<a href="/assessment/tasks/{task.slug}/">Lead a talk</a>: Not started' in html
    assert "withdrawn" not in html
    assert "Try again" not in html


def test_a_result_names_what_the_answers_missed_and_the_task(signed_in, learner, course, task):
    attempt = answer_and_submit(course.assessment, learner, right={1})

    html = page(signed_in, attempt.get_absolute_url())

    assert "What your answers did not show yet" in html
    assert "It asks for a task as well" in html
    assert "Only the one competency that is left will be asked" in html


def test_once_the_task_is_judged_the_result_is_the_moment_of_the_badge(
    signed_in, learner, assessor, course, task
):
    attempt = answer_and_submit(course.assessment, learner, right={1, 2})
    making.judged(making.handed_in(learner, task), assessor)

    html = page(signed_in, attempt.get_absolute_url())

    assert f'src="/badges/{course.badge.slug}/image.svg"' in html
    assert "What is left is a task" not in html


def test_a_revoked_badge_does_not_turn_a_task_that_was_done_into_one_that_is_left(
    signed_in, learner, assessor, coordinator, course, task
):
    attempt = answer_and_submit(course.assessment, learner, right={1, 2})
    making.judged(making.handed_in(learner, task), assessor)
    revoke(Award.objects.get(), reason="Not their own work.", by=coordinator)

    assert "has been withdrawn since" in page(signed_in, attempt.get_absolute_url())


def test_questions_that_were_answered_well_before_the_task_are_said_to_be(
    signed_in, learner, course, task
):
    answer_and_submit(course.assessment, learner, right={2})
    second = answer_and_submit(course.assessment, learner, right={1})

    html = page(signed_in, second.get_absolute_url())

    assert "answered its questions well enough already" in html
    assert "What is left is a task" in html
    assert "Answered" in page(signed_in, intro_url(course))


def test_a_task_that_may_stand_in_for_the_questions_is_offered(signed_in, learner, course, task):
    course.assessment.sections.filter(task=task).update(task_role="alternative")
    attempt = answer_and_submit(course.assessment, learner, right={1})

    assert "Or show it by a task" in page(signed_in, attempt.get_absolute_url())
    second = answer_and_submit(course.assessment, learner, right={2})
    assert "image.svg" in page(signed_in, second.get_absolute_url())


def test_what_work_shows_stands_there_without_the_bar_of_the_answers(
    signed_in, learner, assessor, course, task
):
    course.assessment.sections.filter(task=task).update(task_role="alternative")
    attempt = answer_and_submit(course.assessment, learner, right={1})
    making.judged(making.handed_in(learner, task), assessor)

    html = page(signed_in, attempt.get_absolute_url())

    assert "Your work on the task shows this." in html
    assert html.count("result-bar__chart") == 1


def test_a_competency_that_a_task_alone_shows_is_not_left_for_later(
    signed_in, learner, course, task
):
    course.assessment.sections.filter(task=task).update(questions=0, bank=None)
    attempt = answer_and_submit(course.assessment, learner, right={1})

    html = page(signed_in, attempt.get_absolute_url())

    assert "What is left is a task" in html
    assert "Left for later" not in html
