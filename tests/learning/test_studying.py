"""Days of study and the weekly goal."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from learning.models import StudyDay, WeeklyGoal
from learning.progress import complete_lesson, open_lesson
from learning.studying import Week, give_up_goal, monday_of, note_day, set_goal, week_of
from tests import factories

pytestmark = pytest.mark.django_db


def page(client, url="/dashboard/"):
    return client.get(url).content.decode()


@pytest.mark.parametrize("day", range(5, 12))
def test_a_week_begins_on_a_monday(day):
    assert monday_of(date(2026, 1, day)) == date(2026, 1, 5)


def test_a_day_counts_once_however_much_is_read(learner, lessons):
    for lesson in lessons[:2]:
        open_lesson(learner=learner, lesson=lesson)
    assert StudyDay.objects.get().day == timezone.localdate()


def test_minutes_are_those_of_lessons_that_were_finished_each_counted_once(learner, lessons):
    lessons[0].minutes = 12
    complete_lesson(learner=learner, lesson=lessons[0])
    complete_lesson(learner=learner, lesson=lessons[0])
    assert StudyDay.objects.get().minutes == 12


def test_without_a_goal_there_is_no_week_to_show(learner):
    note_day(learner)
    assert week_of(learner) is None


@pytest.mark.parametrize(("unit", "goal", "done"), [("days", 3, 1), ("minutes", 60, 15)])
def test_a_week_holds_what_was_done_since_monday(learner, unit, goal, done):
    set_goal(learner=learner, unit=unit, amount=goal)
    note_day(learner, minutes=15)
    monday = monday_of(timezone.localdate())
    StudyDay.objects.create(learner=learner, day=monday - timedelta(days=1), minutes=99)
    StudyDay.objects.create(learner=learner, day=monday + timedelta(days=7), minutes=99)
    assert week_of(learner) == Week(unit=unit, goal=goal, done=done)


def test_another_s_days_are_not_counted(learner, other_learner):
    set_goal(learner=learner, unit="days", amount=3)
    note_day(other_learner)
    assert week_of(learner).done == 0


def test_more_than_the_goal_is_the_whole_goal():
    week = Week(unit="minutes", goal=60, done=90)
    assert week.is_reached
    assert week.counted == 60


def test_a_new_goal_takes_the_place_of_the_old(learner):
    set_goal(learner=learner, unit="days", amount=3)
    set_goal(learner=learner, unit="minutes", amount=90)
    assert str(WeeklyGoal.objects.get()) == "90 minutes"
    assert give_up_goal(learner)
    assert not give_up_goal(learner)


@pytest.mark.parametrize(("unit", "amount"), [("days", 8), ("days", 0), ("years", 1)])
def test_the_database_refuses_what_fits_in_no_week(learner, unit, amount):
    with pytest.raises(IntegrityError):
        WeeklyGoal.objects.create(learner=learner, unit=unit, amount=amount)


# On the pages


def test_a_goal_is_set_and_shown_with_what_was_done(signed_in, learner):
    assert "Set a weekly goal" in page(signed_in)
    response = signed_in.post("/dashboard/goal/", {"amount": "3", "unit": "days"})
    assert response["Location"] == "/dashboard/"
    note_day(learner)
    assert "1 of 3 days" in page(signed_in)


def test_a_goal_that_is_reached_is_enough(signed_in, learner):
    set_goal(learner=learner, unit="days", amount=1)
    note_day(learner)
    assert "That is what you set out to do" in page(signed_in)


def test_a_week_without_study_is_told_kindly(signed_in, learner):
    set_goal(learner=learner, unit="days", amount=2)
    html = page(signed_in)
    assert "Any lesson is a beginning" in html
    for word in ("streak", "missed", "failed", "only 0"):
        assert word not in html


def test_a_goal_is_given_up_without_a_word_of_blame(signed_in, learner):
    set_goal(learner=learner, unit="days", amount=2)
    signed_in.post("/dashboard/goal/", {"give_up": "1"})
    assert not WeeklyGoal.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"amount": "8", "unit": "days"}, "A week has 7 days."),
        ({"amount": "3001", "unit": "minutes"}, "3000 minutes or fewer"),
        ({"amount": "", "unit": "days"}, "This field is required."),
        ({"amount": "3", "unit": "years"}, "not one of the available choices"),
    ],
)
def test_a_goal_that_can_t_be_is_explained(signed_in, sent, said):
    response = signed_in.post("/dashboard/goal/", sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not WeeklyGoal.objects.exists()


def test_a_visitor_has_to_sign_in_for_a_goal(client):
    assert client.get("/dashboard/goal/")["Location"].startswith("/account/login/")


def test_somebody_else_s_goal_is_not_shown(signed_in, other_learner):
    set_goal(learner=other_learner, unit="days", amount=5)
    assert "of 5 days" not in page(signed_in)


def test_beginning_an_assessment_makes_it_a_day_of_study(signed_in, learner, course):
    signed_in.post(f"/courses/{course.slug}/assessment/")
    assert StudyDay.objects.filter(learner=learner).exists()


def test_the_account_takes_its_plans_with_it(learner):
    person = factories.a_user()
    set_goal(learner=person, unit="days", amount=5)
    note_day(person)
    person.delete()
    assert not WeeklyGoal.objects.exists()
    assert not StudyDay.objects.exists()
