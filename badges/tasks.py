from celery import shared_task

from badges import issuing, publishing, stacking, sweeping


@shared_task(name="badges.issue_credential")
def issue_credential(award_id: str) -> None:
    issuing.issue_credential(award_id)


@shared_task(name="badges.stack")
def stack(learner_id: int) -> None:
    stacking.stack(learner_id)


@shared_task(name="badges.publish_status_list")
def publish_status_list(status_list_id: int) -> None:
    publishing.publish_status_list(status_list_id)


@shared_task(name="badges.sweep")
def sweep() -> None:
    sweeping.sweep()
