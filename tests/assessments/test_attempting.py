"""Starting an attempt, answering, submitting: what ends in a badge and what does not."""

from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from assessments import attempting, demonstrating
from assessments.models import (
    Attempt,
    AttemptQuestion,
    CompetencyResult,
    Demonstration,
    Question,
    Response,
)
from badges.models import Award
from badges.revoking import revoke
from tests import factories

pytestmark = pytest.mark.django_db


def answer_all(attempt, *, wrong_competencies=()):
    """Answer every question: rightly, but for those on `wrong_competencies`."""
    right = factories.right_answers(attempt)
    for asked in attempt.questions.select_related("section"):
        wrong = asked.section.competency_id in {c.pk for c in wrong_competencies}
        attempting.save_answer(
            attempt_question=asked,
            form_post=factories.wrong_answer(asked) if wrong else right[asked.position],
            prefix="answer",
        )


def pass_except(assessment, learner, *competencies):
    attempt = attempting.start(assessment=assessment, learner=learner)
    answer_all(attempt, wrong_competencies=competencies)
    return attempting.submit(attempt.pk)


class TestStarting:
    def test_an_attempt_asks_as_many_questions_of_each_competency_as_its_section_says(
        self, learner
    ):
        assessment = factories.an_assessment(competencies=4, questions=3)

        attempt = attempting.start(assessment=assessment, learner=learner)

        assert [section.questions.count() for section in attempt.sections.all()] == [3, 3, 3, 3]
        assert [asked.position for asked in attempt.questions.all()] == list(range(1, 13))

    def test_starting_twice_goes_on_with_the_same_attempt(self, learner):
        assessment = factories.an_assessment()

        first = attempting.start(assessment=assessment, learner=learner)
        second = attempting.start(assessment=assessment, learner=learner)

        assert first == second
        assert Attempt.objects.count() == 1

    def test_the_database_refuses_a_second_open_attempt(self, learner):
        attempt = attempting.start(assessment=factories.an_assessment(), learner=learner)

        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(assessment=attempt.assessment, learner=learner, number=2)

    def test_a_bank_without_published_questions_is_said_so(self, learner):
        assessment = factories.an_assessment(competencies=1)
        Question.objects.update(live=False)

        with pytest.raises(attempting.CannotAttempt, match="no questions"):
            attempting.start(assessment=assessment, learner=learner)

        assert not Attempt.objects.exists()

    def test_a_second_attempt_asks_questions_not_seen_before(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=3, bank_size=6)
        (competency,) = assessment.badge.ordered_competencies
        first = pass_except(assessment, learner, competency)

        second = attempting.start(assessment=assessment, learner=learner)

        seen = set(first.questions.values_list("question_id", flat=True))
        assert seen.isdisjoint(second.questions.values_list("question_id", flat=True))


