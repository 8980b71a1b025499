from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import deleting, digests, exporting, notices


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


@shared_task(name="accounts.make_export")
def make_export(export_id: str) -> None:
    exporting.make(export_id)


@shared_task(name="accounts.sweep")
def sweep() -> None:
    """Copies that wait or have expired, accounts whose grace is over."""
    exporting.make_waiting()
    exporting.drop_expired()
    deleting.erase_due()
    deleting.forget_farewells()


@shared_task(name="accounts.write_digests")
def write_digests() -> None:
    digests.write_digests(timezone.now())
