"""The reminder of a weekly goal: who hears what, and that nobody hears it twice."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import notices
from accounts.models import Notice
from accounts.notice_kinds import WEEKLY_GOAL, Frequency
from accounts.preferring import choose, frequency_for, unsubscribe_url
from accounts.tasks import send_waiting_notices
from assessments import attempting
from badges.awarding import award
from learning.goal_reminding import remind_of_goals
from learning.models import Enrolment, LessonProgress, StudyDay, WeeklyGoal
from learning.progress import complete_lesson, enrol, open_lesson
from learning.studying import set_goal
from tests import factories
from tests.learning.conftest import url_of

pytestmark = pytest.mark.django_db

# The site is in New York. Monday is the second of March.
THURSDAY = datetime(2026, 3, 5, 9, 30, tzinfo=ZoneInfo("America/New_York"))
LONG_AGO = THURSDAY - timedelta(days=100)


def study(learner, *days, minutes=0):
    for day in days:
        StudyDay.objects.create(learner=learner, day=date(2026, 3, day), minutes=minutes)


def with_goal(learner, course, *, unit="days", amount=3):
    """Set long ago, with reminders asked for, and a lesson opened on Monday."""
    enrol(learner=learner, course=course)
    set_goal(learner=learner, unit=unit, amount=amount)
    WeeklyGoal.objects.update(set_at=LONG_AGO)
    choose(learner, {"weekly_goal": Frequency.AT_ONCE})
    study(learner, 2, minutes=20)


@pytest.fixture
def asked(learner, course):
    with_goal(learner, course)
    return learner


class TestWhatItSays:
    def test_it_says_what_is_left_and_leads_to_the_lesson_to_go_on_with(
        self, asked, lessons, committed
    ):
        open_lesson(learner=asked, lesson=lessons[1])
        StudyDay.objects.exclude(day=date(2026, 3, 2)).delete()
        with committed():
            assert remind_of_goals(THURSDAY) == 1

        [message] = mail.outbox
        assert message.subject == "Your week: 2 days to go"
        assert message.to == [asked.email]
        assert "on 3 days this week and have done so on one" in message.body
        assert f"Go on with “{lessons[1].title}”." in message.body
        assert url_of(lessons[1]) in message.body
        assert Notice.objects.get().url == url_of(lessons[1])

    def test_a_week_without_study_is_told_without_its_nought(self, asked, committed):
        StudyDay.objects.update(day=THURSDAY.date() - timedelta(days=20))
        with committed():
            remind_of_goals(THURSDAY)

        [message] = mail.outbox
        assert "on 3 days this week. There is time for them until Sunday." in message.body
        for word in (" 0 ", "missed", "failed", "only", "behind", " yet"):
            assert word not in message.body

    def test_minutes_are_counted_in_minutes(self, learner, course, committed):
        with_goal(learner, course, unit="minutes", amount=90)
        with committed():
            remind_of_goals(THURSDAY)

        assert mail.outbox[0].subject == "Your week: 70 minutes to go"

    def test_an_assessment_under_way_is_the_next_step(self, asked, course):
        attempt = attempting.start(assessment=course.assessment, learner=asked)
        remind_of_goals(THURSDAY)

        assert Notice.objects.get().url == attempt.get_absolute_url()

    def test_after_the_lessons_comes_the_assessment(self, asked, lessons, course):
        for lesson in lessons:
            complete_lesson(learner=asked, lesson=lesson)
        remind_of_goals(THURSDAY)

        assert Notice.objects.get().url == f"/courses/{course.slug}/assessment/"

    def test_who_has_begun_no_course_is_led_to_the_badges(self, asked):
        Enrolment.objects.all().delete()
        remind_of_goals(THURSDAY)

        assert Notice.objects.get().url == "/badges/"

    def test_everybody_gets_their_own(self, asked, other_learner, course, lessons):
        with_goal(other_learner, course, amount=2)
        LessonProgress.objects.create(
            learner=other_learner, lesson=lessons[0], completed_at=THURSDAY
        )

        assert remind_of_goals(THURSDAY) == 2
        mine, theirs = (Notice.objects.get(recipient=one) for one in (asked, other_learner))
        assert (mine.subject, mine.url) == ("Your week: 2 days to go", url_of(lessons[0]))
        assert (theirs.subject, theirs.url) == ("Your week: 1 day to go", url_of(lessons[1]))


class TestWhoHearsNothing:
    def test_who_has_not_asked(self, asked):
        choose(asked, {"weekly_goal": Frequency.NEVER})

        assert remind_of_goals(THURSDAY) == 0
        assert not Notice.objects.exists()

    def test_it_is_off_unless_it_is_asked_for(self, learner):
        assert frequency_for(learner, WEEKLY_GOAL) == Frequency.NEVER

    def test_it_can_not_wait_for_a_summary_of_another_day(self, asked):
        choose(asked, {"weekly_goal": Frequency.WEEKLY})

        assert frequency_for(asked, WEEKLY_GOAL) == Frequency.AT_ONCE

    def test_who_has_stopped_it_by_the_link_in_the_mail(self, asked, client):
        client.post(unsubscribe_url(asked.pk, WEEKLY_GOAL))

        assert remind_of_goals(THURSDAY) == 0

    def test_who_has_reached_the_goal(self, asked):
        study(asked, 3, 4)

        assert remind_of_goals(THURSDAY) == 0

    @pytest.mark.parametrize(("amount", "told"), [(5, 1), (6, 0)])
    def test_for_whom_the_week_is_too_short(self, learner, course, amount, told):
        """From Thursday to Sunday are four days, and one is done."""
        with_goal(learner, course, amount=amount)

        assert remind_of_goals(THURSDAY) == told

    def test_a_day_on_which_they_have_learnt_already_is_none_that_is_left(self, learner, course):
        with_goal(learner, course, amount=6)
        study(learner, 5)

        assert remind_of_goals(THURSDAY) == 0

    @pytest.mark.parametrize(("days", "told"), [(27, 1), (28, 0)])
    def test_who_has_been_away_for_four_weeks(self, asked, days, told):
        StudyDay.objects.update(day=THURSDAY.date() - timedelta(days=days))

        assert remind_of_goals(THURSDAY) == told

    def test_who_set_the_goal_lately_is_not_away(self, asked):
        StudyDay.objects.all().delete()
        WeeklyGoal.objects.update(set_at=THURSDAY - timedelta(days=10))

        assert remind_of_goals(THURSDAY) == 1

    def test_who_has_set_the_goal_since_that_morning(self, asked):
        WeeklyGoal.objects.update(set_at=THURSDAY - timedelta(hours=1))

        assert remind_of_goals(THURSDAY) == 0

    def test_who_gave_up_the_goal(self, asked):
        WeeklyGoal.objects.all().delete()

        assert remind_of_goals(THURSDAY) == 0

    def test_who_holds_every_badge_there_is(self, asked, course):
        award(badge=course.badge, recipient=asked, narrative="Did it.")

        assert remind_of_goals(THURSDAY) == 0

    def test_who_is_about_to_leave_or_shut_out(self, asked):
        type(asked).objects.update(deletion_due_at=THURSDAY)
        assert remind_of_goals(THURSDAY) == 0
        type(asked).objects.update(deletion_due_at=None, is_active=False)
        assert remind_of_goals(THURSDAY) == 0


class TestWhen:
    @pytest.mark.parametrize(
        ("moment", "told"),
        [
            (THURSDAY - timedelta(days=1), 0),
            (THURSDAY.replace(hour=6, minute=59), 0),
            (THURSDAY.replace(hour=7, minute=0), 1),
            (THURSDAY + timedelta(days=1), 1),
            ((THURSDAY + timedelta(days=1)).replace(hour=6), 0),
            (THURSDAY + timedelta(days=2), 0),
        ],
    )
    def test_on_thursday_from_seven_or_on_friday_if_nothing_ran(self, asked, moment, told):
        assert remind_of_goals(moment) == told

    def test_the_day_is_that_of_the_site_s_time_zone(self, asked):
        """Noon of Thursday in Kyiv is five in New York; Saturday morning there is Friday here."""
        kyiv = ZoneInfo("Europe/Kyiv")
        assert remind_of_goals(datetime(2026, 3, 5, 12, 0, tzinfo=kyiv)) == 0
        assert remind_of_goals(datetime(2026, 3, 7, 5, 0, tzinfo=kyiv)) == 1
        assert Notice.objects.get().key == f"weekly-goal:2026-03-02:{asked.pk}"

    def test_once_a_week_whatever_changes(self, asked, committed):
        with committed():
            assert remind_of_goals(THURSDAY) == 1
        WeeklyGoal.objects.update(amount=4)
        with committed():
            assert remind_of_goals(THURSDAY + timedelta(hours=1)) == 0
            assert remind_of_goals(THURSDAY + timedelta(days=1)) == 0
            send_waiting_notices()

        assert len(mail.outbox) == 1

    def test_in_the_next_week_again(self, asked):
        remind_of_goals(THURSDAY)

        assert remind_of_goals(THURSDAY + timedelta(days=7)) == 1

    def test_what_was_written_and_not_sent_goes_out_with_the_sweep(self, asked):
        remind_of_goals(THURSDAY)  # nothing is committed here: nobody was called to send it
        assert not mail.outbox
        send_waiting_notices()
        send_waiting_notices()

        assert len(mail.outbox) == 1


class TestTwoAtOnce:
    def test_a_worker_that_saw_nothing_of_the_other_writes_nothing(
        self, asked, monkeypatch, committed
    ):
        """The other one writes between this one's look at what is there and its own writing."""
        look = notices._words

        def meanwhile(*args):
            monkeypatch.setattr(notices, "_words", look)
            assert remind_of_goals(THURSDAY) == 1
            return look(*args)

        monkeypatch.setattr(notices, "_words", meanwhile)
        with committed():
            assert remind_of_goals(THURSDAY) == 1

        assert Notice.objects.count() == 1
        assert len(mail.outbox) == 1

    def test_the_database_refuses_a_second_in_the_same_week(self, asked):
        remind_of_goals(THURSDAY)
        notice = Notice.objects.get()
        notice.pk = None

        with pytest.raises(IntegrityError), transaction.atomic():
            notice.save(force_insert=True)


