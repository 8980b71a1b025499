"""From passing to the badge in hand, over a real broker, with workers that die."""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import Notice
from accounts.models.notice import CLAIM
from assessments import attempting
from badges.awarding import award
from badges.models import Award, Credential, StandingReview
from badges.stacking import stack
from badges.sweeping import sweep
from tests import factories
from tests.services.conftest import ROOT, somebody_waits_for_a_lock, until


def passed_attempt(learner):
    """An attempt with every answer right, submitted."""
    assessment = factories.an_assessment(competencies=2, questions=2)
    attempt = attempting.start(assessment=assessment, learner=learner)
    right = factories.right_answers(attempt)
    for asked in attempt.questions.all():
        attempting.save_answer(
            attempt_question=asked, form_post=right[asked.position], prefix="answer"
        )
    return attempting.submit(attempt.pk)


def in_threads(count, work):
    """Run `work(index)` in `count` threads that start together; returns what each returned."""
    barrier = threading.Barrier(count)

    def run(index):
        try:
            # Connected before they start: opening fifty connections would set them apart.
            connection.ensure_connection()
            barrier.wait()
            return work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


@pytest.fixture
def learner():
    return factories.a_user(name="Lena Learner", email="lena@example.org")


def test_passing_ends_in_a_signed_credential_and_one_mail(learner, worker, mailbox):
    worker()

    passed_attempt(learner)

    until(lambda: list(mailbox.iterdir()), "the mail")
    credential = Credential.objects.get()
    assert credential.award.recipient == learner
    assert credential.document["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"
    until(lambda: Award.objects.get().stacked_at, "the stacking")
    assert Notice.objects.get().sent_at is not None


def test_a_worker_killed_while_it_signs_leaves_nothing_lost_and_nothing_twice(
    learner, worker, mailbox
):
    first = worker()
    blocker = connections.create_connection("default")
    with blocker.cursor() as cursor:
        # The worker will sign, and then wait for this table to write the credential down.
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE badges_credential IN EXCLUSIVE MODE")
        made_id = award(badge=factories.a_badge(), recipient=learner, narrative="Did it.").pk
        until(somebody_waits_for_a_lock, "the worker to reach the credential's table")
        first.kill()
        cursor.execute("ROLLBACK")
    blocker.close()
    until(lambda: not somebody_waits_for_a_lock(), "the killed worker's session to end")
    assert not Credential.objects.exists()

    worker()
    _make_older(made_id)
    sweep()

    until(lambda: list(mailbox.iterdir()), "the mail")
    assert Credential.objects.filter(award_id=made_id).count() == 1
    assert Notice.objects.count() == 1
    assert len(list(mailbox.iterdir())) == 1


def _make_older(award_id):
    """Past the patience that a sweep has with awards that a worker may be busy with."""
    award_row = Award.objects.get(pk=award_id)
    Award.objects.filter(pk=award_id).update(awarded_at=award_row.awarded_at - timedelta(minutes=5))


def test_a_mail_whose_worker_was_killed_goes_out_once_its_claim_has_lapsed(
    learner, worker, mailbox
):
    worker()
    notice = Notice.objects.create(
        key="a", recipient=learner, email=learner.email, subject="S", text="T",
        claimed_at=timezone.now(),
    )  # fmt: skip
    from accounts.tasks import send_notice

    send_notice.delay(notice.pk)
    time.sleep(1)
    assert not list(mailbox.iterdir())

    Notice.objects.update(claimed_at=timezone.now() - CLAIM * 2)
    for _ in range(3):
        send_notice.delay(notice.pk)

    until(lambda: list(mailbox.iterdir()), "the mail")
    time.sleep(1)
    assert len(list(mailbox.iterdir())) == 1


def test_a_broker_that_is_down_holds_nobody_up_and_loses_nothing(learner):
    code = (
        "from accounts.models import User; from badges.models import Badge;"
        "from badges.awarding import award;"
        f"award(badge=Badge.objects.get(), recipient=User.objects.get(pk={learner.pk}),"
        " narrative='Did it.'); print('awarded')"
    )
    factories.a_badge()
    database = connection.settings_dict
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST']}/{database['NAME']}",
            "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "awarded" in done.stdout, done.stderr
    assert "waits for the next sweep" in done.stderr
    assert not Credential.objects.exists()
    _make_older(Award.objects.get().pk)
    sweep()
    assert Credential.objects.count() == 1


def test_ten_starts_at_once_are_one_attempt(learner):
    assessment = factories.an_assessment(competencies=2)

    attempts = in_threads(
        10, lambda _index: attempting.start(assessment=assessment, learner=learner)
    )

    assert len({attempt.pk for attempt in attempts}) == 1


def test_the_last_two_badges_of_a_pathway_in_the_same_second_end_in_one_macro_badge(learner):
    wanted = [factories.a_badge() for _ in range(3)]
    pathway = factories.a_pathway(*[[{"badges": [badge]}] for badge in wanted])
    award(badge=wanted[0], recipient=learner, narrative="Did it.")
    stack(learner.pk)

    both_awarded = threading.Barrier(2)

    def finish(index):
        with transaction.atomic():
            award(badge=wanted[index + 1], recipient=learner, narrative="Did it.")
            # Without a lock both get here and neither sees the other's level.
            # With it, one waits in `award` until the other has committed.
            with suppress(threading.BrokenBarrierError):
                both_awarded.wait(timeout=1)
            stack(learner.pk)

    in_threads(2, finish)

    held = [a.badge for a in Award.objects.filter(recipient=learner)]
    assert held.count(pathway.macro_badge) == 1
    assert len(held) == 7


def test_two_workers_that_sign_the_same_award_leave_one_credential(learner):
    from badges.issuing import issue_credential

    made = award(badge=factories.a_badge(), recipient=learner, narrative="Did it.")

    in_threads(4, lambda _index: issue_credential(made.pk))

    assert Credential.objects.filter(award=made).count() == 1
    assert Notice.objects.count() == 1


def test_revoking_twice_at_once_opens_one_review(learner):
    from badges.revoking import revoke

    badge = factories.a_badge()
    factories.a_pathway([{"badges": [badge]}])
    made = award(badge=badge, recipient=learner, narrative="Did it.")
    stack(learner.pk)
    coordinator = factories.a_user()

    in_threads(4, lambda _index: revoke(made, by=coordinator, reason="By mistake."))

    assert StandingReview.objects.count() == 1
