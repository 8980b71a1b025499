"""Reminders of weekly goals exactly once, by several workers at once on PostgreSQL."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

from django.db import connections

from accounts import notices, preferring
from accounts.models import Notice
from accounts.notice_kinds import Frequency
from learning.goal_reminding import remind_of_goals
from learning.models import StudyDay, WeeklyGoal
from learning.studying import set_goal
from tests import factories
from tests.services.conftest import until

THURSDAY = datetime(2026, 3, 5, 9, 30, tzinfo=ZoneInfo("America/New_York"))
LEARNERS, AT_ONCE = 20, 4


def test_several_at_once_send_one_to_each(worker, mailbox, monkeypatch):
    for _number in range(LEARNERS):
        learner = factories.a_user()
        set_goal(learner=learner, unit="days", amount=3)
        preferring.choose(learner, {"weekly_goal": Frequency.AT_ONCE})
        StudyDay.objects.create(learner=learner, day=THURSDAY.date() - timedelta(days=3))
    WeeklyGoal.objects.update(set_at=THURSDAY - timedelta(days=50))
    # All of them have seen that nobody was told before the first one writes.
    everybody_has_looked = Barrier(AT_ONCE)
    look = preferring.frequencies_for

    def together(*args):
        everybody_has_looked.wait(30)
        return look(*args)

    monkeypatch.setattr(notices.preferring, "frequencies_for", together)
    worker()
    worker()

    def run(_number):
        try:
            return remind_of_goals(THURSDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        told = list(threads.map(run, range(AT_ONCE)))

    assert told == [LEARNERS] * AT_ONCE  # each of them tried to write all
    assert Notice.objects.count() == LEARNERS
    until(lambda: not Notice.objects.filter(sent_at=None).exists(), "the mails")
    time.sleep(1)
    # One file may hold several mails of the same second.
    written = "".join(file.read_text() for file in mailbox.iterdir())
    recipients = re.findall(r"^To: (.+)$", written, re.MULTILINE)
    assert sorted(recipients) == sorted(Notice.objects.values_list("email", flat=True))
    assert remind_of_goals(THURSDAY) == 0
