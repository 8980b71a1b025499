"""What learners asked to be reminded of."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from accounts import notices
from accounts.models import Notice
from accounts.notice_kinds import Frequency
from accounts.preferring import choose
from badges.awarding import award
from learning.dates import add_date, change_date
from learning.models import Enrolment, LessonPage, OwnDate
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
        assert remind_of_dates(now.replace(hour=6)) == 0

    def test_not_on_another_day(self, own, now):
        assert remind_of_dates(now - timedelta(days=2)) == 0
        assert remind_of_dates(now + timedelta(days=1)) == 0

    def test_they_hear_of_it_once_on_the_day_before_too(self, own, now, committed):
        OwnDate.objects.update(changed_at=now - timedelta(days=9))
        eve = now - timedelta(days=1)
        with committed():
            remind_of_dates(eve)
            remind_of_dates(eve + timedelta(hours=1))

        [message] = mail.outbox
        assert message.subject == "Tomorrow: Talk with Sam"
        assert remind_of_dates(now) == 1

    def test_who_set_it_on_the_day_before_knows_of_it(self, own, now):
        eve = now - timedelta(days=1)
        OwnDate.objects.update(changed_at=eve.replace(hour=8))

        assert remind_of_dates(eve) == 0
        assert remind_of_dates(now) == 1

    def test_the_morning_is_that_of_the_site_s_time_zone(self, own, now):
        noon_in_london = now.replace(hour=6, minute=30).astimezone(ZoneInfo("Europe/London"))

        assert remind_of_dates(noon_in_london) == 0
        assert remind_of_dates(noon_in_london + timedelta(hours=1)) == 1

    def test_who_wants_no_mail_of_it_finds_it_in_the_page(self, own, now, committed):
        choose(own.learner, {"reminder": Frequency.NEVER})
        with committed():
            remind_of_dates(now)

        assert not mail.outbox
        assert Notice.objects.listed_for(own.learner.pk).unread().count() == 1

    def test_it_takes_as_many_queries_for_many_as_for_one(
        self, own, now, django_assert_num_queries
    ):
        for _number in range(20):
            add_date(learner=factories.a_user(), title="Read on", day=now.date())

        # The dates; the notices that are there, what people chose, and the new notices.
        with django_assert_num_queries(4):
            assert remind_of_dates(now) == 21
        with django_assert_num_queries(2):
            assert remind_of_dates(now) == 0

    def test_more_than_a_batch_are_all_told(self, own, now, monkeypatch):
        monkeypatch.setattr("learning.reminding.BATCH", 2)
        for _number in range(4):
            add_date(learner=own.learner, title="Read on", day=now.date())

        assert remind_of_dates(now) == 5

    def test_one_that_fails_holds_up_no_other(self, own, now, monkeypatch):
        add_date(learner=own.learner, title="Read on", day=now.date())
        render = notices.render_to_string

        def fail_for_sam(name, context):
            if context["own_date"].title == own.title:
                raise RuntimeError
            return render(name, context)

        monkeypatch.setattr(notices, "render_to_string", fail_for_sam)
        assert remind_of_dates(now) == 1
        monkeypatch.undo()
        assert remind_of_dates(now) == 1

    def test_a_date_that_was_moved_is_heard_of_on_its_new_day(self, own, now):
        remind_of_dates(now)
        change_date(own, title=own.title, day=own.day + timedelta(days=2))

        assert remind_of_dates(now + timedelta(days=2)) == 1


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
