"""The rules of an assessment: attempts, waiting, time, one competency, carrying over, tasks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import attempting
from assessments.models import (
    Accommodation,
    Assessment,
    AssessmentSection,
    Attempt,
    Demonstration,
    Response,
    TaskRole,
)
from assessments.rules import asked_in_words, rules_in_words
from badges.models import Award
from tests import factories
from tests.assessments.tasks import making

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)


def with_rules(assessment, **rules):
    Assessment.objects.filter(pk=assessment.pk).update(**rules)
    assessment.refresh_from_db()
    return assessment


def answer(attempt, *, now=None):
    right = factories.right_answers(attempt)
    for asked in attempt.questions.all():
        attempting.save_answer(
            attempt_question=asked, form_post=right[asked.position], prefix="answer", now=now
        )


class TestAttempts:
    def test_no_more_attempts_than_allowed(self, learner):
        assessment = with_rules(factories.an_assessment(), max_attempts=1)
        attempting.submit(attempting.start(assessment=assessment, learner=learner).pk)

        with pytest.raises(attempting.CannotAttempt, match="used every attempt"):
            attempting.start(assessment=assessment, learner=learner)

        assert Attempt.objects.count() == 1

    def test_the_next_attempt_waits(self, learner):
        assessment = with_rules(factories.an_assessment(), wait_hours=24)
        now = timezone.now()
        attempting.submit(attempting.start(assessment=assessment, learner=learner).pk, now=now)

        with pytest.raises(attempting.CannotAttempt, match="may start on"):
            attempting.start(assessment=assessment, learner=learner, now=now + 23 * 60 * MINUTE)

        assert attempting.start(assessment=assessment, learner=learner, now=now + 24 * 60 * MINUTE)

    def test_the_rules_are_said_before_one_starts(self, learner):
        assessment = with_rules(
            factories.an_assessment(), max_attempts=3, wait_hours=24, time_limit_minutes=40
        )
        Accommodation.objects.create(
            learner=learner, extra_time_percent=50, granted_by=factories.a_user()
        )

        told = " ".join(rules_in_words(assessment, learner))

        assert "3 attempts left" in told
        assert "24 hours later" in told
        assert "60 minutes from the start" in told

    def test_a_visitor_reads_the_rules_too(self, client):
        course = factories.a_course(
            assessment=with_rules(factories.an_assessment(), time_limit_minutes=30)
        )

        page = client.get(f"/courses/{course.slug}/assessment/").content.decode()

        assert "30 minutes from the start" in page


class TestTime:
    @pytest.fixture
    def attempt(self, learner):
        assessment = with_rules(
            factories.an_assessment(competencies=1, questions=2), time_limit_minutes=10
        )
        return attempting.start(assessment=assessment, learner=learner)

    def test_an_answer_at_the_very_deadline_counts(self, attempt):
        answer(attempt, now=attempt.deadline_at)

        attempting.submit(attempt.pk, now=attempt.deadline_at)

        assert Award.objects.count() == 1

    def test_a_moment_later_the_time_is_up_and_what_was_answered_counts(self, attempt):
        first, second = attempt.questions.all()
        right = factories.right_answers(attempt)
        attempting.save_answer(attempt_question=first, form_post=right[1], prefix="answer")

        with pytest.raises(attempting.TimeIsUp):
            attempting.save_answer(
                attempt_question=second,
                form_post=right[2],
                prefix="answer",
                now=attempt.deadline_at + MOMENT,
            )

        attempt.refresh_from_db()
        assert attempt.is_submitted
        assert Response.objects.count() == 1
        assert attempt.sections.get().result.score == 50

    @pytest.fixture
    def at(self, monkeypatch):
        """`at(instant)` stops the clock there."""
        return lambda instant: monkeypatch.setattr(timezone, "now", lambda: instant)

    def test_in_the_browser_the_very_deadline_is_in_time(self, client, learner, attempt, at):
        at(attempt.deadline_at)
        client.force_login(learner)
        question = attempt.questions.first().get_absolute_url()
        post = {**factories.right_answers(attempt)[1], "go": "later"}

        assert client.get(question).status_code == 200
        assert client.post(question, post)["Location"].endswith("/2/")
        assert "Your time is up" not in client.get(f"{attempt.get_absolute_url()}review/").text

        assert Response.objects.count() == 1
        attempt.refresh_from_db()
        assert not attempt.is_submitted

    def test_in_the_browser_a_moment_later_is_too_late(self, client, learner, attempt, at):
        at(attempt.deadline_at + MOMENT)
        client.force_login(learner)
        url = attempt.get_absolute_url()
        question = attempt.questions.first().get_absolute_url()
        post = {**factories.right_answers(attempt)[1], "go": "later"}

        assert client.get(question)["Location"] == f"{url}review/"
        assert "Your time is up" in client.get(f"{url}review/").text
        assert client.post(question, post)["Location"] == f"{url}result/"

        assert not Response.objects.exists()
        attempt.refresh_from_db()
        assert attempt.is_submitted

    def test_a_tab_that_saves_by_itself_a_moment_later_is_told(self, client, learner, attempt, at):
        at(attempt.deadline_at + MOMENT)
        client.force_login(learner)
        post = factories.right_answers(attempt)[1]

        response = client.post(
            attempt.questions.first().get_absolute_url(), post, headers={"HX-Request": "true"}
        )

        assert (response.status_code, "time for this attempt is up" in response.text) == (409, True)

    def test_an_attempt_can_be_gone_on_with_until_its_very_deadline(self, attempt, learner):
        def start(now):
            return attempting.start(assessment=attempt.assessment, learner=learner, now=now)

        assert start(attempt.deadline_at) == attempt
        assert start(attempt.deadline_at + MOMENT) != attempt

    def test_an_attempt_nobody_comes_back_to_is_submitted_for_them(self, attempt):
        answer(attempt)

        assert attempting.submit_overdue(now=attempt.deadline_at) == 0
        assert attempting.submit_overdue(now=attempt.deadline_at + MOMENT) == 1

        assert Award.objects.count() == 1

    def test_starting_again_after_the_time_is_up_begins_a_new_attempt(self, attempt, learner):
        again = attempting.start(
            assessment=attempt.assessment, learner=learner, now=attempt.deadline_at + MINUTE
        )

        assert again != attempt
        assert Attempt.objects.submitted().get() == attempt

    def test_somebody_who_was_granted_no_limit_has_none(self, learner):
        assessment = with_rules(factories.an_assessment(), time_limit_minutes=10)
        Accommodation.objects.create(
            learner=learner, assessment=assessment, untimed=True, granted_by=factories.a_user()
        )

        assert attempting.start(assessment=assessment, learner=learner).deadline_at is None

    def test_nobody_grants_themselves_time(self, learner):
        with pytest.raises(IntegrityError), transaction.atomic():
            Accommodation.objects.create(learner=learner, granted_by=learner)

    def test_the_page_says_when_the_time_ends_and_leads_to_the_end_after_it(
        self, client, learner, attempt
    ):
        client.force_login(learner)
        url = attempt.questions.first().get_absolute_url()
        assert "Your time ends at" in client.get(url).content.decode()

        Attempt.objects.update(deadline_at=timezone.now() - MINUTE)

        response = client.get(url, follow=True)
        assert "Your time is up" in response.content.decode()


class TestOneCompetencyAtATime:
    def test_only_the_chosen_one_is_asked_and_the_others_stay_for_later(self, learner):
        assessment = factories.an_assessment(competencies=4, questions=2)
        chosen, *others = assessment.badge.ordered_competencies

        attempt = attempting.start(assessment=assessment, learner=learner, competency_id=chosen.pk)
        answer(attempt)
        attempting.submit(attempt.pk)

        assert attempt.questions.count() == 2
        assert Demonstration.objects.get().competency == chosen
        assert not Award.objects.exists()
        later = attempting.start(assessment=assessment, learner=learner)
        asked = {a.section.competency for a in later.questions.all()}
        assert asked == set(others)

    def test_four_attempts_at_one_each_make_the_badge(self, learner):
        assessment = factories.an_assessment(competencies=4, questions=1)
        for competency in assessment.badge.ordered_competencies:
            attempt = attempting.start(
                assessment=assessment, learner=learner, competency_id=competency.pk
            )
            answer(attempt)
            attempting.submit(attempt.pk)

        assert Award.objects.get().badge == assessment.badge

    def test_the_result_says_which_were_left_for_later(self, client, learner):
        course = factories.a_course()
        chosen = course.badge.ordered_competencies[0]
        client.force_login(learner)
        client.post(f"/courses/{course.slug}/assessment/", {"competency": chosen.slug})
        attempt = Attempt.objects.get()

        attempting.submit(attempt.pk)

        page = client.get(f"/assessment/attempts/{attempt.pk}/result/").content.decode()
        assert page.count("Left for later") == 3


class TestCarryingOver:
    @pytest.fixture
    def shown_elsewhere(self, learner):
        """An assessment that shares its only competency with one the learner has passed."""
        passed = factories.an_assessment(competencies=1, questions=1)
        attempt = attempting.start(assessment=passed, learner=learner)
        answer(attempt)
        attempting.submit(attempt.pk)
        badge = factories.a_badge(competencies=1)
        shared = passed.badge.ordered_competencies[0]
        factories.BadgeCompetency.objects.create(badge=badge, competency=shared, sort_order=9)
        return factories.an_assessment(badge=badge, questions=1)

    def test_is_off_by_default(self, shown_elsewhere, learner):
        attempt = attempting.start(assessment=shown_elsewhere, learner=learner)

        assert attempt.questions.count() == 2

    def test_counts_what_was_shown_for_another_badge_and_the_credential_says_so(
        self, shown_elsewhere, learner
    ):
        assessment = with_rules(shown_elsewhere, carries_over=True)

        attempt = attempting.start(assessment=assessment, learner=learner)
        answer(attempt)
        attempting.submit(attempt.pk)

        assert attempt.questions.count() == 1
        award = Award.objects.get(badge=assessment.badge)
        assert "Demonstrated for another badge" in str(award.results)
        assert "shown for that badge" in award.narrative


class TestWhatIsSaidAfterwards:
    def test_only_the_verdicts_if_the_editors_want_it_so(self, client, learner):
        course = factories.a_course(
            assessment=with_rules(factories.an_assessment(), feedback="verdicts")
        )
        attempt = attempting.start(assessment=course.assessment, learner=learner)
        attempting.submit(attempt.pk)
        client.force_login(learner)

        page = client.get(f"/assessment/attempts/{attempt.pk}/result/").content.decode()

        assert "What your answers did not show yet" not in page
        assert "Lessons on it" not in page


def test_a_section_asks_questions_or_a_task_or_both_but_not_nothing():
    section = factories.an_assessment(competencies=1).sections.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentSection.objects.filter(pk=section.pk).update(questions=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentSection.objects.filter(pk=section.pk).update(bank=None)


def test_what_is_asked_is_said_kind_by_kind():
    assessment = factories.an_assessment(competencies=3, questions=1)
    first, second, _third = assessment.sections.all()
    first.task = making.a_task(competency=first.competency, title="Lead an hour")
    second.task = making.a_task(competency=second.competency)
    second.task_role = TaskRole.ALTERNATIVE
    first.save()
    second.save()

    questions, task, instead = asked_in_words(list(assessment.sections.select_related("task")))

    assert questions == "Questions on 3 competencies; each is marked by itself."
    assert "“Lead an hour”" in task
    assert "an assessor judges it" in task
    assert instead.startswith("For 1 competency you may hand in a task")
