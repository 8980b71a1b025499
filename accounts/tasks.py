from celery import shared_task
from django.core.management import call_command

from accounts import notices


@shared_task(name="accounts.send_notice")
def send_notice(notice_id: int) -> None:
    notices.send(notice_id)


@shared_task(name="accounts.send_waiting_notices")
def send_waiting_notices() -> None:
    notices.send_waiting()


@shared_task(name="accounts.clear_sessions")
def clear_sessions() -> None:
    """Sessions that have ended, and uploads that were kept in one and left there."""
    call_command("clearsessions")
