"""A supervisor's sign-off by a link: what is kept, when it counts, and who decides."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from assessments import inviting, reviewing, submitting, supervising
from assessments.independence import CannotReview, HasConflict, OwnWork
from assessments.inviting import CannotInvite, InvitationUnusable, Unusable
from assessments.models import (
    ConflictOfInterest,
    SignOff,
    State,
    Submission,
    SupervisorInvitation,
    TaskJudgement,
)
from assessments.rating import InvalidRatings
from badges.models import Fulfilment, Requirement
from tests import factories
from tests.assessments.tasks.making import (
    a_task,
    handed_in,
    invite,
    judged,
    rated,
    reason_of,
    sign_again,
    signed_off,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(supervised_task):
    return supervised_task


@pytest.fixture
def submission(supervised):
    return supervised


def countersign(signed, coordinator):
    return supervising.countersign(sign_off_id=signed.pk, coordinator=coordinator)


def refuse(signed, coordinator, reason="The organisation does not know them."):
    supervising.refuse(sign_off_id=signed.pk, coordinator=coordinator, reason=reason)


class TestSigningOff:
    @pytest.fixture
    def token(self, submission, token_of):
        return token_of(invite, submission)

    def test_who_signs_and_what_they_say_is_kept_with_what_they_saw(self, token, submission):
        signed = signed_off(token, overall="A pleasure.")

        assert (signed.name, signed.position, signed.organisation, signed.relationship) == (
            "Sam Supervisor",
            "Head of care",
            "Harbour House",
            "Line manager",
        )
        assert signed.statement == str(supervising.STATEMENT_OF_TRUTH)
        assert signed.hand_in == submission.latest_hand_in
        assert {r.criterion: r.level for r in signed.ratings.all()} == rated()["ratings"]
        assert {r.criterion: r.comment for r in signed.ratings.all()} == rated()["comments"]
        assert signed.is_met
        event = submission.events.last()
        assert (event.kind, event.actor) == ("signed_off", None)

    def test_a_link_signs_once(self, token):
        signed_off(token)

        with pytest.raises(InvitationUnusable, match="You have signed off"):
            sign_again(token, SignOff.objects.get().hand_in)

        assert SignOff.objects.get().is_met
        assert reason_of(token) is Unusable.USED

    @pytest.mark.parametrize("detail", ["name", "position", "organisation", "relationship"])
    def test_every_detail_of_who_signs_is_needed(self, token, detail):
        with pytest.raises(CannotReview, match="Give your name"):
            signed_off(token, **{detail: " "})

        assert inviting.open_invitation(token)

    def test_the_statement_of_truth_is_needed(self, token):
        with pytest.raises(CannotReview, match="Confirm the statement"):
            signed_off(token, states_truth=False)

    def test_every_criterion_is_rated_with_a_comment(self, token):
        given = rated()
        del given["comments"]["asks"]

        with pytest.raises(InvalidRatings, match="Write a comment on “Criterion asks”"):
            signed_off(token, **given)

        assert inviting.open_invitation(token)

    def test_work_that_was_handed_in_anew_meanwhile_has_to_be_looked_at_again(
        self, token, submission, assessor
    ):
        shown = inviting.open_invitation(token).hand_in
        reviewing.claim(submission_id=submission.pk, assessor=assessor)
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="More."
        )
        submitting.hand_in(submission.pk)

        with pytest.raises(CannotReview, match="look at it again"):
            signed_off(token, hand_in_id=shown.pk)

        assert signed_off(token).hand_in == submission.latest_hand_in

    def test_an_address_that_became_the_learners_signs_nothing(self, token, learner):
        EmailAddress.objects.create(user=learner, email="sam@work.example", verified=True)

        with pytest.raises(CannotReview, match="sent to the learner"):
            signed_off(token)

        assert not SignOff.objects.exists()

    def test_after_a_sign_off_nobody_else_is_invited(self, token, submission):
        signed_off(token)

        with pytest.raises(CannotInvite, match="signed off already"):
            invite(submission, email="other@work.example")


class TestCounting:
    @pytest.fixture
    def signed(self, submission, token_of):
        return signed_off(token_of(invite, submission))

    def test_a_sign_off_that_nobody_countersigned_does_not_count(
        self, signed, submission, assessor
    ):
        assert judged(submission, assessor) is None

        submission.refresh_from_db()
        assert submission.state == State.SIGN_OFF
        assert not TaskJudgement.objects.exists()

    def test_the_countersignature_that_comes_last_judges(
        self, signed, submission, assessor, coordinator
    ):
        judged(submission, assessor)

        judgement = countersign(signed, coordinator)

        assert judgement.is_demonstrated
        assert judgement.decided_by == coordinator
        submission.refresh_from_db()
        assert submission.state == State.JUDGED

    def test_the_assessor_who_comes_last_judges(self, signed, submission, assessor, coordinator):
        assert countersign(signed, coordinator) is None
        submission.refresh_from_db()
        assert submission.state == State.HANDED_IN

        judgement = judged(submission, assessor)

        assert judgement.is_demonstrated
        assert judgement.decided_by == coordinator

    def test_a_countersignature_takes_nothing_out_of_an_assessors_hands(
        self, signed, submission, assessor, coordinator
    ):
        reviewing.claim(submission_id=submission.pk, assessor=assessor)

        countersign(signed, coordinator)

        submission.refresh_from_db()
        assert submission.claimed_by == assessor

    def test_a_countersignature_takes_nothing_out_of_the_second_assessors_hands(
        self, learner, assessor, second_assessor, coordinator, token_of
    ):
        task = a_task(needs_supervisor=True, second_rating_percent=100)
        submission = handed_in(learner, task)
        signed = signed_off(token_of(invite, submission))
        judged(submission, assessor)
        reviewing.claim(submission_id=submission.pk, assessor=second_assessor)

        countersign(signed, coordinator)

        submission.refresh_from_db()
        assert submission.claimed_by == second_assessor

    def test_countersigning_twice_is_one_judgement(self, signed, submission, assessor, coordinator):
        judged(submission, assessor)

        assert countersign(signed, coordinator) == countersign(signed, coordinator)
        assert submission.events.filter(kind="countersigned").count() == 1

    def test_a_supervisor_who_did_not_see_it_makes_it_not_met(
        self, submission, assessor, coordinator, token_of
    ):
        signed = signed_off(token_of(invite, submission), "developing")
        judged(submission, assessor)

        assert not countersign(signed, coordinator).is_demonstrated

    def test_a_sign_off_does_not_rescue_what_the_assessor_did_not_find(
        self, signed, submission, assessor, coordinator
    ):
        countersign(signed, coordinator)

        judgement = judged(submission, assessor, "not_yet")

        assert not judgement.is_demonstrated
        assert judgement.decided_by == assessor

    def test_a_sign_off_still_counts_after_a_revision(
        self, signed, submission, assessor, coordinator
    ):
        reviewing.claim(submission_id=submission.pk, assessor=assessor)
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="More."
        )
        countersign(signed, coordinator)
        submission.refresh_from_db()
        assert submission.state == State.RETURNED
        submitting.hand_in(submission.pk)

        assert judged(submission, assessor).is_demonstrated
        assert signed.hand_in.number == 1

    def test_the_coordinator_who_countersigns_confirms_the_step(
        self, learner, assessor, coordinator, token_of
    ):
        pathway = factories.a_pathway(
            [{"kind": Requirement.Kind.SIGN_OFF, "slug": "job", "name": "Hold a job"}]
        )
        requirement = pathway.levels.get(level=1).requirements.get()
        submission = handed_in(learner, a_task(needs_supervisor=True, requirement=requirement))
        signed = signed_off(token_of(invite, submission))
        judged(submission, assessor)
        assert not Fulfilment.objects.exists()

        countersign(signed, coordinator)

        fulfilment = Fulfilment.objects.get()
        assert fulfilment.confirmed_by == coordinator
        assert "supervisor" in fulfilment.statement
        assert "Sam" not in fulfilment.statement

    def test_two_ratings_and_a_sign_off_are_all_waited_for(
        self, learner, assessor, second_assessor, coordinator, token_of
    ):
        task = a_task(needs_supervisor=True, second_rating_percent=100)
        submission = handed_in(learner, task)
        signed = signed_off(token_of(invite, submission))

        assert judged(submission, assessor) is None
        assert countersign(signed, coordinator) is None
        submission.refresh_from_db()
        assert submission.state == State.SECOND_RATING
        assert judged(submission, second_assessor).is_demonstrated


class TestCoordinators:
    @pytest.fixture
    def signed(self, submission, token_of):
        return signed_off(token_of(invite, submission))

    def test_nobody_countersigns_for_themselves(self, signed, learner):
        with pytest.raises(OwnWork):
            countersign(signed, learner)

    def test_the_database_refuses_a_learner_who_countersigns(self, signed, learner):
        with pytest.raises(IntegrityError, match="nobody_countersigns_for_themselves"):
            SignOff.objects.update(countersigned_by=learner, countersigned_at=timezone.now())

    def test_a_coordinator_with_a_conflict_decides_nothing(self, signed, learner, coordinator):
        ConflictOfInterest.objects.create(assessor=coordinator, learner=learner)

        with pytest.raises(HasConflict):
            countersign(signed, coordinator)
        with pytest.raises(HasConflict):
            refuse(signed, coordinator)

    def test_nobody_countersigns_what_they_signed_as_a_supervisor(self, signed):
        supervisor = factories.a_member_of("Coordinators", email="sam@work.example")

        with pytest.raises(CannotReview, match="gave this sign-off yourself"):
            countersign(signed, supervisor)

    def test_a_sign_off_from_what_became_the_learners_address_is_not_countersigned(
        self, signed, learner, coordinator
    ):
        EmailAddress.objects.create(user=learner, email="sam@work.example", verified=True)

        with pytest.raises(CannotReview, match="sent to the learner"):
            countersign(signed, coordinator)

    def test_a_refused_sign_off_never_counts_and_somebody_else_can_be_invited(
        self, signed, submission, assessor, coordinator, token_of, committed
    ):
        judged(submission, assessor)
        with committed():
            refuse(signed, coordinator)
            refuse(signed, coordinator, "Something else.")

        signed.refresh_from_db()
        assert signed.refusal_reason == "The organisation does not know them."
        assert submission.events.filter(kind="refused").count() == 1
        (message,) = [m for m in mail.outbox if "could not be confirmed" in m.subject]
        assert "does not know them" in message.body
        with pytest.raises(CannotReview, match="was refused"):
            countersign(signed, coordinator)
        again = signed_off(token_of(invite, submission, email="other@work.example"))
        assert countersign(again, coordinator).is_demonstrated

    def test_a_refused_sign_off_can_be_asked_for_again_from_the_same_person(
        self, signed, submission, coordinator, token_of
    ):
        refuse(signed, coordinator)

        token = token_of(inviting.resend, signed.invitation)

        assert inviting.open_invitation(token)

    def test_what_is_countersigned_is_not_refused(self, signed, coordinator):
        countersign(signed, coordinator)

        with pytest.raises(CannotReview, match="confirmed already"):
            refuse(signed, coordinator)

    def test_a_refusal_has_a_reason(self, signed, coordinator):
        with pytest.raises(CannotReview, match="Say why"):
            refuse(signed, coordinator, " ")

    def test_what_is_judged_is_not_countersigned_any_more(
        self, signed, submission, assessor, coordinator
    ):
        judged(submission, assessor, "not_yet")

        with pytest.raises(CannotReview, match="judged already"):
            countersign(signed, coordinator)

    def test_the_database_refuses_a_second_standing_sign_off(self, signed, submission):
        invitation = SupervisorInvitation.objects.create(
            submission=submission,
            learner=submission.learner,
            name="Other",
            email="other@work.example",
            token_hash="1",
            expires_at=timezone.now() + timedelta(days=1),
        )
        signed.pk, signed._state.adding, signed.invitation = None, True, invitation

        with pytest.raises(IntegrityError):
            signed.save()


def test_a_submission_that_waits_for_a_sign_off_is_open(submission, assessor, learner):
    judged(submission, assessor)

    assert submitting.start(task=submission.task, learner=learner) == submission
    assert Submission.objects.open().get() == submission


def test_the_learner_is_told_that_their_supervisor_signed(submission, token_of, committed):
    token = token_of(invite, submission)
    mail.outbox.clear()

    with committed():
        signed_off(token)

    [message] = mail.outbox
    assert message.to == [submission.learner.email]
    assert "has signed off your work" in message.subject