class TestWhatItCosts:
    def queries(self, moment):
        with CaptureQueriesContext(connection) as captured:
            told = remind_of_goals(moment)
        return told, len(captured)

    def test_a_batch_takes_as_many_queries_for_many_as_for_one(self, asked, course, lessons):
        remind_of_goals(THURSDAY)  # from here on the outlines are remembered
        Notice.objects.all().delete()
        # The goals; enrolments, what is known of the courses, attempts, badges, the courses
        # there are, and work that waits; the notices that are there, what people chose, and
        # the new notices.
        told, for_one = self.queries(THURSDAY)
        assert told == 1
        assert for_one <= 10
        Notice.objects.all().delete()
        for number in range(20):
            person = factories.a_user()
            with_goal(person, course, amount=2 + number % 4)
            LessonProgress.objects.create(learner=person, lesson=lessons[0])
            attempting.start(assessment=course.assessment, learner=person)

        assert self.queries(THURSDAY) == (21, for_one)

    def test_after_all_are_told_it_takes_one(self, asked):
        remind_of_goals(THURSDAY)

        assert self.queries(THURSDAY) == (0, 1)

    def test_on_other_days_it_takes_none(self, asked):
        assert self.queries(THURSDAY - timedelta(days=2)) == (0, 0)

    def test_more_than_a_batch_are_all_told(self, asked, course, monkeypatch):
        monkeypatch.setattr("learning.reminding.BATCH", 2)
        for _number in range(4):
            with_goal(factories.a_user(), course)

        assert remind_of_goals(THURSDAY) == 5


