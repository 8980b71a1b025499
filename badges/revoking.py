"""Taking a badge back, and asking what becomes of those that stand on it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from badges.models import Award, Fulfilment, StandingReview, StatusList
from badges.signals import award_revoked


def revoke(award: Award, *, by: User, reason: str) -> Award:
    """Revoke an award; one that is revoked stays as it is.

    In the same transaction its status bit is due to be published, and a review is opened
    for every badge that stands on it. Raises ValueError without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise ValueError("Say why the badge is revoked: the reason is public.")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=award.recipient_id)
        award = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
        if award.is_revoked:
            return award
        award.revoked_at = timezone.now()
        award.revoked_by = by
        award.revocation_reason = reason
        award.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
        StatusList.objects.filter(pk=award.status_list_id).update(
            changed_at=award.revoked_at, signed_at=None
        )
        for standing in award.carries.active():
            StandingReview.objects.get_or_create(award=standing, cause=award)
        award_revoked.send(sender=Award, award=award)
        _publish_after_commit(award.status_list_id)
    return award


def withdraw(fulfilment: Fulfilment) -> None:
    """Take back that a step was done, and open a review of what stands on it."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=fulfilment.learner_id)
        open_ones = Fulfilment.objects.standing().filter(pk=fulfilment.pk)
        if open_ones.update(withdrawn_at=timezone.now()):
            for standing in fulfilment.carries.active():
                StandingReview.objects.get_or_create(award=standing, cause_step=fulfilment)


def decide(review: StandingReview, *, keep: bool, by: User, reason: str) -> StandingReview:
    """A coordinator's decision about a badge that has lost something it stood on.

    Raises ValueError without a reason; a review that is decided stays as it is.
    """
    reason = reason.strip()
    if not reason:
        raise ValueError("Say why: the decision is kept with its reason.")
    with transaction.atomic():
        review = StandingReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if review.decided_at is not None:
            return review
        review.decision = StandingReview.Decision.KEEP if keep else StandingReview.Decision.REVOKE
        review.decided_at = timezone.now()
        review.decided_by = by
        review.reason = reason
        review.save()
        if not keep:
            revoke(review.award, by=by, reason=reason)
    return review


def _publish_after_commit(status_list_id: int) -> None:
    from badges import tasks

    transaction.on_commit(lambda: tasks.publish_status_list.delay(status_list_id))
