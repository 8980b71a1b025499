"""Handing in, judging and signing off by several people in the same second."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Notice
from assessments import evidence, inviting, reviewing, submitting, supervising
from assessments.inviting import InvitationUnusable
from assessments.models import (
    EvidenceItem,
    Review,
    SignOff,
    Submission,
    SupervisorInvitation,
    TaskJudgement,
)
from assessments.reviewing import ClaimedByAnother
from badges.awarding import award
from badges.models import Award, Fulfilment, Requirement
from badges.stacking import stack
from tests import factories
from tests.assessments.tasks.making import (
    DETAILS,
    PNG,
    a_draft,
    a_file,
    a_task,
    claimed,
    handed_in,
    rated,
    signed_off,
)
from tests.services.test_award_pipeline import in_threads


@pytest.fixture(autouse=True)
def _private_root(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def learner():
    return factories.a_user(name="Lena Learner", email="lena@example.org")


@pytest.fixture
def assessor():
    return factories.a_user(name="Asa Assessor")


def refused_or(work, *refusals):
    """What `work()` returns, or the refusal it raised."""
    try:
        return work()
    except refusals as refusal:
        return refusal


def sign_off(token, hand_in):
    return supervising.sign_off(token=token, hand_in_id=hand_in.pk, **rated(), **DETAILS)


def token_of_invitation(submission, monkeypatch):
    monkeypatch.setattr(inviting.secrets, "token_urlsafe", lambda _size: "token" * 9)
    inviting.invite(submission_id=submission.pk, name="Sam", email="sam@work.example")
    return "token" * 9


def test_of_ten_who_claim_at_once_one_gets_it(learner):
    submission = handed_in(learner)
    assessors = [factories.a_user() for _ in range(10)]

    outcomes = in_threads(
        10,
        lambda index: refused_or(
            lambda: reviewing.claim(submission_id=submission.pk, assessor=assessors[index]),
            ClaimedByAnother,
        ),
    )

    got = [outcome for outcome in outcomes if isinstance(outcome, Submission)]
    assert len(got) == 1
    submission.refresh_from_db()
    assert submission.claimed_by == got[0].claimed_by
    assert submission.events.filter(kind="claimed").count() == 1


def test_of_two_who_take_over_a_lapsed_claim_at_once_one_gets_it(learner, assessor):
    submission = claimed(learner, assessor)
    Submission.objects.update(claim_lapses_at=timezone.now() - timedelta(hours=1))
    others = [factories.a_user() for _ in range(4)]

    outcomes = in_threads(
        4,
        lambda index: refused_or(
            lambda: reviewing.claim(submission_id=submission.pk, assessor=others[index]),
            ClaimedByAnother,
        ),
    )

    assert sum(isinstance(outcome, Submission) for outcome in outcomes) == 1


def test_ten_starts_at_once_are_one_draft(learner):
    task = a_task()

    drafts = in_threads(10, lambda _index: submitting.start(task=task, learner=learner))

    assert len({draft.pk for draft in drafts}) == 1


def test_ten_hand_ins_at_once_are_one_hand_in_and_one_notice(learner):
    draft = a_draft(learner)
    evidence.save_text(submission_id=draft.pk, html="<p>Done.</p>")

    in_threads(10, lambda _index: submitting.hand_in(draft.pk))

    assert draft.hand_ins.count() == 1
    assert Notice.objects.count() == 1


def test_ten_saves_at_once_are_one_text_and_ten_of_one_file_are_one_file(learner):
    draft = a_draft(learner)

    in_threads(10, lambda index: evidence.save_text(submission_id=draft.pk, html=f"<p>{index}</p>"))
    in_threads(10, lambda _index: evidence.add_file(submission_id=draft.pk, **a_file()))

    assert sorted(EvidenceItem.objects.values_list("kind", flat=True)) == ["file", "text"]


def test_a_file_too_many_is_refused_even_if_all_come_at_once(learner):
    draft = a_draft(learner)

    in_threads(
        14,
        lambda index: refused_or(
            lambda: evidence.add_file(submission_id=draft.pk, **a_file(PNG + bytes([index]))),
            evidence.CannotKeep,
        ),
    )

    assert EvidenceItem.objects.count() == 10


def test_ten_judgements_at_once_are_one_judgement_one_step_and_one_award(learner, assessor):
    pathway = factories.a_pathway(
        [{"kind": Requirement.Kind.TASK, "slug": "do-it", "name": "Do it"}]
    )
    requirement = pathway.levels.get(level=1).requirements.get()
    submission = claimed(learner, assessor, a_task(requirement=requirement))

    in_threads(
        10,
        lambda _index: reviewing.judge(submission_id=submission.pk, assessor=assessor, **rated()),
    )
    stack(learner.pk)

    assert Review.objects.count() == 1
    assert TaskJudgement.objects.count() == 1
    assert Fulfilment.objects.count() == 1
    assert Award.objects.count() == 1


def test_a_judgement_and_a_badge_in_the_same_second_end_in_one_level(learner, assessor):
    badge = factories.a_badge()
    pathway = factories.a_pathway(
        [{"kind": Requirement.Kind.TASK, "slug": "do-it", "name": "Do it"}, {"badges": [badge]}]
    )
    level = pathway.levels.get(level=1)
    task = a_task(requirement=level.requirements.get(kind=Requirement.Kind.TASK))
    submission = claimed(learner, assessor, task)
    both_done = threading.Barrier(2)

    def finish(index):
        with transaction.atomic():
            if index:
                award(badge=badge, recipient=learner, narrative="Did it.")
            else:
                reviewing.judge(submission_id=submission.pk, assessor=assessor, **rated())
            # Without a lock both get here and neither sees what the other did.
            with suppress(threading.BrokenBarrierError):
                both_done.wait(timeout=1)
            stack(learner.pk)

    in_threads(2, finish)

    assert Award.objects.filter(badge=level.badge).count() == 1


def test_of_ten_sign_offs_by_one_link_one_is_taken(learner, monkeypatch):
    submission = handed_in(learner, a_task(needs_supervisor=True))
    token = token_of_invitation(submission, monkeypatch)
    shown = inviting.open_invitation(token).hand_in

    outcomes = in_threads(
        10, lambda _index: refused_or(lambda: sign_off(token, shown), InvitationUnusable)
    )

    assert sum(isinstance(outcome, SignOff) for outcome in outcomes) == 1
    assert SignOff.objects.count() == 1


def test_a_link_is_either_used_or_withdrawn(learner, monkeypatch):
    submission = handed_in(learner, a_task(needs_supervisor=True))
    token = token_of_invitation(submission, monkeypatch)
    invitation = SupervisorInvitation.objects.get()
    shown = inviting.open_invitation(token).hand_in

    in_threads(
        2,
        lambda index: (
            inviting.revoke(invitation)
            if index
            else refused_or(lambda: sign_off(token, shown), InvitationUnusable)
        ),
    )

    invitation.refresh_from_db()
    assert (invitation.used_at is None) != (invitation.revoked_at is None)
    assert SignOff.objects.exists() == (invitation.used_at is not None)


def test_a_countersignature_and_a_judgement_in_the_same_second_are_one_judgement(
    learner, assessor, monkeypatch
):
    submission = handed_in(learner, a_task(needs_supervisor=True))
    signed = signed_off(token_of_invitation(submission, monkeypatch))
    reviewing.claim(submission_id=submission.pk, assessor=assessor)
    coordinator = factories.a_user()

    in_threads(
        2,
        lambda index: (
            supervising.countersign(sign_off_id=signed.pk, coordinator=coordinator)
            if index
            else reviewing.judge(submission_id=submission.pk, assessor=assessor, **rated())
        ),
    )

    assert TaskJudgement.objects.get().is_demonstrated


def test_ten_invitations_at_once_are_one_link(learner):
    submission = handed_in(learner, a_task(needs_supervisor=True))

    in_threads(
        10,
        lambda _index: inviting.invite(
            submission_id=submission.pk, name="Sam", email="sam@work.example"
        ),
    )

    assert SupervisorInvitation.objects.count() == 1
    assert Notice.objects.filter(email="sam@work.example").count() == 1
