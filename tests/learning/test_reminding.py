"""What learners asked to be reminded of."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Notice
from accounts.notice_kinds import Frequency
from accounts.preferring import choose
from badges.awarding import award
from learning.dates import add_date, change_date
from learning.models import Enrolment, LessonPage
from learning.progress import enrol
from learning.reminding import remind_of_dates, tell_where_they_stopped
from tests import factories

pytestmark = pytest.mark.django_db


class TestOwnDates:
    @pytest.fixture
    def now(self):
        return timezone.localtime().replace(hour=9, minute=0)

    @pytest.fixture
    def own(self, learner, now):
        return add_date(learner=learner, title="Talk with Sam", day=now.date())

    def test_a_learner_hears_of_their_date_once_on_its_morning(self, own, now, committed):
        with committed():
            remind_of_dates(now)
            remind_of_dates(now + timedelta(hours=1))

        [message] = mail.outbox
        assert message.subject == "Today: Talk with Sam"
        assert message.to == [own.learner.email]

    def test_not_in_the_night(self, own, now):
        assert remind_of_dates(now.replace(hour=6)) == []

    def test_not_on_another_day(self, own, now):
        assert remind_of_dates(now - timedelta(days=1)) == []
        assert remind_of_dates(now + timedelta(days=1)) == []

    def test_a_date_that_was_moved_is_heard_of_on_its_new_day(self, own, now):
        remind_of_dates(now)
        change_date(own, title=own.title, day=own.day + timedelta(days=2))

        assert len(remind_of_dates(now + timedelta(days=2))) == 1


class TestWhereTheyStopped:
    @pytest.fixture
    def course(self):
        return factories.a_course(assessment=factories.an_assessment(competencies=1), lessons=1)

    @pytest.fixture
    def stopped(self, learner, course):
        enrol(learner=learner, course=course)
        lesson = LessonPage.objects.descendant_of(course).first()
        Enrolment.objects.update(last_lesson=lesson)
        return Enrolment.objects.get()

    @pytest.fixture
    def asked(self, learner):
        choose(learner, {"stopped_at": Frequency.AT_ONCE})

    def in_days(self, stopped, days):
        return tell_where_they_stopped(stopped.last_seen_at + timedelta(days=days))

    def test_who_asked_for_it_hears_once_after_a_quiet_week(
        self, stopped, asked, client, committed
    ):
        with committed():
            self.in_days(stopped, 7)
        with committed():
            self.in_days(stopped, 8)

        [message] = mail.outbox
        assert "You stopped at" in message.subject
        notice = Notice.objects.get()
        assert client.get(notice.url).status_code == 200

    def test_who_did_not_ask_hears_nothing(self, stopped):
        assert self.in_days(stopped, 8) == []

    def test_who_asked_and_then_stopped_it_hears_nothing(self, stopped, asked, learner):
        choose(learner, {"stopped_at": Frequency.NEVER})

        assert self.in_days(stopped, 8) == []

    @pytest.mark.parametrize("days", [6, 15])
    def test_neither_too_soon_nor_when_it_is_long_ago(self, stopped, asked, days):
        assert self.in_days(stopped, days) == []

    def test_not_who_holds_the_badge(self, stopped, asked, course, learner):
        award(badge=course.assessment.badge, recipient=learner, narrative="Did it.")

        assert self.in_days(stopped, 8) == []

    def test_not_of_a_lesson_that_was_taken_back(self, stopped, asked):
        LessonPage.objects.update(live=False)

        assert self.in_days(stopped, 8) == []

    def test_only_of_the_course_they_were_in_last(self, stopped, asked, learner):
        another = factories.a_course(assessment=factories.an_assessment(competencies=1), lessons=1)
        enrol(learner=learner, course=another)

        assert self.in_days(stopped, 8) == []
