"""How much the database has to do in an attempt, whatever the size of the bank."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from assessments import attempting
from assessments.models import Attempt, Question
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("bank_size", [50, 5_000])]


@pytest.fixture
def assessment(bank_size):
    """Two competencies, whose banks hold `bank_size` questions together."""
    made = factories.an_assessment(competencies=2, questions=4, bank_size=bank_size // 2)
    assert Question.objects.count() == bank_size
    return made


def queries_of(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured.captured_queries]


class TestVerbs:
    def test_starting(self, assessment, learner, django_assert_num_queries):
        with django_assert_num_queries(15):
            attempting.start(assessment=assessment, learner=learner)

    def test_starting_again_after_an_attempt(self, assessment, learner, django_assert_num_queries):
        attempting.submit(attempting.start(assessment=assessment, learner=learner).pk)

        with django_assert_num_queries(15):
            attempting.start(assessment=assessment, learner=learner)

    def test_starting_reads_the_words_of_no_question_that_it_does_not_ask(
        self, assessment, learner
    ):
        reads = [
            sql
            for sql in queries_of(lambda: attempting.start(assessment=assessment, learner=learner))
            if '"assessments_question"."body"' in sql
        ]

        asked = Attempt.objects.get().questions.values_list("question_id", flat=True)
        [read] = reads
        assert all(str(pk) in read for pk in asked)
        assert "IN (" in read

    def test_answering(self, assessment, learner, django_assert_num_queries):
        attempt = attempting.start(assessment=assessment, learner=learner)
        asked = attempt.questions.first()
        post = factories.right_answers(attempt)[1]

        with django_assert_num_queries(9):
            attempting.save_answer(attempt_question=asked, form_post=post, prefix="answer")

    def test_submitting_what_earns_the_badge(self, assessment, learner, django_assert_num_queries):
        attempt = attempting.start(assessment=assessment, learner=learner)
        right = factories.right_answers(attempt)
        for asked in attempt.questions.all():
            attempting.save_answer(
                attempt_question=asked, form_post=right[asked.position], prefix="answer"
            )

        with django_assert_num_queries(40):
            attempting.submit(attempt.pk)


class TestRequests:
    @pytest.fixture
    def course(self, assessment):
        Locale.objects.get_or_create(language_code="en")
        return factories.a_course(assessment=assessment, lessons=0)

    def test_a_whole_attempt(self, course, learner, client):
        client.force_login(learner)
        cache.clear()

        # The page on which one presses "Begin": what is remembered of a course is remembered then.
        client.get(f"/courses/{course.slug}/assessment/")
        started = queries_of(lambda: client.post(f"/courses/{course.slug}/assessment/"))
        attempt = Attempt.objects.get()
        right = factories.right_answers(attempt)
        urls = [asked.get_absolute_url() for asked in attempt.questions.all()]
        asked = [queries_of(lambda url=url: client.get(url)) for url in urls]
        answered = [
            queries_of(lambda url=url, post=post: client.post(url, {**post, "go": "next"}))
            for url, post in zip(urls, right.values(), strict=True)
        ]
        submitted = queries_of(lambda: client.post(f"{attempt.get_absolute_url()}submit/"))

        assert len(started) <= 32
        assert {len(queries) for queries in asked} == {4}
        assert {len(queries) for queries in answered} == {13}
        assert len(submitted) <= 43
