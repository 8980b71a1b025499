"""Each follow-up is lost in turn; the sweep finds it, does it once, and finds it no more."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import Notice
from accounts.notices import send_waiting
from badges import issuing
from badges.awarding import award
from badges.models import Award, Credential, Requirement, StatusList
from badges.publishing import publish_status_list
from badges.revoking import revoke
from badges.stacking import fulfil
from badges.sweeping import sweep
from tests import factories

pytestmark = pytest.mark.django_db

AT_ONCE = timedelta(0)


@pytest.fixture
def unfollowed(badge, learner):
    """An award whose every message was lost: outside `committed`, nothing is sent."""
    factories.a_pathway([{"badges": [badge]}], slug="way")
    made = award(badge=badge, recipient=learner, narrative="Passed.")
    assert not Credential.objects.exists()
    return made


def test_a_lost_signing_is_done(unfollowed):
    sweep(AT_ONCE)
    assert Credential.objects.filter(award=unfollowed).count() == 1


def test_a_lost_notice_is_written_and_sent(unfollowed, monkeypatch, committed):
    with monkeypatch.context() as lost:
        lost.setattr(issuing, "announce", lambda award: None)
        issuing.issue_credential(unfollowed.pk)
    assert not Notice.objects.exists()
    with committed():
        sweep(AT_ONCE)
    assert Notice.objects.filter(award=unfollowed).count() == 1


def test_a_lost_mail_is_sent_once(unfollowed):
    issuing.issue_credential(unfollowed.pk)
    assert mail.outbox == []
    assert send_waiting() == 1
    assert send_waiting() == 0
    assert len(mail.outbox) == 1


def test_a_lost_stacking_is_done(unfollowed, learner):
    sweep(AT_ONCE)
    assert Award.objects.filter(recipient=learner, badge__slug="way-1").count() == 1


def test_a_lost_stacking_after_a_step_is_done(learner, coordinator):
    factories.a_pathway(
        [{"kind": Requirement.Kind.TASK, "slug": "plan", "name": "Write a plan"}], slug="way"
    )
    fulfil(
        requirement=Requirement.objects.get(slug="plan"),
        learner=learner,
        statement="Seen.",
        confirmed_by=coordinator,
    )
    sweep(AT_ONCE)
    assert Award.objects.filter(badge__slug="way-1").count() == 1


def test_a_lost_publishing_is_done(earned, coordinator):
    publish_status_list(earned.status_list_id)
    revoke(earned, by=coordinator, reason="By mistake.")
    sweep(AT_ONCE)
    assert StatusList.objects.get().signed_at is not None


def test_a_second_sweep_finds_nothing(unfollowed):
    while sweep(AT_ONCE):
        pass
    before = (Award.objects.count(), Credential.objects.count(), Notice.objects.count())
    assert sweep(AT_ONCE) == 0
    assert (Award.objects.count(), Credential.objects.count(), Notice.objects.count()) == before
    assert before == (2, 2, 2)


def test_what_was_awarded_a_moment_ago_is_left_to_the_worker(unfollowed):
    sweep()
    assert not Credential.objects.exists()


def test_one_that_fails_does_not_hold_up_the_others(unfollowed, badge, other_learner, monkeypatch):
    second = award(badge=badge, recipient=other_learner, narrative="Passed.")
    sign = issuing.issue_credential

    def fails_for_the_first(award_id):
        if award_id == unfollowed.pk:
            raise RuntimeError("out of ink")
        return sign(award_id)

    monkeypatch.setattr("badges.sweeping.issue_credential", fails_for_the_first)
    sweep(AT_ONCE)
    assert Credential.objects.get(award__badge=badge).award == second


def test_a_revoked_award_is_not_signed_after_all(unfollowed, coordinator):
    revoke(unfollowed, by=coordinator, reason="By mistake.")
    sweep(AT_ONCE)
    assert not Credential.objects.exists()
