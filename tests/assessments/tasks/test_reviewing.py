"""Taking on work, judging it, returning it: who may, what decides, what follows."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import evidence, reviewing, submitting
from assessments.independence import CannotReview, HasConflict, OwnWork
from assessments.models import (
    ConflictOfInterest,
    Rating,
    Review,
    State,
    Submission,
    TaskJudgement,
)
from assessments.rating import InvalidRatings
from assessments.reviewing import ClaimedByAnother, NotClaimed
from tests.assessments.tasks.making import a_draft, a_task, claimed, handed_in, judged, rated

pytestmark = pytest.mark.django_db


def judge(submission, assessor, level="proficient", **changes):
    return reviewing.judge(
        submission_id=submission.pk, assessor=assessor, **{**rated(level), **changes}
    )


def ask(submission, assessor, what="Say more.", **changes):
    return reviewing.ask_for_revision(
        submission_id=submission.pk, assessor=assessor, what_to_improve=what, **changes
    )


def claim(submission, assessor):
    return reviewing.claim(submission_id=submission.pk, assessor=assessor)


def let_claim_lapse(submission):
    Submission.objects.filter(pk=submission.pk).update(
        claim_lapses_at=timezone.now() - timedelta(seconds=1)
    )


def conflict(assessor, learner):
    return ConflictOfInterest.objects.create(assessor=assessor, learner=learner, reason="Related.")


class TestQueue:
    def test_what_waits_is_there_oldest_first(self, learner, other_learner):
        second = handed_in(learner)
        first = handed_in(other_learner)
        Submission.objects.filter(pk=first.pk).update(
            handed_in_at=second.handed_in_at - timedelta(days=1)
        )

        assert list(reviewing.queue()) == [first, second]

    def test_drafts_and_what_is_returned_or_judged_do_not_wait(self, learner, assessor):
        a_draft(learner)
        ask(claimed(learner, assessor), assessor)
        judge(claimed(learner, assessor), assessor)

        assert not reviewing.queue().exists()

    def test_what_somebody_has_taken_on_waits_again_when_the_claim_has_lapsed(
        self, learner, assessor
    ):
        submission = claimed(learner, assessor)
        assert not reviewing.queue().exists()

        let_claim_lapse(submission)

        assert reviewing.queue().get() == submission

    def test_an_assessor_is_not_shown_their_own_work(self, assessor, second_assessor):
        submission = handed_in(assessor)

        assert not reviewing.queue(assessor).exists()
        assert reviewing.queue(second_assessor).get() == submission

    def test_an_assessor_is_not_shown_work_of_people_they_have_a_conflict_with(
        self, learner, other_learner, assessor, second_assessor
    ):
        handed_in(learner)
        handed_in(other_learner)
        conflict(assessor, learner)
        conflict(other_learner, assessor)

        assert not reviewing.queue(assessor).exists()
        assert reviewing.queue(second_assessor).count() == 2


class TestClaiming:
    def test_of_two_assessors_the_first_gets_it(self, learner, assessor, second_assessor):
        submission = claimed(learner, assessor)

        with pytest.raises(ClaimedByAnother):
            claim(submission, second_assessor)

        submission.refresh_from_db()
        assert submission.claimed_by == assessor

    def test_claiming_twice_is_claiming_once(self, learner, assessor):
        submission = claimed(learner, assessor)

        again = claim(submission, assessor)

        assert again.claim_lapses_at == submission.claim_lapses_at
        assert submission.events.filter(kind="claimed").count() == 1

    def test_a_claim_lasts_as_many_hours_as_the_task_says(self, learner, assessor):
        before = timezone.now()
        submission = claimed(learner, assessor, a_task(claim_hours=5))

        lasts = submission.claim_lapses_at - before
        assert timedelta(hours=5) <= lasts < timedelta(hours=6)

    def test_a_lapsed_claim_can_be_taken_over(self, learner, assessor, second_assessor):
        submission = claimed(learner, assessor)
        let_claim_lapse(submission)

        claim(submission, second_assessor)

        submission.refresh_from_db()
        assert submission.claimed_by == second_assessor
        with pytest.raises(NotClaimed):
            judge(submission, assessor)

    def test_a_lapsed_claim_that_nobody_took_over_still_holds(self, learner, assessor):
        submission = claimed(learner, assessor)
        let_claim_lapse(submission)

        assert judge(submission, assessor).is_demonstrated

    def test_what_is_released_is_there_for_others(self, learner, assessor, second_assessor):
        submission = claimed(learner, assessor)

        reviewing.release(submission_id=submission.pk, assessor=assessor)
        reviewing.release(submission_id=submission.pk, assessor=assessor)

        assert claim(submission, second_assessor).claimed_by == second_assessor
        assert submission.events.filter(kind="released").count() == 1

    def test_nobody_releases_what_another_has_taken_on(self, learner, assessor, second_assessor):
        submission = claimed(learner, assessor)

        reviewing.release(submission_id=submission.pk, assessor=second_assessor)

        submission.refresh_from_db()
        assert submission.claimed_by == assessor

    def test_a_draft_can_not_be_claimed(self, learner, assessor):
        with pytest.raises(ClaimedByAnother):
            claim(a_draft(learner), assessor)


class TestIndependence:
    def test_nobody_claims_their_own_work(self, assessor):
        with pytest.raises(OwnWork):
            claim(handed_in(assessor), assessor)

    def test_the_database_refuses_a_claim_of_ones_own_work(self, assessor):
        submission = handed_in(assessor)

        with pytest.raises(IntegrityError, match="nobody_claims_their_own_work"):
            Submission.objects.filter(pk=submission.pk).update(
                claimed_by=assessor, claim_lapses_at=timezone.now()
            )

    @pytest.mark.parametrize("model", [Review, TaskJudgement])
    def test_the_database_refuses_a_judgement_of_ones_own_work(self, assessor, model):
        submission = handed_in(assessor)
        hand_in = submission.latest_hand_in
        fields = {
            Review: {"kind": "judgement", "is_met": True, "assessor": assessor},
            TaskJudgement: {
                "submission": submission,
                "task": submission.task,
                "competency": submission.competency,
                "is_demonstrated": True,
                "decided_by": assessor,
            },
        }[model]

        with pytest.raises(IntegrityError, match="their_own_work"):
            model.objects.create(hand_in=hand_in, learner=assessor, **fields)

    @pytest.mark.parametrize("swapped", [False, True])
    def test_a_conflict_holds_in_both_directions(self, learner, assessor, swapped):
        conflict(*((learner, assessor) if swapped else (assessor, learner)))

        with pytest.raises(HasConflict):
            claim(handed_in(learner), assessor)

    def test_a_conflict_recorded_after_the_claim_stops_the_judgement(self, learner, assessor):
        submission = claimed(learner, assessor)
        conflict(assessor, learner)

        with pytest.raises(HasConflict):
            judge(submission, assessor)
        with pytest.raises(HasConflict):
            ask(submission, assessor)

        assert not Review.objects.exists()

    def test_a_conflict_is_between_two_people(self, assessor):
        with pytest.raises(IntegrityError):
            conflict(assessor, assessor)


class TestJudging:
    def test_a_rating_below_the_required_level_on_one_criterion_is_not_met(self, learner, assessor):
        submission = claimed(learner, assessor)

        judgement = judge(submission, assessor, **rated("exemplary", asks="developing"))

        assert not judgement.is_demonstrated

    def test_every_criterion_at_the_required_level_is_met(self, learner, assessor):
        task = a_task(required_level="developing")
        submission = claimed(learner, assessor, task)

        judgement = judge(submission, assessor, "developing", overall="Well done.")

        assert judgement.is_demonstrated
        assert judgement.competency == task.competency
        assert judgement.learner == learner
        assert judgement.decided_by == assessor
        submission.refresh_from_db()
        assert submission.state == State.JUDGED

    def test_ratings_and_comments_are_kept_for_each_criterion(self, learner, assessor):
        submission = claimed(learner, assessor)
        given = rated("exemplary", asks="proficient")
        judge(submission, assessor, **given, overall="Well done.")

        review = Review.objects.get()
        assert {r.criterion: r.level for r in review.ratings.all()} == given["ratings"]
        assert {r.criterion: r.comment for r in review.ratings.all()} == given["comments"]
        assert review.overall == "Well done."

    @pytest.mark.parametrize("left_out", ["ratings", "comments"])
    def test_a_criterion_without_a_rating_or_a_comment_is_asked_for(
        self, learner, assessor, left_out
    ):
        submission = claimed(learner, assessor)
        given = rated()
        del given[left_out]["asks"]

        with pytest.raises(InvalidRatings, match="Criterion asks"):
            judge(submission, assessor, **given)

        submission.refresh_from_db()
        assert submission.state == State.HANDED_IN
        assert submission.claimed_by == assessor

    def test_a_comment_without_end_is_refused(self, learner, assessor):
        submission = claimed(learner, assessor)

        with pytest.raises(InvalidRatings, match="10000 characters"):
            judge(submission, assessor, overall="x" * 10_001)

    def test_judging_twice_is_one_judgement_and_the_first_one_stands(
        self, learner, assessor, committed
    ):
        submission = claimed(learner, assessor)
        mail.outbox.clear()

        with committed():
            first = judge(submission, assessor, "exemplary")
            second = judge(submission, assessor, "not_yet")

        assert first == second
        assert first.is_demonstrated
        assert Review.objects.count() == 1
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize(
        ("level", "words"),
        [("proficient", "meets the rubric"), ("developing", "does not meet the rubric yet")],
    )
    def test_the_learner_is_told_once_how_it_came_out(
        self, learner, assessor, committed, level, words
    ):
        submission = claimed(learner, assessor)
        with committed():
            judge(submission, assessor, level)

        (message,) = [m for m in mail.outbox if "has been judged" in m.subject]
        assert message.to == [learner.email]
        assert words in message.body
        assert str(submission.pk) in message.body

    def test_what_one_has_not_taken_on_one_does_not_judge(self, learner, assessor, second_assessor):
        submission = claimed(learner, assessor)

        with pytest.raises(NotClaimed):
            judge(submission, second_assessor)
        with pytest.raises(NotClaimed):
            ask(submission, second_assessor)

    def test_a_draft_is_not_judged(self, learner, assessor):
        with pytest.raises(NotClaimed):
            judge(a_draft(learner), assessor)

    @pytest.mark.parametrize("level", ["brilliant", ""])
    def test_the_database_refuses_a_level_that_is_none(self, learner, assessor, level):
        submission = claimed(learner, assessor)
        judge(submission, assessor)

        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(review=Review.objects.get(), criterion="walks", level=level)


class TestReturning:
    def test_the_learner_is_told_what_to_improve_and_may_hand_in_again(
        self, learner, assessor, committed
    ):
        submission = claimed(learner, assessor)
        with committed():
            ask(submission, assessor, "Say what happened <then>.")
            ask(submission, assessor, "Something else.")

        (message,) = [m for m in mail.outbox if "Something to improve" in m.subject]
        assert message.to == [learner.email]
        assert "Say what happened <then>." in message.body
        assert "&lt;then&gt;" in message.alternatives[0].content
        evidence.save_text(submission_id=submission.pk, html="<p>Better.</p>")
        again = submitting.hand_in(submission.pk)
        assert again.state == State.HANDED_IN
        assert reviewing.queue().get() == again

    def test_each_return_is_told(self, learner, assessor, committed):
        submission = claimed(learner, assessor)
        with committed():
            ask(submission, assessor)
            submitting.hand_in(submission.pk)
            claim(submission, assessor)
            ask(submission, assessor, "Still more.")

        assert len([m for m in mail.outbox if "Something to improve" in m.subject]) == 2

    def test_without_a_word_on_what_to_improve_nothing_is_returned(self, learner, assessor):
        submission = claimed(learner, assessor)

        with pytest.raises(CannotReview, match="what to improve"):
            ask(submission, assessor, "  ")

    def test_some_criteria_may_be_rated_on_the_way(self, learner, assessor):
        submission = claimed(learner, assessor)

        ask(submission, assessor, ratings={"asks": "developing"}, comments={"asks": "Ask more."})

        assert [(r.criterion, r.level) for r in Rating.objects.all()] == [("asks", "developing")]
        assert not TaskJudgement.objects.exists()

    def test_what_is_returned_is_not_judged_any_more(self, learner, assessor):
        submission = claimed(learner, assessor)
        ask(submission, assessor)

        with pytest.raises(NotClaimed):
            judge(submission, assessor)

    def test_the_same_assessor_may_judge_what_they_returned(self, learner, assessor):
        submission = claimed(learner, assessor)
        ask(submission, assessor)
        submitting.hand_in(submission.pk)

        assert judged(submission, assessor).is_demonstrated
