from celery import shared_task
from django.utils import timezone

from assessments import attempting, digest, health


@shared_task(name="assessments.compute_health")
def compute_health() -> None:
    health.compute_health()


@shared_task(name="assessments.send_digests")
def send_digests() -> None:
    digest.digest(timezone.now())


@shared_task(name="assessments.submit_overdue")
def submit_overdue() -> None:
    attempting.submit_overdue()
