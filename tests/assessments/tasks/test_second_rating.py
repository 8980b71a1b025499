"""Independent second ratings: who gets one, who sees what, who decides."""

import uuid

import pytest
from django.core import mail
from django.db import IntegrityError

from assessments import reviewing, second_rating, submitting
from assessments.independence import CannotReview, HasConflict, OwnWork
from assessments.models import ConflictOfInterest, Resolution, State, TaskJudgement
from assessments.reviewing import RatedBefore
from badges.models import Fulfilment, Requirement
from tests import factories
from tests.assessments.tasks.making import a_task, handed_in, judged, rated

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(learner, assessor):
    """Rated once as met; its second rating is to come."""
    submission = handed_in(learner, a_task(second_rating_percent=100))
    assert judged(submission, assessor) is None
    submission.refresh_from_db()
    return submission


@pytest.fixture
def disputed(waiting, second_assessor):
    assert judged(waiting, second_assessor, "not_yet") is None
    waiting.refresh_from_db()
    return waiting


def resolve(submission, coordinator, *, is_met=True, reason="The evidence shows it."):
    return second_rating.resolve(
        submission_id=submission.pk, coordinator=coordinator, is_met=is_met, reason=reason
    )


class TestChoosing:
    def test_the_same_submission_is_always_chosen_or_never(self):
        chosen = uuid.UUID(int=1)

        assert len({second_rating.is_rated_twice(chosen, 50) for _ in range(5)}) == 1

    def test_about_as_many_are_chosen_as_the_task_says(self):
        ids = [uuid.UUID(int=number) for number in range(2000)]

        chosen = sum(second_rating.is_rated_twice(pk, 20) for pk in ids)

        assert 340 < chosen < 460

    @pytest.mark.parametrize(("percent", "expected"), [(0, False), (100, True)])
    def test_none_and_all_are_exact(self, percent, expected):
        ids = [uuid.UUID(int=number) for number in range(500)]

        assert {second_rating.is_rated_twice(pk, percent) for pk in ids} == {expected}

    def test_who_is_chosen_at_a_share_is_chosen_at_every_larger_one(self):
        ids = [uuid.UUID(int=number) for number in range(200)]
        few = {pk for pk in ids if second_rating.is_rated_twice(pk, 20)}

        assert few < {pk for pk in ids if second_rating.is_rated_twice(pk, 60)}


class TestRating:
    def test_what_is_rated_twice_waits_for_another_assessor(
        self, waiting, assessor, second_assessor
    ):
        assert waiting.state == State.SECOND_RATING
        assert not reviewing.queue(assessor).exists()
        assert reviewing.queue(second_assessor).get() == waiting

    def test_the_first_rater_does_not_give_the_second_rating(self, waiting, assessor):
        with pytest.raises(RatedBefore):
            reviewing.claim(submission_id=waiting.pk, assessor=assessor)

        waiting.refresh_from_db()
        assert waiting.claimed_by is None

    def test_two_that_agree_on_met_are_one_judgement_whatever_their_levels(
        self, waiting, second_assessor
    ):
        judgement = judged(waiting, second_assessor, "exemplary")

        assert judgement.is_demonstrated
        assert TaskJudgement.objects.get() == judgement

    def test_two_that_agree_on_not_met_are_one_judgement(self, learner, assessor, second_assessor):
        submission = handed_in(learner, a_task(second_rating_percent=100))
        judged(submission, assessor, "developing")

        assert not judged(submission, second_assessor, "not_yet").is_demonstrated

    def test_the_learner_hears_nothing_before_both_have_rated(
        self, learner, assessor, second_assessor, committed
    ):
        submission = handed_in(learner, a_task(second_rating_percent=100))
        with committed():
            judged(submission, assessor)
        assert not [m for m in mail.outbox if "judged" in m.subject]

        with committed():
            judged(submission, second_assessor)
        assert len([m for m in mail.outbox if "judged" in m.subject]) == 1

    def test_a_second_rating_returns_nothing_to_the_learner(self, waiting, second_assessor):
        reviewing.claim(submission_id=waiting.pk, assessor=second_assessor)

        with pytest.raises(CannotReview, match="returns nothing"):
            reviewing.ask_for_revision(
                submission_id=waiting.pk, assessor=second_assessor, what_to_improve="More."
            )

    def test_the_database_refuses_a_third_rating(self, disputed, coordinator):
        review = disputed.latest_hand_in.reviews.get(is_second=True)
        review.pk, review.assessor, review._state.adding = None, coordinator, True

        with pytest.raises(IntegrityError):
            review.save()

    def test_judging_twice_as_first_rater_is_one_rating(self, waiting, assessor):
        again = reviewing.judge(submission_id=waiting.pk, assessor=assessor, **rated("not_yet"))

        assert again is None
        assert waiting.latest_hand_in.reviews.count() == 1


