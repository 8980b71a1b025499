from celery import shared_task
from django.utils import timezone

from learning import goal_reminding, reminding, reopening


@shared_task(name="learning.remind")
def remind() -> None:
    now = timezone.now()
    reminding.remind_of_dates(now)
    goal_reminding.remind_of_goals(now)
    reminding.tell_where_they_stopped(now)


@shared_task(name="learning.tell_of_reopened")
def tell_of_reopened() -> None:
    reopening.tell_of_reopened(timezone.now())
