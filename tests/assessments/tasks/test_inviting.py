"""Inviting a supervisor by a link: who may, how often, and when the link opens."""

import hashlib
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from assessments import evidence, inviting, reviewing
from assessments.inviting import CannotInvite, InvitationUnusable, Unusable
from assessments.models import (
    SupervisorInvitation,
)
from tests import factories
from tests.assessments.tasks.making import (
    a_draft,
    handed_in,
    invite,
    judged,
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


def expire(invitation):
    SupervisorInvitation.objects.filter(pk=invitation.pk).update(
        invited_at=timezone.now() - timedelta(days=20),
        expires_at=timezone.now() - timedelta(seconds=1),
    )


class TestInviting:
    def test_a_link_goes_to_the_supervisor_and_only_its_hash_is_kept(
        self, submission, learner, token_of
    ):
        token = token_of(invite, submission)

        (message,) = [m for m in mail.outbox if m.to == ["sam@work.example"]]
        assert learner.name in message.subject
        invitation = SupervisorInvitation.objects.get()
        assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
        assert invitation.expires_at - invitation.invited_at == timedelta(days=14)
        notice = Notice.objects.get(email="sam@work.example")
        assert notice.recipient is None
        assert token not in f"{notice.text}{notice.html}{notice.subject}{notice.key}"

    def test_no_two_links_are_the_same_and_each_is_long(self, submission, token_of):
        first = token_of(invite, submission)
        second = token_of(invite, submission, email="other@work.example")

        assert first != second
        assert min(len(first), len(second)) >= 43

    def test_inviting_the_same_person_twice_sends_one_link(self, submission):
        first = invite(submission)
        second = invite(submission, email="SAM@work.example")

        assert first == second
        assert SupervisorInvitation.objects.count() == 1

    def test_inviting_somebody_else_kills_the_first_link(self, submission, token_of):
        old = token_of(invite, submission)
        new = token_of(invite, submission, email="other@work.example")

        assert reason_of(old) is Unusable.REVOKED
        assert inviting.open_invitation(new).invitation.email == "other@work.example"

    def test_after_a_link_has_expired_the_same_person_gets_a_new_one(self, submission, token_of):
        token_of(invite, submission)
        expire(SupervisorInvitation.objects.get())

        assert inviting.open_invitation(token_of(invite, submission))

    def test_a_task_that_needs_no_supervisor_invites_none(self, learner):
        with pytest.raises(CannotInvite, match="does not ask for a supervisor"):
            invite(handed_in(learner))

    def test_work_is_handed_in_first(self, learner, task):
        with pytest.raises(CannotInvite, match="Hand in your work first"):
            invite(a_draft(learner, task))

    def test_what_is_judged_needs_no_supervisor_any_more(self, submission, assessor):
        judged(submission, assessor, "not_yet")

        with pytest.raises(CannotInvite, match="judged already"):
            invite(submission)

    @pytest.mark.parametrize(
        ("name", "email"), [("", "sam@work.example"), ("Sam", "sam"), ("Sam", "")]
    )
    def test_a_name_and_an_address_are_needed(self, submission, name, email):
        with pytest.raises(CannotInvite, match="Give the"):
            invite(submission, name=name, email=email)

    @pytest.mark.parametrize(
        "email", ["lena@example.org", "LENA@example.org", "lena+boss@example.org"]
    )
    def test_nobody_is_their_own_supervisor(self, submission, email):
        with pytest.raises(CannotInvite, match="address of your own"):
            invite(submission, email=email)

        assert not SupervisorInvitation.objects.exists()

    def test_a_confirmed_second_address_of_the_learner_is_no_supervisor(self, submission, learner):
        EmailAddress.objects.create(user=learner, email="Lena@Work.example", verified=True)

        with pytest.raises(CannotInvite, match="address of your own"):
            invite(submission, email="lena@work.example")

    def test_an_address_that_the_learner_only_claims_may_be_somebody_elses(
        self, submission, learner
    ):
        EmailAddress.objects.create(user=learner, email="sam@work.example", verified=False)

        assert invite(submission)

    def test_the_database_keeps_to_one_live_link_a_submission(self, submission, learner):
        invite(submission)

        with pytest.raises(IntegrityError), transaction.atomic():
            SupervisorInvitation.objects.create(
                submission=submission,
                learner=learner,
                name="Other",
                email="other@work.example",
                token_hash="1",
                expires_at=timezone.now() + timedelta(days=1),
            )


class TestRateLimits:
    def test_a_learner_sends_five_a_day(self, submission):
        for number in range(5):
            invite(submission, email=f"sam{number}@work.example")

        with pytest.raises(CannotInvite, match="many invitations today"):
            invite(submission, email="sam6@work.example")

        SupervisorInvitation.objects.update(invited_at=timezone.now() - timedelta(days=1, hours=1))
        assert invite(submission, email="sam6@work.example")

    def test_an_address_is_written_to_three_times_a_day_whoever_asks(self, task):
        for _ in range(3):
            invite(handed_in(factories.a_user(), task))

        with pytest.raises(CannotInvite, match="several times today"):
            invite(handed_in(factories.a_user(), task))

        assert SupervisorInvitation.objects.count() == 3

    def test_sending_again_counts_too(self, submission):
        invitation = invite(submission)
        for _ in range(2):
            invitation = inviting.resend(invitation)

        with pytest.raises(CannotInvite, match="several times today"):
            inviting.resend(invitation)

        invitation.refresh_from_db()
        assert invitation.revoked_at is None


class TestResendingAndRevoking:
    def test_sending_again_makes_a_new_link_and_kills_the_old(self, submission, token_of):
        old = token_of(invite, submission)
        new = token_of(inviting.resend, SupervisorInvitation.objects.get())

        assert reason_of(old) is Unusable.REVOKED
        assert inviting.open_invitation(new).invitation.email == "sam@work.example"

    def test_sending_again_twice_from_one_page_sends_one(self, submission):
        invitation = invite(submission)

        assert inviting.resend(invitation) == inviting.resend(invitation)
        assert SupervisorInvitation.objects.count() == 2

    def test_a_link_that_was_withdrawn_opens_nothing(self, submission, token_of):
        token = token_of(invite, submission)
        invitation = SupervisorInvitation.objects.get()

        inviting.revoke(invitation)
        inviting.revoke(invitation)

        assert reason_of(token) is Unusable.REVOKED
        assert submission.events.filter(kind="revoked").count() == 1

    def test_what_was_withdrawn_is_not_sent_again(self, submission):
        invitation = invite(submission)
        inviting.revoke(invitation)

        with pytest.raises(CannotInvite, match="withdrawn"):
            inviting.resend(invitation)

    def test_a_link_that_was_used_can_not_be_withdrawn(self, submission, token_of):
        token = token_of(invite, submission)
        signed_off(token)

        inviting.revoke(SupervisorInvitation.objects.get())

        assert reason_of(token) is Unusable.USED


class TestOpening:
    def test_a_link_shows_the_work_as_it_was_handed_in_and_the_frozen_rubric(
        self, submission, task, token_of
    ):
        token = token_of(invite, submission)
        task.title = "Something else"
        task.save_revision().publish()

        shown = inviting.open_invitation(token)

        assert [item.text for item in shown.items] == ["<p>What I did.</p>"]
        assert shown.terms["title"] != "Something else"
        assert shown.rubric == submission.rubric_definition

    def test_while_the_learner_revises_a_link_shows_what_was_handed_in(
        self, submission, assessor, token_of
    ):
        token = token_of(invite, submission)
        reviewing.claim(submission_id=submission.pk, assessor=assessor)
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="More."
        )
        evidence.save_text(submission_id=submission.pk, html="<p>A draft.</p>")

        assert [i.text for i in inviting.open_invitation(token).items] == ["<p>What I did.</p>"]

    def test_a_link_that_is_cut_off_is_unknown(self, submission, token_of):
        token = token_of(invite, submission)

        assert reason_of(token[:-1]) is Unusable.UNKNOWN
        assert reason_of("") is Unusable.UNKNOWN

    def test_the_stored_hash_is_no_key(self, submission):
        assert reason_of(invite(submission).token_hash) is Unusable.UNKNOWN

    def test_a_link_expires(self, submission, token_of):
        token = token_of(invite, submission)
        expire(SupervisorInvitation.objects.get())

        assert reason_of(token) is Unusable.EXPIRED
        with pytest.raises(InvitationUnusable, match="expired"):
            sign_again(token, submission.latest_hand_in)

    def test_once_the_work_is_judged_a_link_opens_nothing(self, submission, assessor, token_of):
        token = token_of(invite, submission)
        judged(submission, assessor, "not_yet")

        assert reason_of(token) is Unusable.CLOSED
        with pytest.raises(InvitationUnusable, match="judged already"):
            sign_again(token, submission.latest_hand_in)
