"""One attempt from many sides in the same second: tabs, the clock, editors, fifty submits."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Locale

from assessments import attempting, reviewing
from assessments.attempting import AttemptIsSubmitted, CannotAttempt
from assessments.models import (
    Assessment,
    Attempt,
    AttemptQuestion,
    CompetencyResult,
    Demonstration,
    Question,
    Response,
)
from badges.models import Award
from tests import factories
from tests.assessments.tasks.making import a_task, claimed, rated
from tests.services.test_award_pipeline import in_threads
from tests.services.test_reviewing import refused_or

MOMENT = timedelta(microseconds=1)
PATIENCE = 10


@pytest.fixture
def learner():
    return factories.a_user(name="Lena Learner", email="lena@example.org")


@pytest.fixture
def assessor():
    return factories.a_user(name="Asa Assessor")


@pytest.fixture
def course():
    """Four competencies with a question each, to be taken in a browser."""
    Locale.objects.get_or_create(language_code="en")
    assessment = factories.an_assessment(competencies=4, questions=1)
    return factories.a_course(assessment=assessment, lessons=0)


def limited(assessment, **rules):
    Assessment.objects.filter(pk=assessment.pk).update(**rules)
    assessment.refresh_from_db()
    return assessment


def answer(asked, post, **options):
    return attempting.save_answer(
        attempt_question=asked, form_post=post, prefix="answer", **options
    )


def answered(assessment, learner):
    """An open attempt with every answer right."""
    attempt = attempting.start(assessment=assessment, learner=learner)
    right = factories.right_answers(attempt)
    for asked in attempt.questions.all():
        answer(asked, right[asked.position])
    return attempt


def signed_in(learner):
    """`tab()` is one more tab of a browser in which `learner` is signed in."""
    browser = Client()
    browser.force_login(learner)

    def tab():
        client = Client()
        client.cookies = browser.cookies
        return client

    return tab


def counts_what_it_kept(attempt):
    """Whether every answer of a submitted attempt has its mark and every result follows from
    these marks alone."""
    marks = {
        section: [
            getattr(getattr(asked, "response", None), "mark", 0)
            for asked in section.questions.select_related("response")
        ]
        for section in attempt.sections.all()
    }
    return all(
        None not in given and section.result.score == 100 * sum(given) / len(given)
        for section, given in marks.items()
    )


class TestSubmitting:
    def test_fifty_submits_at_once_are_one_result_and_one_award(self, learner, course):
        attempt = answered(course.assessment, learner)
        tab = signed_in(learner)

        pages = in_threads(50, lambda _index: tab().post(f"{attempt.get_absolute_url()}submit/"))

        attempt.refresh_from_db()
        assert {(page.status_code, page["Location"]) for page in pages} == {
            (302, attempt.get_absolute_url())
        }
        assert CompetencyResult.objects.filter(is_demonstrated=True).count() == 4
        assert Demonstration.objects.count() == 4
        assert Award.objects.count() == 1

    def test_a_submission_and_a_judgement_in_the_same_second_end_in_the_award(
        self, learner, assessor
    ):
        assessment = factories.an_assessment(competencies=1, questions=1)
        section = assessment.sections.get()
        section.task = a_task(competency=section.competency)
        section.save()
        attempt = answered(assessment, learner)
        work = claimed(learner, assessor, section.task)
        both_done = threading.Barrier(2)

        def finish(index):
            with transaction.atomic():
                if index:
                    attempting.submit(attempt.pk)
                else:
                    reviewing.judge(submission_id=work.pk, assessor=assessor, **rated())
                # Without the learner's lock both get here and neither sees what the other did.
                with suppress(threading.BrokenBarrierError):
                    both_done.wait(timeout=1)

        in_threads(2, finish)

        assert Award.objects.get().badge == assessment.badge


class TestTwoTabs:
    @pytest.fixture
    def attempt(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=2)
        return attempting.start(assessment=assessment, learner=learner)

    def test_twenty_answers_to_one_question_at_once_are_one_of_them(self, attempt):
        asked = attempt.questions.first()
        posts = [factories.right_answers(attempt)[1], factories.wrong_answer(asked)]

        in_threads(20, lambda index: answer(asked, posts[index % 2]))

        kept = Response.objects.get()
        assert kept.answer in [{"chosen": post["answer"][0]} for post in posts]
        assert kept.is_complete

    def test_answers_to_two_questions_at_once_are_both_kept(self, attempt, learner):
        posts = factories.right_answers(attempt)
        tab = signed_in(learner)

        in_threads(
            2,
            lambda index: tab().post(
                f"{attempt.get_absolute_url()}{index + 1}/", {**posts[index + 1], "go": "later"}
            ),
        )

        attempting.submit(attempt.pk)
        assert CompetencyResult.objects.get().score == 100

    def test_an_answer_that_is_being_kept_counts_in_a_submission_from_the_other_tab(
        self, attempt, monkeypatch
    ):
        answer(attempt.questions.last(), factories.right_answers(attempt)[2])
        is_kept, is_submitted = threading.Event(), threading.Event()
        keep = attempting._keep

        def keep_slowly(*args):
            kept = keep(*args)
            is_kept.set()
            # Without the attempt's lock the submission comes in between, and misses the answer.
            is_submitted.wait(timeout=1)
            return kept

        monkeypatch.setattr(attempting, "_keep", keep_slowly)

        def tab(index):
            if index:
                assert is_kept.wait(PATIENCE)
                attempting.submit(attempt.pk)
                is_submitted.set()
            else:
                answer(attempt.questions.first(), factories.right_answers(attempt)[1])

        in_threads(2, tab)

        assert CompetencyResult.objects.get().score == 100
        assert counts_what_it_kept(attempt)

    def test_an_answer_that_comes_while_it_is_marked_is_refused_and_not_half_kept(
        self, attempt, monkeypatch
    ):
        is_marked, is_answered = threading.Event(), threading.Event()
        mark = attempting._mark

        def mark_slowly(*args):
            marks = mark(*args)
            is_marked.set()
            # Without the attempt's lock the answer comes in between, saved but never marked.
            is_answered.wait(timeout=1)
            return marks

        monkeypatch.setattr(attempting, "_mark", mark_slowly)

        def tab(index):
            if not index:
                return attempting.submit(attempt.pk)
            assert is_marked.wait(PATIENCE)
            said = refused_or(
                lambda: answer(attempt.questions.first(), factories.right_answers(attempt)[1]),
                AttemptIsSubmitted,
            )
            is_answered.set()
            return said

        _submitted, said = in_threads(2, tab)

        assert isinstance(said, AttemptIsSubmitted)
        assert not Response.objects.exists()
        assert CompetencyResult.objects.get().score == 0


class TestTheClock:
    @pytest.fixture
    def attempt(self, learner):
        assessment = factories.an_assessment(competencies=2, questions=2)
        return attempting.start(
            assessment=limited(assessment, time_limit_minutes=10), learner=learner
        )

    def test_what_is_answered_and_submitted_around_the_deadline_is_kept_and_counted_or_refused(
        self, attempt
    ):
        in_time, too_late = attempt.deadline_at, attempt.deadline_at + MOMENT
        questions = list(attempt.questions.all())
        right = factories.right_answers(attempt)

        def answer_at(index, now):
            asked = questions[index % 4]
            said = refused_or(
                lambda: answer(asked, right[asked.position], now=now), AttemptIsSubmitted
            )
            return isinstance(said, Response)

        def do(index):
            doing = index // 8
            if doing == 0:
                return "in time", answer_at(index, in_time)
            if doing == 1:
                return "too late", answer_at(index, too_late)
            if doing == 2:
                attempting.submit(attempt.pk, now=in_time)
            elif index % 2:
                attempting.submit_overdue(now=too_late)
            else:
                attempting.submit_overdue(now=in_time)
            return "submitted", False

        told = in_threads(32, do)

        assert ("too late", True) not in told
        attempt.refresh_from_db()
        assert attempt.submitted_at in (in_time, too_late)
        assert CompetencyResult.objects.count() == 2
        assert counts_what_it_kept(attempt)
        assert Award.objects.count() == (Response.objects.count() == 4)
        kept = {questions[index % 4].pk for index, (_, is_kept) in enumerate(told) if is_kept}
        assert kept == set(Response.objects.values_list("attempt_question_id", flat=True))

    def test_ten_sweeps_and_ten_new_starts_when_the_time_is_up_submit_it_once(
        self, attempt, learner
    ):
        too_late = attempt.deadline_at + MOMENT

        in_threads(
            20,
            lambda index: (
                attempting.start(assessment=attempt.assessment, learner=learner, now=too_late)
                if index % 2
                else attempting.submit_overdue(now=too_late)
            ),
        )

        assert CompetencyResult.objects.count() == 2
        assert Attempt.objects.submitted().get() == attempt
        assert Attempt.objects.open().count() == 1

    def test_the_database_tells_the_deadline_from_the_moment_after_it(self, attempt):
        assert not Attempt.objects.overdue(attempt.deadline_at).exists()
        assert Attempt.objects.overdue(attempt.deadline_at + MOMENT).get() == attempt


class TestTheLimitOfAttempts:
    def test_twenty_who_start_and_submit_as_often_as_they_can_never_exceed_it(
        self, learner, course
    ):
        limited(course.assessment, max_attempts=3)
        tab = signed_in(learner)
        before = f"/courses/{course.slug}/assessment/"

        def try_as_often_as_possible(_index):
            client = tab()
            while (started := client.post(before)["Location"]) != before:
                client.post(f"{started}submit/")

        in_threads(20, try_as_often_as_possible)

        assert [attempt.number for attempt in Attempt.objects.order_by("number")] == [1, 2, 3]
        assert not Attempt.objects.open().exists()

    def test_an_attempt_made_while_another_is_being_allowed_is_not_one_too_many(
        self, learner, monkeypatch
    ):
        assessment = limited(factories.an_assessment(competencies=1), max_attempts=1)
        is_allowed, is_done = threading.Event(), threading.Event()
        first, draw = iter([True]), attempting._draw

        def draw_slowly(*args):
            if next(first, False):
                is_allowed.set()
                # Without the learner's lock the other attempt begins and ends in between.
                is_done.wait(timeout=1)
            return draw(*args)

        monkeypatch.setattr(attempting, "_draw", draw_slowly)

        def start_and_submit(index):
            if index:
                assert is_allowed.wait(PATIENCE)
            attempt = attempting.start(assessment=assessment, learner=learner)
            attempting.submit(attempt.pk)
            is_done.set()

        in_threads(2, lambda index: refused_or(lambda: start_and_submit(index), CannotAttempt))

        assert Attempt.objects.count() == 1


class TestEditors:
    def test_who_begins_while_questions_are_edited_and_unpublished_is_marked_by_what_was_asked(
        self, course
    ):
        assessment = course.assessment
        learners = [factories.a_user() for _ in range(8)]
        banks = [section.bank for section in assessment.sections.all()]
        Question.objects.all().delete()
        for bank in banks:
            for _ in range(2):
                factories.a_question(bank=bank)
        edited = [question for bank in banks for question in bank.questions.all()]

        def edit():
            for version in range(3):
                for question in edited:
                    # Other words, other options, and so another key.
                    question.body = factories.single_choice(f"Version {version}?")
                    question.save_revision().publish()
                for question in edited[::2]:
                    question.unpublish()

        def learn(learner):
            attempt = attempting.start(assessment=assessment, learner=learner)
            for asked in attempt.questions.all():
                answer(asked, factories.right_answers(attempt)[asked.position])
            attempting.submit(attempt.pk)

        in_threads(9, lambda index: learn(learners[index - 1]) if index else edit())

        assert Award.objects.count() == 8
        for asked in AttemptQuestion.objects.select_related("revision"):
            assert asked.definition == asked.revision.as_object().definition
