"""An attempt in the browser, for its owner, for another learner and for a stranger."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import attempting
from assessments.models import Response
from badges.models import Award
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(learner):
    assessment = factories.an_assessment(competencies=2, questions=2)
    return attempting.start(assessment=assessment, learner=learner)


@pytest.fixture
def signed_in(client, learner):
    client.force_login(learner)
    return client


def url(attempt, page=""):
    return f"/assessment/attempts/{attempt.pk}/{page}"


def right(attempt, position):
    return factories.right_answers(attempt)[position]


def answer_everything(client, attempt):
    for asked in attempt.questions.all():
        client.post(asked.get_absolute_url(), right(attempt, asked.position))


class TestQuestion:
    def test_shows_one_question_without_its_key(self, signed_in, attempt):
        response = signed_in.get(url(attempt, "1/"))

        text = response.content.decode()
        assert attempt.questions.get(position=1).definition["stem"] in text
        assert "About option" not in text

    def test_an_answer_leads_on_to_the_next_question(self, signed_in, attempt):
        response = signed_in.post(url(attempt, "1/"), right(attempt, 1))

        assert response["Location"] == url(attempt, "2/")
        assert Response.objects.count() == 1

    def test_the_last_answer_leads_to_the_look_over_all(self, signed_in, attempt):
        response = signed_in.post(url(attempt, "4/"), right(attempt, 4))

        assert response["Location"] == url(attempt, "review/")

    def test_a_question_one_comes_back_to_shows_what_was_answered(self, signed_in, attempt):
        signed_in.post(url(attempt, "1/"), right(attempt, 1))

        page = signed_in.get(url(attempt, "1/"))

        assert page.context["question"].answer == {"chosen": right(attempt, 1)["answer"][0]}
        assert "checked" in page.content.decode()

    def test_going_on_without_an_answer_says_what_to_do(self, signed_in, attempt):
        response = signed_in.post(url(attempt, "1/"), {"go": "next"})

        assert response.status_code == 422
        assert "Choose an answer first" in response.content.decode()

    def test_one_may_answer_later(self, signed_in, attempt):
        response = signed_in.post(url(attempt, "1/"), {"go": "later"})

        assert response["Location"] == url(attempt, "2/")
        assert not Response.objects.exists()

    def test_choosing_an_option_saves_it_at_once(self, signed_in, attempt):
        response = signed_in.post(
            url(attempt, "1/"), right(attempt, 1), headers={"HX-Request": "true"}
        )

        assert response.status_code == 204
        assert Response.objects.count() == 1

    @pytest.mark.parametrize("given", ["nonsense", "x" * 100_000, "", "\x00"])
    def test_an_answer_that_was_never_offered_does_no_harm(self, signed_in, attempt, given):
        response = signed_in.post(url(attempt, "1/"), {"answer": given})

        assert response.status_code in (302, 422)

    def test_a_question_beyond_the_last_does_not_exist(self, signed_in, attempt):
        assert signed_in.get(url(attempt, "5/")).status_code == 404

    def test_costs_as_many_queries_in_a_long_attempt_as_in_a_short(
        self, client, learner, other_learner
    ):
        def queries_of(person, questions):
            assessment = factories.an_assessment(
                competencies=1, questions=questions, bank_size=questions
            )
            mine = attempting.start(assessment=assessment, learner=person)
            client.force_login(person)
            with CaptureQueriesContext(connection) as get:
                client.get(url(mine, "1/"))
            post = right(mine, 1)
            with CaptureQueriesContext(connection) as posted:
                client.post(url(mine, "1/"), post)
            with CaptureQueriesContext(connection) as review:
                client.get(url(mine, "review/"))
            return len(get), len(posted), len(review)

        assert queries_of(learner, 2) == queries_of(other_learner, 30)


class TestSessionThatEnds:
    def test_the_answer_just_given_comes_back_after_signing_in(self, client, learner, attempt):
        post = right(attempt, 1)
        to_sign_in = client.post(url(attempt, "1/"), post)
        back = client.post(
            to_sign_in["Location"],
            {"login": learner.email, "password": factories.PASSWORD},
        )

        page = client.get(back["Location"])

        assert page.context["question"].answer == {"chosen": post["answer"][0]}
        assert "Welcome back" in page.content.decode()

    def test_a_kept_answer_fits_only_the_question_it_was_given_to(self, client, learner, attempt):
        to_sign_in = client.post(url(attempt, "1/"), right(attempt, 1))
        client.force_login(learner)
        token = to_sign_in["Location"].split("kept%3D")[1]

        page = client.get(url(attempt, "2/") + f"?kept={token}")

        assert page.context["question"].answer is None

    def test_saving_in_the_background_says_that_it_was_not_saved(self, client, attempt):
        response = client.post(
            url(attempt, "1/"), right(attempt, 1), headers={"HX-Request": "true"}
        )

        assert response.status_code == 401
        assert not Response.objects.exists()


class TestReview:
    def test_says_how_many_questions_are_open(self, signed_in, attempt):
        signed_in.post(url(attempt, "1/"), right(attempt, 1))

        assert (
            "3 questions are not answered yet"
            in signed_in.get(url(attempt, "review/")).content.decode()
        )

    def test_opening_the_attempt_goes_to_the_first_open_question(self, signed_in, attempt):
        signed_in.post(url(attempt, "1/"), right(attempt, 1))

        assert signed_in.get(url(attempt))["Location"] == url(attempt, "2/")

    def test_opening_an_attempt_that_is_answered_goes_to_the_review(self, signed_in, attempt):
        answer_everything(signed_in, attempt)

        assert signed_in.get(url(attempt))["Location"] == url(attempt, "review/")


class TestSubmit:
    def test_leads_to_the_result(self, signed_in, attempt):
        answer_everything(signed_in, attempt)

        response = signed_in.post(url(attempt, "submit/"))

        assert response["Location"] == url(attempt, "result/")
        assert Award.objects.count() == 1

    def test_pressed_twice_is_one_award(self, signed_in, attempt):
        answer_everything(signed_in, attempt)

        for _ in range(2):
            response = signed_in.post(url(attempt, "submit/"))

        assert response["Location"] == url(attempt, "result/")
        assert Award.objects.count() == 1

    def test_looking_is_not_submitting(self, signed_in, attempt):
        assert signed_in.get(url(attempt, "submit/")).status_code == 405

    def test_an_answer_in_another_tab_comes_too_late_and_is_told_so(self, signed_in, attempt):
        signed_in.post(url(attempt, "submit/"))

        response = signed_in.post(url(attempt, "1/"), right(attempt, 1))

        assert response["Location"] == url(attempt, "result/")
        assert not Response.objects.exists()


PAGES = ["", "1/", "review/", "submit/"]


@pytest.mark.parametrize("page", PAGES)
def test_another_learner_finds_nothing(client, other_learner, attempt, page):
    client.force_login(other_learner)
    method = client.post if page == "submit/" else client.get

    assert method(url(attempt, page)).status_code == 404


@pytest.mark.parametrize("role", ["editor", "assessor", "coordinator"])
def test_staff_find_nothing_either(request, client, attempt, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(url(attempt, "1/")).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in(client, attempt, page):
    method = client.post if page == "submit/" else client.get

    response = method(url(attempt, page))

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")
