"""Reminding learners who asked for it, once a week, of what is left of their weekly goal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, NoticePreference, User
from accounts.notice_kinds import WEEKLY_GOAL, Frequency
from accounts.notices import Draft, write_notices
from assessments.models import Attempt
from assessments.waiting import waiting_of_many
from badges.addresses import absolute
from badges.models import Award
from learning.advising import reading_step
from learning.models import StudyDay, WeeklyGoal
from learning.progress import progress_of_learners
from learning.reminding import MORNING, in_batches, morning_of
from learning.studying import monday_of, week_from, with_done

# Days after Monday: late enough to know, early enough to do something about it.
THURSDAY: Final = 3
# A site that was down on Thursday still tells it on the day after.
LATE: Final = timedelta(days=1)
# Whoever neither learnt nor set a goal within this time is left in peace.
AWAY: Final = timedelta(weeks=4)


def remind_of_goals(now: datetime) -> int:
    """Tell those who asked for it, on Thursday, what is left of their weekly goal and the next
    step: once a week. Returns how many were told.

    Nobody who has reached the goal, for whom the week is too short for what is left, who has
    nothing to go on with, who has set the goal since that morning, or who has been away for long.
    """
    local = timezone.localtime(now)
    due = morning_of(local) + timedelta(days=THURSDAY - local.weekday())
    if local < due or local.hour < MORNING or local.date() > due.date() + LATE:
        return 0
    told = 0
    for goals in in_batches(with_done(_to_tell_of(due, local.date()), local.date())):
        told += write_notices(
            list(_drafts(goals, local.date())),
            kind=WEEKLY_GOAL,
            template="learning/emails/weekly_goal",
        )
    return told


def _to_tell_of(due: datetime, today: date) -> QuerySet[WeeklyGoal]:
    """The goals of those who asked, are not away, and have not been told this week."""
    asked = NoticePreference.objects.filter(kind=WEEKLY_GOAL.name, frequency=Frequency.AT_ONCE)
    days = StudyDay.objects.filter(learner=OuterRef("learner"), day__lte=today)
    told = Notice.objects.filter(
        key=Concat(Value(_of_week(today)), Cast(OuterRef("learner"), CharField()))
    )
    return (
        WeeklyGoal.objects.filter(
            Exists(days.filter(day__gt=today - AWAY)) | Q(set_at__gt=due - AWAY),
            ~Exists(told),
            learner__in=asked.values("person"),
            learner__is_active=True,
            learner__deletion_due_at=None,
            set_at__lt=due,
        )
        .annotate(has_learnt_today=Exists(days.filter(day=today)))
        .select_related("learner")
    )


def _drafts(goals: Sequence[Any], today: date) -> Iterator[Draft]:
    """For the goals of which something is left that can still be done. Queries are for all of
    them together."""
    weeks = {goal.learner: week_from(goal) for goal in goals if _may_tell(goal, today)}
    courses = progress_of_learners(weeks)
    attempts = _open_attempts(weeks)
    held = _badges_held(weeks)
    waiting = waiting_of_many(weeks)
    goal_url = absolute(reverse("weekly_goal"))
    for learner, week in weeks.items():
        step = reading_step(
            courses=courses[learner.pk],
            attempts=attempts.get(learner.pk, {}),
            held=held.get(learner.pk, {}),
            waiting=waiting[learner.pk],
        )
        if step is not None:
            yield Draft(
                key=f"{_of_week(today)}{learner.pk}",
                recipient=learner,
                url=step.url,
                context={
                    "week": week,
                    "step": step,
                    "step_url": absolute(step.url),
                    "goal_url": goal_url,
                },
            )


def _may_tell(goal: Any, today: date) -> bool:
    """Whether something is left, and the week is long enough for it."""
    week = week_from(goal)
    days = 7 - today.weekday() - goal.has_learnt_today
    return not week.is_reached and (week.unit != WeeklyGoal.Unit.DAYS or week.left <= days)


def _open_attempts(learners: Iterable[User]) -> dict[int, dict[int, Attempt]]:
    """The attempts under way by their learner's id and their assessment's."""
    found: dict[int, dict[int, Attempt]] = {}
    for attempt in Attempt.objects.open().filter(learner__in=learners):
        found.setdefault(attempt.learner_id, {})[attempt.assessment_id] = attempt
    return found


def _badges_held(learners: Iterable[User]) -> dict[int, dict[int, str]]:
    """The slugs of badges by their holder's id and their own."""
    found: dict[int, dict[int, str]] = {}
    awards = Award.objects.active().filter(recipient__in=learners)
    for learner_id, badge_id, slug in awards.values_list("recipient_id", "badge_id", "badge__slug"):
        found.setdefault(learner_id, {})[badge_id] = slug
    return found


def _of_week(day: date) -> str:
    """How the keys of this week's reminders begin; behind it stands the learner's id."""
    return f"weekly-goal:{monday_of(day).isoformat()}:"