def ticked(html):
    return "checked" in html.split('name="remind"')[1].split(">")[0]


class TestAskingForIt:
    def test_it_is_asked_for_on_the_page_of_the_goal_and_taken_back_there(self, signed_in, learner):
        goal = {"amount": "3", "unit": "days"}
        assert not ticked(signed_in.get("/dashboard/goal/").content.decode())

        signed_in.post("/dashboard/goal/", {**goal, "remind": "on"})
        assert frequency_for(learner, WEEKLY_GOAL) == Frequency.AT_ONCE
        assert ticked(signed_in.get("/dashboard/goal/").content.decode())

        signed_in.post("/dashboard/goal/", goal)
        assert frequency_for(learner, WEEKLY_GOAL) == Frequency.NEVER

    @pytest.mark.parametrize("url", ["/dashboard/goal/", "/notices/preferences/"])
    def test_both_pages_say_when_it_comes_and_when_not(self, signed_in, url):
        assert "been away for four weeks" in signed_in.get(url).content.decode()

    def test_the_preferences_offer_no_summary_for_it(self, signed_in):
        html = signed_in.get("/notices/preferences/").content.decode()
        choices = html.split('name="weekly_goal"')[1].split("</select>")[0]
        assert choices.count("<option") == 2
        assert '<option value="never" selected>' in choices
