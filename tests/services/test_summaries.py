"""Messages by mail exactly once: workers that die while they send, summaries written at once."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from accounts import digests, preferring
from accounts.models import Notice
from accounts.models.notice import CLAIM
from accounts.notice_kinds import BADGE, DIGEST, Frequency
from accounts.tasks import send_notice, send_waiting_notices, write_digests
from tests import factories
from tests.services.conftest import Worker, until


@pytest.fixture
def learner():
    person = factories.a_user(name="Lena Learner", email="lena@example.org")
    preferring.choose(person, {"badge": Frequency.DAILY})
    return person


@pytest.fixture
def waiting(learner):
    """Two messages of the day before for a summary."""
    for number in range(2):
        Notice.objects.create(
            key=str(number),
            recipient=learner,
            email=learner.email,
            subject=f"News {number}",
            kind=BADGE.name,
            frequency=Frequency.DAILY,
        )
    Notice.objects.update(created_at=timezone.now() - timedelta(days=2))


@pytest.fixture
def silent_mail_server():
    """Takes connections and never says a word: whoever sends to it waits."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def summary_has_gone():
    return Notice.objects.filter(kind=DIGEST.name).exclude(sent_at=None).exists()


def test_a_worker_killed_between_claiming_a_mail_and_sending_it_loses_and_doubles_nothing(
    learner, environment, silent_mail_server, worker, mailbox, tmp_path
):
    stuck = Worker(
        {**environment, "CAIRN_TEST_SMTP_PORT": str(silent_mail_server)}, tmp_path / "stuck.log"
    )
    stuck.wait_for("ready.")
    notice = Notice.objects.create(
        key="a", recipient=learner, email=learner.email, subject="S", text="T"
    )
    send_notice.delay(notice.pk)
    until(lambda: Notice.objects.exclude(claimed_at=None).exists(), "the claim")
    stuck.kill()
    notice.refresh_from_db()
    assert notice.sent_at is None

    worker()
    send_waiting_notices.delay()
    time.sleep(1)
    assert not list(mailbox.iterdir())

    Notice.objects.update(claimed_at=timezone.now() - CLAIM * 2)
    for _ in range(3):
        send_waiting_notices.delay()

    until(lambda: list(mailbox.iterdir()), "the mail")
    time.sleep(1)
    assert len(list(mailbox.iterdir())) == 1


def test_summaries_written_by_several_workers_are_one_mail(learner, waiting, worker, mailbox):
    worker()
    worker()

    for _ in range(6):
        write_digests.delay()

    until(summary_has_gone, "the summary")
    time.sleep(1)
    assert Notice.objects.filter(kind=DIGEST.name).count() == 1
    assert len(list(mailbox.iterdir())) == 1
    assert Notice.objects.get(kind=DIGEST.name).carried.count() == 2


def test_what_is_for_a_summary_is_in_exactly_one_even_if_it_comes_between(
    learner, waiting, monkeypatch
):
    """The first writer stands still after it has read what there is; a message arrives, and
    a second writer starts. Without the lock it would mark the message as told by a summary
    that does not hold it."""
    write = digests.write_notice
    due = digests.edition(Frequency.DAILY, timezone.now())

    def slowly(**fields):
        time.sleep(1)
        return write(**fields)

    monkeypatch.setattr(digests, "write_notice", slowly)

    def run(after):
        try:
            time.sleep(after)
            if after:
                late = Notice.objects.create(
                    key="late",
                    recipient=learner,
                    email=learner.email,
                    subject="News that came late",
                    kind=BADGE.name,
                    frequency=Frequency.DAILY,
                )
                Notice.objects.filter(pk=late.pk).update(created_at=due - timedelta(hours=1))
            return digests.write_digest(learner.pk, Frequency.DAILY, due)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        wrote = list(threads.map(run, [0, 0.4]))

    assert wrote == [True, False]
    summary = Notice.objects.get(kind=DIGEST.name)
    carried = set(summary.carried.values_list("subject", flat=True))
    assert {subject for subject in carried if subject in summary.text} == carried
    assert Notice.objects.get(key="late").carried_by is None
