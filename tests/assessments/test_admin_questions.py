"""Editors at questions, banks and assessments in the Wagtail admin."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from assessments import attempting
from assessments.models import Assessment, Question, QuestionBank
from tests import factories

pytestmark = pytest.mark.django_db


def url(model: type, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_assessments_{model._meta.model_name}:{view}", args=args)


def as_posted(bank: QuestionBank, *options: tuple[str, bool], **others: str) -> dict[str, Any]:
    """A single choice with these options (text, whether it is right), as the editor sends it."""
    items = [
        (
            "item",
            {"text": text, "feedback": f"On {text}.", **({"correct": "on"} if right else {})},
        )
        for text, right in options
    ]
    question = {"stem": "What helps?", "options": streamfield(items)}
    sent: dict[str, Any] = nested_form_data(
        {
            "bank": bank.pk,
            "slug": "what-helps",
            "behaviour": "",
            "body": streamfield([("single_choice", question)]),
        }
    )
    return {**sent, **others}


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    Locale.objects.get_or_create(language_code="en")
    client.force_login(editor)
    return client


@pytest.fixture
def bank() -> QuestionBank:
    return factories.a_bank(questions=0)


def test_an_editor_writes_and_publishes_a_question(as_editor: Client, bank: QuestionBank) -> None:
    sent = as_posted(bank, ("Listening", True), ("Talking", False))
    as_editor.post(url(Question, "add"), {**sent, "action-publish": "1"})
    question = Question.objects.get()
    assert (str(question), question.live) == ("What helps?", True)


def test_a_draft_is_not_asked(as_editor: Client, bank: QuestionBank) -> None:
    as_editor.post(url(Question, "add"), as_posted(bank, ("Listening", True), ("Talking", False)))
    assert not Question.objects.get().live


def test_a_question_without_a_right_option_is_not_published(
    as_editor: Client, bank: QuestionBank
) -> None:
    sent = as_posted(bank, ("Listening", False), ("Talking", False))
    page = as_editor.post(url(Question, "add"), {**sent, "action-publish": "1"})
    assert not Question.objects.exists()
    assert "Mark exactly one option as correct; none are marked." in page.content.decode()


def test_a_behaviour_of_another_competency_is_refused(
    as_editor: Client, bank: QuestionBank
) -> None:
    behaviour = factories.a_competency().behaviours.first()
    sent = as_posted(bank, ("Listening", True), ("Talking", False), behaviour=str(behaviour.pk))
    page = as_editor.post(url(Question, "add"), {**sent, "action-publish": "1"})
    assert "Choose a behaviour of the bank" in page.content.decode()


def test_publishing_changes_nothing_for_whoever_is_answering(
    as_editor: Client, learner: User, other_learner: User
) -> None:
    assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
    question = Question.objects.get()
    frozen = attempting.start(assessment=assessment, learner=learner).questions.get()
    before = frozen.definition
    sent = as_posted(question.bank, ("Listening", True), ("Talking", False))
    as_editor.post(url(Question, "edit", question.pk), {**sent, "action-publish": "1"})
    frozen.refresh_from_db()
    assert frozen.definition == before
    anew = attempting.start(assessment=assessment, learner=other_learner).questions.get()
    assert anew.definition["stem"] == "What helps?"


def test_a_question_that_was_asked_is_not_deleted(as_editor: Client, learner: User) -> None:
    assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
    attempting.start(assessment=assessment, learner=learner)
    question = Question.objects.get()
    page = as_editor.post(url(Question, "delete", question.pk), follow=True).content.decode()
    assert Question.objects.filter(pk=question.pk).exists()
    assert "can&#x27;t be deleted" in page
    assert "Unpublish it instead" in page


def test_a_question_that_nobody_was_asked_is_deleted(as_editor: Client, bank: QuestionBank) -> None:
    question = factories.a_question(bank=bank)
    as_editor.post(url(Question, "delete", question.pk))
    assert not Question.objects.exists()


def test_an_unpublished_question_stays_in_the_attempts(as_editor: Client, learner: User) -> None:
    assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
    attempt = attempting.start(assessment=assessment, learner=learner)
    question = Question.objects.get()
    as_editor.post(url(Question, "unpublish", question.pk))
    question.refresh_from_db()
    assert not question.live
    assert attempt.questions.get().question == question


def test_the_preview_shows_the_question_as_a_learner_sees_it(
    as_editor: Client, bank: QuestionBank
) -> None:
    question = factories.a_question(bank=bank)
    preview = url(Question, "preview_on_edit", question.pk)
    as_editor.post(preview, as_posted(bank, ("Listening", True), ("Talking", False)))
    page = as_editor.get(preview).content.decode()
    assert "Choose one answer." in page
    assert "Listening" in page
    assert "On Listening." not in page


def test_the_other_preview_shows_the_key_and_feedback_too(
    as_editor: Client, bank: QuestionBank
) -> None:
    question = factories.a_question(bank=bank)
    preview = url(Question, "preview_on_edit", question.pk)
    as_editor.post(preview, as_posted(bank, ("Listening", True), ("Talking", False)))
    page = as_editor.get(f"{preview}?mode=key").content.decode()
    assert page.count("(Correct)") == 1
    assert "On Listening." in page


def test_an_editor_may_choose_between_the_two_previews(
    as_editor: Client, bank: QuestionBank
) -> None:
    question = factories.a_question(bank=bank)
    page = as_editor.get(url(Question, "edit", question.pk)).content.decode()
    assert "As the learner sees it" in page
    assert "With key and feedback" in page


def test_an_assessor_looks_at_a_question_with_its_key(
    client: Client, assessor: User, bank: QuestionBank
) -> None:
    question = factories.a_question(bank=bank)
    client.force_login(assessor)
    page = client.get(url(Question, "inspect", question.pk)).content.decode()
    assert page.count("(Correct)") == 1
    assert "About option 0." in page


def test_the_list_finds_a_question_by_its_words(as_editor: Client, bank: QuestionBank) -> None:
    factories.a_question(bank=bank, body=factories.single_choice("Why does trust grow?"))
    factories.a_question(bank=bank, body=factories.single_choice("Who speaks first?"))
    page = as_editor.get(url(Question, "list_results") + "?q=trust grow").content.decode()
    assert "Why does trust grow?" in page
    assert "Who speaks first?" not in page


def test_the_list_finds_words_with_typographic_signs(as_editor: Client, bank: QuestionBank) -> None:
    factories.a_question(bank=bank, body=factories.single_choice("What can’t be said?"))
    page = as_editor.get(url(Question, "list_results"), {"q": "can’t be"}).content.decode()
    assert "What can’t be said?" in page


@pytest.mark.parametrize("name", ["bank", "competency"])
def test_the_list_can_be_narrowed_to_a_bank_or_competency(
    as_editor: Client, bank: QuestionBank, name: str
) -> None:
    factories.a_question(bank=bank, body=factories.single_choice("Mine?"))
    factories.a_question(
        bank=factories.a_bank(questions=0), body=factories.single_choice("Another?")
    )
    wanted = {"bank": bank.pk, "competency": bank.competency_id}[name]
    page = as_editor.get(url(Question, "list_results"), {name: wanted}).content.decode()
    assert "Mine?" in page
    assert "Another?" not in page


def test_the_list_can_be_narrowed_to_drafts(as_editor: Client, bank: QuestionBank) -> None:
    factories.a_question(bank=bank, body=factories.single_choice("Published?"))
    Question.objects.create(
        bank=bank, slug="draft", body=factories.single_choice("Draft?"), live=False
    )
    page = as_editor.get(url(Question, "list_results") + "?live=false").content.decode()
    assert "Draft?" in page
    assert "Published?" not in page


def test_the_list_takes_as_many_queries_for_many_as_for_few(
    as_editor: Client, bank: QuestionBank
) -> None:
    counts = []
    for _round in range(2):
        for _question in range(5):
            factories.a_question(bank=bank)
        as_editor.get(url(Question, "list"))
        with CaptureQueriesContext(connection) as queries:
            as_editor.get(url(Question, "list"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_bank_says_how_many_of_its_questions_are_published(as_editor: Client) -> None:
    bank = factories.a_bank(questions=7)
    for question in Question.objects.filter(bank=bank)[:2]:
        question.unpublish()
    response = as_editor.get(url(QuestionBank, "list"))
    (listed,) = response.context["object_list"]
    assert (listed.published, listed.unpublished) == (5, 2)


def test_an_assessment_says_how_many_questions_it_draws_and_from_how_many(
    as_editor: Client,
) -> None:
    factories.an_assessment(competencies=2, questions=2, bank_size=3)
    response = as_editor.get(url(Assessment, "list"))
    (listed,) = response.context["object_list"]
    assert listed.published == 6
    assert "<td >\n    4\n</td>" in response.content.decode()


def test_a_bank_about_something_else_is_refused(as_editor: Client) -> None:
    badge = factories.a_badge(competencies=1)
    section = {
        "competency": badge.ordered_competencies[0].pk,
        "bank": factories.a_bank(questions=1).pk,
        "questions": "1",
        "mastery_mark": "75",
    }
    page = as_editor.post(
        url(Assessment, "add"),
        nested_form_data(
            {
                "title": "An assessment",
                "slug": "an-assessment",
                "badge": badge.pk,
                "introduction": "Go.",
                "sections": inline_formset([section]),
            }
        ),
    )
    assert not Assessment.objects.exists()
    assert "Choose a bank of questions on this competency." in page.content.decode()


@pytest.mark.parametrize(
    ("role", "open_to_them"),
    [
        ("superuser", {"question", "questionbank", "assessment"}),
        ("editor", {"question", "questionbank", "assessment"}),
        ("assessor", {"question"}),
        ("coordinator", set()),
        ("learner", set()),
        ("visitor", set()),
    ],
)
def test_each_role_sees_the_lists_it_may_view(
    client: Client, request: pytest.FixtureRequest, role: str, open_to_them: set[str]
) -> None:
    _sign_in(client, request, role)
    seen = {
        model._meta.model_name
        for model in (Question, QuestionBank, Assessment)
        if client.get(url(model, "list")).status_code == 200
    }
    assert seen == open_to_them


@pytest.mark.parametrize("role", ["assessor", "coordinator", "learner", "visitor"])
def test_only_editors_edit_publish_and_delete(
    client: Client, request: pytest.FixtureRequest, bank: QuestionBank, role: str
) -> None:
    _sign_in(client, request, role)
    question = factories.a_question(bank=bank)
    sent = as_posted(bank, ("Listening", True), ("Talking", False))
    for view in ("edit", "delete", "unpublish"):
        address = url(Question, view, question.pk)
        assert client.post(address, {**sent, "action-publish": "1"}).status_code == 302
    question.refresh_from_db()
    assert question.live
    assert str(question) != "What helps?"


@pytest.mark.parametrize("role", ["coordinator", "learner", "visitor"])
def test_the_key_is_not_shown_to_just_anybody(
    client: Client, request: pytest.FixtureRequest, bank: QuestionBank, role: str
) -> None:
    _sign_in(client, request, role)
    question = factories.a_question(bank=bank)
    for view in ("inspect", "preview_on_edit", "history", "usage"):
        assert client.get(url(Question, view, question.pk)).status_code == 302


def _sign_in(client: Client, request: pytest.FixtureRequest, role: str) -> None:
    if role == "superuser":
        client.force_login(factories.a_user(is_superuser=True))
    elif role != "visitor":
        client.force_login(request.getfixturevalue(role))
