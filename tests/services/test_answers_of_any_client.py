"""Whatever a client posts to a question of whatever type, PostgreSQL keeps it and it is marked."""

from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.models import AttemptQuestion, AttemptSection, Response
from tests import factories
from tests.assessments import sittings
from tests.assessments.interchange.generated import TYPES, definitions
from tests.assessments.question_types.answering import any_post, right_post

PREFIX = "answer"


def asking(definition):
    """An open attempt that asks this one question."""
    assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
    attempt = sittings.sat(
        assessment, None, questions=sittings.questions_of(assessment), submitted=False
    )
    AttemptSection.objects.filter(attempt=attempt).update(mastery_mark=100)
    AttemptQuestion.objects.filter(attempt=attempt).update(definition=definition)
    return attempt


@settings(max_examples=60)
@given(
    questions=st.sampled_from(TYPES)
    .flatmap(definitions)
    .flatmap(lambda asked: st.tuples(st.just(asked), any_post(asked, PREFIX)))
)
def test_any_post_is_kept_and_marked_and_never_fails(questions):
    definition, post = questions
    with transaction.atomic():
        attempt = asking(definition)
        client = Client()
        client.force_login(attempt.learner)
        url = f"{attempt.get_absolute_url()}1/"

        assert client.post(url, {**post, "go": "next"}).status_code in (302, 422)
        assert client.get(url).status_code == 200
        assert client.post(f"{attempt.get_absolute_url()}submit/").status_code == 302

        score = attempt.sections.get().result.score
        response = Response.objects.first()
        assert score == (round(100 * response.mark, 3) if response else 0)
        transaction.set_rollback(True)


@settings(max_examples=30)
@given(definition=st.sampled_from(TYPES).flatmap(definitions))
def test_the_right_post_is_kept_and_shows_the_competency(definition):
    with transaction.atomic():
        attempt = asking(definition)
        client = Client()
        client.force_login(attempt.learner)

        client.post(f"{attempt.get_absolute_url()}1/", right_post(definition, PREFIX))
        client.post(f"{attempt.get_absolute_url()}submit/")

        assert attempt.sections.get().result.is_demonstrated
        transaction.set_rollback(True)
