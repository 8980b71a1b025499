from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from assessments.models import Demonstration
from badges.models import Award
from badges.signals import award_revoked


@receiver(award_revoked, dispatch_uid="withdraw-demonstrations")
def withdraw_demonstrations(award: Award, **_kwargs: Any) -> None:
    """What a revoked badge rested on no longer counts, so the learner can be assessed anew."""
    Demonstration.objects.standing().filter(award=award).update(withdrawn_at=timezone.now())
