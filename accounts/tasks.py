from celery import shared_task

from accounts import notices


@shared_task(name="accounts.send_notice")
def send_notice(notice_id: int) -> None:
    notices.send(notice_id)


@shared_task(name="accounts.send_waiting_notices")
def send_waiting_notices() -> None:
    notices.send_waiting()
