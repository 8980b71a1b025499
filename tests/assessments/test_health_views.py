"""Where editors see how questions and competencies do, and who may."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.text import harmless_cell
from assessments.health import compute_health
from assessments.health_columns import HealthColumn, with_current_health
from assessments.models import ItemHealth, Question
from assessments.statistics import FlagKind, seriousness
from tests import factories
from tests.assessments.sittings import an_assessment, questions_of, sat

pytestmark = pytest.mark.django_db

PAGES = ["question_health:questions", "question_health:competencies"]


class TestWhoMaySee:
    @pytest.mark.parametrize("role", ["editor", "assessor"])
    @pytest.mark.parametrize("page", PAGES)
    def test_whoever_may_view_questions_sees_how_they_do(self, client, request, role, page):
        client.force_login(request.getfixturevalue(role))

        assert client.get(reverse(page)).status_code == 200

    @pytest.mark.parametrize("role", ["coordinator", "learner"])
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("export", ["", "csv"])
    def test_nobody_else_does(self, client, request, role, page, export):
        client.force_login(request.getfixturevalue(role))

        assert client.get(reverse(page), {"export": export}).status_code == 302

    def test_a_visitor_is_sent_to_the_sign_in(self, client):
        assert "login" in client.get(reverse(PAGES[0])).url

    @pytest.mark.parametrize(
        ("role", "status"),
        [("editor", 200), ("assessor", 200), ("coordinator", 302), ("learner", 302)],
    )
    def test_the_page_of_a_question_has_the_same_door(self, client, request, role, status):
        question = factories.a_question(bank=factories.a_bank(questions=0))
        client.force_login(request.getfixturevalue(role))

        response = client.get(reverse("question_health:question", args=[question.pk]))

        assert response.status_code == status

    def test_only_who_may_change_a_question_is_led_to_its_edit_form(self, client, editor, assessor):
        question = factories.a_question(bank=factories.a_bank(questions=0))
        edit = reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])
        page = reverse("question_health:question", args=[question.pk])

        client.force_login(editor)
        assert edit in client.get(page).content.decode()
        client.force_login(assessor)
        assert edit not in client.get(page).content.decode()

    @pytest.mark.parametrize(
        ("role", "is_there"), [("editor", True), ("assessor", True), ("coordinator", False)]
    )
    def test_the_menu_leads_there_whoever_may_go(self, client, request, role, is_there):
        client.force_login(request.getfixturevalue(role))

        html = client.get(reverse("wagtailadmin_home")).content.decode()

        assert (reverse("question_health:questions") in html) is is_there


class TestPages:
    @pytest.fixture
    def assessment(self, client, editor):
        client.force_login(editor)
        assessment = an_assessment()
        for chosen in [(1, 0, 0), (0, 1, 1)]:
            for _ in range(25):
                sat(assessment, *chosen)
        compute_health()
        return assessment

    def rows(self, client, page="question_health:questions", **query):
        response = client.get(reverse(page), {"export": "csv", **query})
        text = b"".join(response.streaming_content).decode()
        return list(csv.DictReader(io.StringIO(text)))

    def test_the_gravest_finding_stands_first(self, client, assessment):
        response = client.get(reverse("question_health:questions"))

        html = response.content.decode()
        assert "The key is probably wrong" in html
        assert response.context["object_list"][0].question == questions_of(assessment)[0]

    def test_a_bank_can_be_looked_at_alone(self, client, assessment):
        sat(an_assessment(), 0, 0, 0)
        compute_health()
        bank = assessment.sections.get().bank

        assert len(self.rows(client)) == 6
        assert {row["Bank"] for row in self.rows(client, bank=bank.pk)} == {bank.name}

    def test_a_finding_can_be_looked_at_alone(self, client, assessment):
        gravest = seriousness(FlagKind.KEY_PROBABLY_WRONG)

        (row,) = self.rows(client, severity=gravest)

        assert row["What to look at"].startswith("The key is probably wrong")

    def test_an_earlier_version_shows_only_when_asked_for(self, client, assessment):
        edited = questions_of(assessment)[0]
        edited.save_revision().publish()

        assert len(self.rows(client)) == 2
        assert len(self.rows(client, version="all")) == 3

    def test_the_spreadsheet_holds_the_figures(self, client, assessment):
        row = self.rows(client)[0]

        assert (row["Times asked"], row["Times answered"]) == ("50", "50")
        assert (row["Mean mark, 0 to 1"], row["Discrimination, -1 to 1"]) == ("0.5", "-1.0")

    def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless_cell(self):
        assert harmless_cell("=1+1") == "'=1+1"
        assert harmless_cell("1+1") == "1+1"
        assert harmless_cell(-1) == -1

    def test_a_competency_has_its_pass_rate_with_limits_and_its_reliability(
        self, client, assessment
    ):
        html = client.get(reverse("question_health:competencies")).content.decode()
        (row,) = self.rows(client, "question_health:competencies")

        assert "0% (0% to 7%)" in html
        assert (row["Learners"], row["Pass rate, upper 95% limit"]) == ("50", "0.0713")
        assert float(row["Cronbach’s alpha"]) < 0

    def test_the_page_of_a_question_says_who_chose_what(self, client, assessment):
        question = questions_of(assessment)[0]

        html = client.get(reverse("question_health:question", args=[question.pk])).content.decode()

        assert "The key is probably wrong" in html
        assert "Option 1 of Question 0" in html
        assert "100%" in html
        assert "asked now" in html

    def test_the_page_of_a_question_nobody_was_asked_says_so(self, client, editor):
        client.force_login(editor)
        question = factories.a_question(bank=factories.a_bank(questions=0))

        response = client.get(reverse("question_health:question", args=[question.pk]))

        assert "Nobody has been asked this question" in response.content.decode()

    @pytest.mark.parametrize("page", PAGES)
    def test_more_rows_take_no_more_queries(self, client, assessment, page):
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse(page))
        for _ in range(4):
            sat(an_assessment(), 0, 1, 0)
        compute_health()

        with CaptureQueriesContext(connection) as many:
            client.get(reverse(page))

        assert len(many) == len(few)


class TestBesideTheEditButton:
    def cell(self, question):
        column = HealthColumn()
        (with_health,) = with_current_health(Question.objects.filter(pk=question.pk))
        context = {"row": None, "table": None}
        return column.render_cell_html(with_health, context)

    def test_a_flag_stands_there_in_words(self):
        assessment = an_assessment()
        for _ in range(30):
            sat(assessment, 0, 0, 0)
        compute_health()

        cell = self.cell(questions_of(assessment)[0])

        assert "Too easy" in cell
        assert 'value="100"' in cell
        assert "30 answers" in cell

    def test_too_few_answers_say_so_instead_of_a_figure(self):
        assessment = an_assessment()
        sat(assessment, 0, 0, 0)
        compute_health()

        cell = self.cell(questions_of(assessment)[0])

        assert "1 answer so far" in cell
        assert "meter" not in cell

    def test_a_new_version_starts_without_figures(self):
        assessment = an_assessment()
        sat(assessment, 0, 0, 0)
        compute_health()
        edited = questions_of(assessment)[0]
        edited.save_revision().publish()

        assert "Not asked yet" in self.cell(edited)

    def test_many_questions_take_as_many_queries_as_one(self, django_assert_num_queries):
        sat(an_assessment(), 0, 0, 0)
        compute_health()

        with django_assert_num_queries(2):
            questions = list(with_current_health(Question.objects.all()))
            assert all(question.current_health[0].asked for question in questions)


def test_nothing_is_computed_by_looking(client, editor):
    sat(an_assessment(), 0, 0, 0)
    client.force_login(editor)

    client.get(reverse("question_health:questions"))

    assert not ItemHealth.objects.exists()
