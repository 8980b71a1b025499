"""Once a day, whoever has work waiting is told so."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from accounts.models import Notice
from assessments import inviting, reviewing, supervising
from assessments.digest import digest
from assessments.models import ConflictOfInterest
from tests import factories
from tests.assessments.tasks.making import a_task, handed_in, judged, signed_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon(settings):
    """Long after anything in a test was claimed."""
    return datetime(2100, 5, 4, 12, tzinfo=ZoneInfo(settings.TIME_ZONE))


@pytest.fixture(autouse=True)
def _people(assessor, coordinator):
    """The world has an assessor and a coordinator."""


def recipients(now):
    return [notice.recipient for notice in digest(now)]


def test_an_assessor_is_told_how_much_waits(learner, assessor, noon, committed):
    handed_in(learner)
    handed_in(learner)
    with committed():
        digest(noon)

    (message,) = [m for m in mail.outbox if "wait" in m.subject]
    assert message.to == [assessor.email]
    assert message.subject == "2 pieces of work wait for you"
    assert "2 hand-ins to judge" in message.body


def test_nobody_is_written_to_when_nothing_waits(noon):
    assert recipients(noon) == []


def test_it_is_written_once_a_day(learner, assessor, noon):
    handed_in(learner)

    for hours in (0, 0, 3):
        digest(noon + timedelta(hours=hours))
    assert Notice.objects.filter(key__startswith="work-waits").count() == 1

    digest(noon + timedelta(days=1))
    assert Notice.objects.filter(key__startswith="work-waits").count() == 2


def test_the_day_is_the_sites_own_and_begins_in_the_morning(learner, assessor, noon):
    handed_in(learner)

    assert recipients(noon.replace(hour=6, minute=59)) == []
    assert recipients(noon.replace(hour=7)) == [assessor]
    assert recipients(noon.replace(hour=23, minute=59)) == [assessor]
    assert Notice.objects.filter(key__startswith="work-waits").count() == 1


def test_only_what_one_may_judge_counts(learner, assessor, second_assessor, noon):
    handed_in(learner)
    ConflictOfInterest.objects.create(assessor=assessor, learner=learner)

    assert recipients(noon) == [second_assessor]


def test_ones_own_work_does_not_count(assessor, noon):
    handed_in(assessor)

    assert recipients(noon) == []


def test_what_a_colleague_has_taken_on_does_not_count(learner, assessor, second_assessor):
    submission = handed_in(learner)
    reviewing.claim(submission_id=submission.pk, assessor=assessor)
    submission.refresh_from_db()
    while_claimed = submission.claim_lapses_at.replace(hour=18) - timedelta(days=1)

    assert recipients(while_claimed) == []


def test_whoever_has_left_is_not_written_to(learner, assessor, noon):
    handed_in(learner)
    assessor.is_active = False
    assessor.save()

    assert recipients(noon) == []


def test_a_coordinator_is_told_of_sign_offs_to_confirm(
    learner, coordinator, assessor, noon, committed
):
    submission = handed_in(learner, a_task(needs_supervisor=True))
    with committed():
        inviting.invite(submission_id=submission.pk, name="Sam", email="sam@work.example")
    token = mail.outbox[-1].body.split("/sign-off/")[1].split("/")[0]
    signed = signed_off(token)

    judged(submission, assessor)
    (notice,) = digest(noon)
    assert notice.recipient == coordinator
    assert "1 supervisor’s sign-off to confirm" in notice.text

    supervising.countersign(sign_off_id=signed.pk, coordinator=coordinator)
    assert recipients(noon + timedelta(days=1)) == []


def test_a_sign_off_of_what_is_judged_already_waits_for_nobody(
    learner, coordinator, assessor, noon, committed
):
    submission = handed_in(learner, a_task(needs_supervisor=True))
    with committed():
        inviting.invite(submission_id=submission.pk, name="Sam", email="sam@work.example")
    signed_off(mail.outbox[-1].body.split("/sign-off/")[1].split("/")[0])

    judged(submission, assessor, "not_yet")

    assert recipients(noon) == []


def test_a_coordinator_is_told_of_disagreements_to_settle_unless_they_rated(
    learner, coordinator, assessor, noon
):
    rater = factories.a_member_of("Coordinators")
    submission = handed_in(learner, a_task(second_rating_percent=100))
    judged(submission, assessor)
    judged(submission, rater, "not_yet")

    (notice,) = digest(noon)

    assert notice.recipient == coordinator
    assert "1 disagreement between two ratings to settle" in notice.text


def test_the_task_writes_the_digests(learner, assessor, noon, monkeypatch):
    from django.utils import timezone

    from assessments import tasks

    handed_in(learner)
    monkeypatch.setattr(timezone, "now", lambda: noon)

    tasks.send_digests()

    assert Notice.objects.filter(key__startswith="work-waits").get().recipient == assessor