class TestSeeing:
    def seen(self, submission, viewer):
        return [r.assessor for r in second_rating.visible_reviews(submission, viewer)]

    def test_the_second_rater_does_not_see_the_first_rating(
        self, waiting, assessor, second_assessor
    ):
        assert self.seen(waiting, second_assessor) == []
        assert self.seen(waiting, assessor) == [assessor]

    def test_a_coordinator_sees_no_rating_while_the_second_is_to_come(self, waiting, coordinator):
        coordinator.user_permissions.add(decide_permission())

        assert self.seen(waiting, coordinator) == []

    def test_whoever_decides_sees_both_and_the_raters_still_only_their_own(
        self, disputed, assessor, second_assessor, coordinator
    ):
        coordinator.user_permissions.add(decide_permission())

        assert self.seen(disputed, coordinator) == [assessor, second_assessor]
        assert self.seen(disputed, assessor) == [assessor]

    def test_the_learner_sees_no_rating_before_the_judgement_and_all_after_it(
        self, disputed, learner, coordinator, assessor, second_assessor
    ):
        assert self.seen(disputed, learner) == []

        resolve(disputed, coordinator)
        disputed.refresh_from_db()

        assert self.seen(disputed, learner) == [assessor, second_assessor]

    @pytest.fixture
    def waiting_after_a_return(self, learner, assessor):
        submission = handed_in(learner, a_task(second_rating_percent=100))
        reviewing.claim(submission_id=submission.pk, assessor=assessor)
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="More."
        )
        submitting.hand_in(submission.pk)
        judged(submission, assessor)
        submission.refresh_from_db()
        return submission

    def test_the_second_rater_does_not_see_what_the_first_one_asked_for_earlier(
        self, waiting_after_a_return, assessor, second_assessor
    ):
        assert self.seen(waiting_after_a_return, second_assessor) == []
        assert self.seen(waiting_after_a_return, assessor) == [assessor, assessor]

    def test_the_learner_still_sees_what_they_were_asked_to_improve(
        self, waiting_after_a_return, learner
    ):
        (review,) = second_rating.visible_reviews(waiting_after_a_return, learner)

        assert review.overall == "More."

    def test_a_learner_who_is_a_coordinator_sees_no_more_than_any_learner(self, disputed, learner):
        learner.user_permissions.add(decide_permission())

        assert self.seen(disputed, learner) == []

    def test_the_learner_and_other_assessors_see_what_was_to_be_improved(
        self, learner, assessor, second_assessor
    ):
        submission = handed_in(learner, a_task(second_rating_percent=100))
        reviewing.claim(submission_id=submission.pk, assessor=assessor)
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="More."
        )
        submitting.hand_in(submission.pk)
        submission.refresh_from_db()

        assert self.seen(submission, learner) == [assessor]
        assert self.seen(submission, second_assessor) == [assessor]


def decide_permission():
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename="decide_submission")


class TestDisagreeing:
    def test_two_that_disagree_wait_for_a_coordinator(self, disputed):
        assert disputed.state == State.DISPUTED
        assert not TaskJudgement.objects.exists()
        assert not reviewing.queue().exists()

    @pytest.mark.parametrize("is_met", [True, False])
    def test_a_coordinator_decides_once(self, disputed, coordinator, is_met):
        first = resolve(disputed, coordinator, is_met=is_met)
        second = resolve(disputed, coordinator, is_met=not is_met)

        assert first == second
        assert first.is_demonstrated is is_met
        assert first.decided_by == coordinator
        assert disputed.events.last().note == "The evidence shows it."

    def test_the_coordinator_who_decides_confirms_the_step(
        self, learner, assessor, second_assessor, coordinator
    ):
        pathway = factories.a_pathway(
            [{"kind": Requirement.Kind.TASK, "slug": "do-it", "name": "Do it"}]
        )
        task = a_task(
            second_rating_percent=100,
            requirement=pathway.levels.get(level=1).requirements.get(),
        )
        submission = handed_in(learner, task)
        judged(submission, assessor)
        judged(submission, second_assessor, "not_yet")
        assert not Fulfilment.objects.exists()

        resolve(submission, coordinator)

        assert Fulfilment.objects.get().confirmed_by == coordinator

    def test_neither_rater_decides(self, disputed, assessor, second_assessor):
        for rater in (assessor, second_assessor):
            with pytest.raises(CannotReview, match="rated this yourself"):
                resolve(disputed, rater)

    def test_the_learner_does_not_decide(self, disputed, learner):
        with pytest.raises(OwnWork):
            resolve(disputed, learner)

    def test_the_database_refuses_a_learner_who_decides(self, disputed, learner):
        with pytest.raises(IntegrityError, match="their_own_work"):
            Resolution.objects.create(
                hand_in=disputed.latest_hand_in,
                is_met=True,
                reason="Mine.",
                resolved_by=learner,
                learner=learner,
            )

    def test_a_coordinator_with_a_conflict_does_not_decide(self, disputed, learner, coordinator):
        ConflictOfInterest.objects.create(assessor=coordinator, learner=learner)

        with pytest.raises(HasConflict):
            resolve(disputed, coordinator)

    def test_a_reason_is_needed(self, disputed, coordinator):
        with pytest.raises(CannotReview, match="Say why"):
            resolve(disputed, coordinator, reason=" ")

    def test_without_a_disagreement_there_is_nothing_to_settle(self, waiting, coordinator):
        with pytest.raises(CannotReview, match="no disagreement"):
            resolve(waiting, coordinator)


class TestPairs:
    def test_there_is_a_pair_for_each_criterion_of_what_was_rated_twice(
        self, disputed, assessor, second_assessor, other_learner
    ):
        judged(handed_in(other_learner, disputed.task), assessor)
        handed_in(other_learner, a_task())

        found = second_rating.pairs(disputed.task)

        assert [(p.criterion, p.first, p.second) for p in found] == [
            ("listens", "proficient", "not_yet"),
            ("asks", "proficient", "not_yet"),
            ("sums-up", "proficient", "not_yet"),
        ]
        assert {(p.submission_id, p.first_assessor_id, p.second_assessor_id) for p in found} == {
            (disputed.pk, assessor.pk, second_assessor.pk)
        }

    def test_many_pairs_cost_as_many_queries_as_one(
        self, disputed, other_learner, assessor, second_assessor, django_assert_num_queries
    ):
        submission = handed_in(other_learner, disputed.task)
        judged(submission, assessor)
        judged(submission, second_assessor)

        with django_assert_num_queries(4):
            assert len(second_rating.pairs(disputed.task)) == 6
