"""On which days somebody learns, and the weekly goal they may set themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from learning.models import StudyDay, WeeklyGoal


@dataclass(frozen=True, slots=True)
class Week:
    """What a learner means to do in a week and has done in it so far, in the goal's own unit.

    There is no more to it: last week is not part of it, so nothing can be broken.
    """

    unit: str
    goal: int
    done: int

    @property
    def is_reached(self) -> bool:
        return self.done >= self.goal

    @property
    def left(self) -> int:
        return self.goal - self.counted

    @property
    def counted(self) -> int:
        """What of the goal is done: more than all of it is all of it."""
        return min(self.done, self.goal)


def monday_of(day: date) -> date:
    """The day on which the week of `day` began."""
    return day - timedelta(days=day.weekday())


def note_day(learner: User, *, minutes: int = 0) -> None:
    """Record that `learner` learns today, and has ended so many minutes' worth of lessons."""
    today = timezone.localdate()
    with transaction.atomic():
        StudyDay.objects.get_or_create(learner=learner, day=today)
        if minutes:
            StudyDay.objects.filter(learner=learner, day=today).update(
                minutes=F("minutes") + minutes
            )


def set_goal(*, learner: User, unit: str, amount: int) -> WeeklyGoal:
    """Set the learner's weekly goal, or another one instead of it."""
    goal, _created = WeeklyGoal.objects.update_or_create(
        learner=learner, defaults={"unit": unit, "amount": amount, "set_at": timezone.now()}
    )
    return goal


def give_up_goal(learner: User) -> bool:
    """Have no goal from now on; says whether there was one."""
    deleted, _rows = WeeklyGoal.objects.filter(learner=learner).delete()
    return bool(deleted)


def week_of(learner: User) -> Week | None:
    """The learner's week so far; None without a goal. One query."""
    mine = WeeklyGoal.objects.filter(learner=learner)
    goal = with_done(mine, timezone.localdate()).first()
    return week_from(goal) if goal is not None else None


def with_done(goals: QuerySet[WeeklyGoal], day: date) -> QuerySet[Any]:
    """`goals`, each with what its learner has `done` in the week around `day`, in its own unit."""
    monday = monday_of(day)
    this_week = Q(learner__study_days__day__range=(monday, monday + timedelta(days=6)))
    return goals.annotate(
        done=Case(
            When(unit=WeeklyGoal.Unit.DAYS, then=Count("learner__study_days", filter=this_week)),
            default=Coalesce(Sum("learner__study_days__minutes", filter=this_week), 0),
            output_field=IntegerField(),
        )
    )


def week_from(goal: Any) -> Week:
    """Of a goal as `with_done` loads it."""
    return Week(unit=goal.unit, goal=goal.amount, done=goal.done)
