from celery import shared_task
from django.utils import timezone

from learning import reminding


@shared_task(name="learning.remind")
def remind() -> None:
    now = timezone.now()
    reminding.remind_of_dates(now)
    reminding.tell_where_they_stopped(now)