class TestFreezing:
    def test_a_question_edited_during_an_attempt_stays_as_it_was_asked(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=1)
        attempt = attempting.start(assessment=assessment, learner=learner)
        asked = attempt.questions.get()
        question = asked.question
        before = asked.definition

        question.body = factories.single_choice("Something else entirely?")
        question.save_revision().publish()

        asked.refresh_from_db()
        assert asked.definition == before
        answer_all(attempt)
        attempting.submit(attempt.pk)
        assert CompetencyResult.objects.get().is_demonstrated

    def test_a_question_unpublished_during_an_attempt_still_counts(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=2)
        attempt = attempting.start(assessment=assessment, learner=learner)

        Question.objects.get(pk=attempt.questions.first().question_id).unpublish()

        answer_all(attempt)
        attempting.submit(attempt.pk)
        assert CompetencyResult.objects.get().score == 100

    def test_an_attempt_remembers_the_published_revision_of_each_question(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=1, bank_size=0)
        factories.a_question(bank=assessment.sections.get().bank)

        asked = attempting.start(assessment=assessment, learner=learner).questions.get()

        assert asked.revision == asked.question.live_revision
        assert asked.revision is not None

    def test_a_draft_is_not_asked(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
        question = Question.objects.get()
        question.body = factories.single_choice("Only a draft?")
        question.save_revision()

        asked = attempting.start(assessment=assessment, learner=learner).questions.get()

        assert "Only a draft?" not in str(asked.definition)


class TestAnswering:
    @pytest.fixture
    def asked(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=1)
        return attempting.start(assessment=assessment, learner=learner).questions.get()

    def test_an_answer_posted_twice_is_one_response(self, asked):
        post = factories.right_answers(asked.attempt)[1]

        for _ in range(2):
            attempting.save_answer(attempt_question=asked, form_post=post, prefix="answer")

        assert Response.objects.count() == 1

    def test_a_changed_answer_replaces_the_earlier(self, asked):
        right = factories.right_answers(asked.attempt)[1]
        for post in (factories.wrong_answer(asked), right):
            attempting.save_answer(attempt_question=asked, form_post=post, prefix="answer")

        assert Response.objects.get().answer == {"chosen": right["answer"][0]}

    def test_an_empty_post_keeps_what_was_answered(self, asked):
        post = factories.right_answers(asked.attempt)[1]
        attempting.save_answer(attempt_question=asked, form_post=post, prefix="answer")

        attempting.save_answer(attempt_question=asked, form_post={}, prefix="answer")

        assert Response.objects.get().answer == {"chosen": post["answer"][0]}

    def test_after_submission_no_answer_can_be_changed(self, asked):
        attempting.submit(asked.attempt_id)
        post = factories.right_answers(asked.attempt)[1]

        with pytest.raises(attempting.AttemptIsSubmitted):
            attempting.save_answer(attempt_question=asked, form_post=post, prefix="answer")

        assert not Response.objects.exists()


class TestSubmitting:
    def test_all_competencies_shown_awards_the_badge(self, learner):
        assessment = factories.an_assessment()

        pass_except(assessment, learner)

        award = Award.objects.get()
        assert (award.badge, award.recipient) == (assessment.badge, learner)
        assert [result["competency"] for result in award.results] == [
            competency.name for competency in assessment.badge.ordered_competencies
        ]

    def test_three_of_four_competencies_award_nothing_however_good_the_average(self, learner):
        assessment = factories.an_assessment(competencies=4, questions=4)
        missed = assessment.badge.ordered_competencies[2]

        attempt = pass_except(assessment, learner, missed)

        assert not Award.objects.exists()
        shown = {
            section.competency: section.result.is_demonstrated
            for section in attempt.sections.select_related("competency", "result")
        }
        assert [competency for competency, is_shown in shown.items() if not is_shown] == [missed]

    def test_what_is_shown_stays_shown_and_only_the_rest_is_asked_again(self, learner):
        assessment = factories.an_assessment(competencies=4, questions=2)
        missed = assessment.badge.ordered_competencies[0]
        pass_except(assessment, learner, missed)

        second = attempting.start(assessment=assessment, learner=learner)

        assert {a.section.competency for a in second.questions.all()} == {missed}
        answer_all(second)
        attempting.submit(second.pk)
        assert Award.objects.get().recipient == learner
        assert Demonstration.objects.filter(award__isnull=False).count() == 4

    def test_submitting_twice_is_one_result_and_one_award(self, learner):
        assessment = factories.an_assessment()
        attempt = pass_except(assessment, learner)

        again = attempting.submit(attempt.pk)

        assert again.submitted_at == attempt.submitted_at
        assert CompetencyResult.objects.count() == 4
        assert Award.objects.count() == 1

    def test_a_mark_that_is_just_reached_is_reached(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=4, mastery_mark=75)
        attempt = attempting.start(assessment=assessment, learner=learner)
        right = factories.right_answers(attempt)
        for asked in list(attempt.questions.all())[:3]:
            attempting.save_answer(
                attempt_question=asked, form_post=right[asked.position], prefix="answer"
            )

        attempting.submit(attempt.pk)

        result = CompetencyResult.objects.get()
        assert (result.score, result.is_demonstrated) == (75, True)

    def test_what_is_not_answered_counts_as_not_shown(self, learner):
        assessment = factories.an_assessment(competencies=1, questions=2, mastery_mark=51)
        attempt = attempting.start(assessment=assessment, learner=learner)
        first = attempt.questions.first()
        attempting.save_answer(
            attempt_question=first, form_post=factories.right_answers(attempt)[1], prefix="answer"
        )

        attempting.submit(attempt.pk)

        result = CompetencyResult.objects.get()
        assert (result.score, result.is_demonstrated) == (50, False)

    def test_when_everything_is_shown_there_is_nothing_left_to_attempt(self, learner):
        assessment = factories.an_assessment()
        pass_except(assessment, learner)

        with pytest.raises(attempting.CannotAttempt, match="shown every competency"):
            attempting.start(assessment=assessment, learner=learner)

    def test_the_award_and_the_result_are_one_transaction(self, learner, monkeypatch):
        assessment = factories.an_assessment()
        attempt = attempting.start(assessment=assessment, learner=learner)
        answer_all(attempt)

        def fail(**_kwargs):
            raise RuntimeError("the database went away")

        monkeypatch.setattr(demonstrating, "award", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            attempting.submit(attempt.pk)

        attempt.refresh_from_db()
        assert not attempt.is_submitted
        assert not CompetencyResult.objects.exists()
        assert Response.objects.count() == attempt.questions.count()

    def test_after_a_badge_is_revoked_its_holder_can_be_assessed_anew(self, learner, coordinator):
        assessment = factories.an_assessment()
        pass_except(assessment, learner)
        revoke(Award.objects.get(), by=coordinator, reason="The answers were shared.")

        again = attempting.start(assessment=assessment, learner=learner)

        assert again.questions.count() == 8
        answer_all(again)
        attempting.submit(again.pk)
        assert Award.objects.active().count() == 1

    def test_the_credential_says_how_the_badge_was_assessed(self, learner):
        assessment = factories.an_assessment(mastery_mark=80)

        pass_except(assessment, learner)

        award = Award.objects.get()
        assert assessment.title in award.narrative
        assert "80 percent" in award.results[0]["statement"]

    def test_submitting_costs_as_many_queries_with_many_questions_as_with_few(
        self, learner, other_learner
    ):
        def queries_of(questions, person):
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            assessment = factories.an_assessment(
                competencies=2, questions=questions, bank_size=questions
            )
            attempt = attempting.start(assessment=assessment, learner=person)
            answer_all(attempt)
            with CaptureQueriesContext(connection) as queries:
                attempting.submit(attempt.pk)
            return len(queries)

        assert queries_of(2, learner) == queries_of(20, other_learner)


def test_marks_are_kept_rounded_down_and_results_come_from_the_exact_ones():
    assert str(attempting.rounded(Fraction(2, 3), "0.00001")) == "0.66666"


def test_an_attempt_never_asks_the_same_question_twice(learner):
    assessment = factories.an_assessment(competencies=1, questions=6, bank_size=6)

    attempt = attempting.start(assessment=assessment, learner=learner)

    asked = AttemptQuestion.objects.filter(attempt=attempt).values_list("question_id", flat=True)
    assert len(set(asked)) == len(asked) == 6
