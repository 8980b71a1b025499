"""Telling learners that the waiting time after an attempt is over, and where to begin the next."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import Notice, User
from accounts.notice_kinds import ATTEMPT
from accounts.notices import write_notice
from assessments.attempting import allowance_of
from assessments.models import Assessment, Attempt
from badges.addresses import absolute
from badges.models import Award

# Later than this it is no news; a site that was down for a weekend still tells it.
_NEWS_FOR: Final = timedelta(days=4)


def tell_of_reopened(now: datetime) -> list[Notice]:
    """Write to everybody who may try again since lately and has not: once for each attempt.

    Not to those who hold the badge, who have begun another attempt, or have none left; nor where
    there is no published course to take the assessment in.
    """
    written = []
    waited_for = Assessment.objects.filter(wait_hours__gt=0, course__live=True)
    for assessment in waited_for.select_related("badge", "course"):
        path = reverse("assessment_intro", args=[assessment.course.slug])
        for attempt in _waited_out(assessment, now):
            if not allowance_of(assessment, attempt.learner, now=now).may_start:
                continue
            written.append(
                write_notice(
                    key=_key(attempt),
                    recipient=attempt.learner,
                    kind=ATTEMPT,
                    url=path,
                    template="learning/emails/open_again",
                    context={"assessment": assessment, "assessment_url": absolute(path)},
                )
            )
    return written


def _waited_out(assessment: Assessment, now: datetime) -> list[Attempt]:
    """The attempts at `assessment` after which somebody may try again since lately."""
    opened = now - assessment.policy.wait
    attempts = list(
        Attempt.objects.submitted()
        .filter(
            assessment=assessment,
            submitted_at__gt=opened - _NEWS_FOR,
            submitted_at__lte=opened,
            learner__is_active=True,
        )
        .exclude(learner__in=_busy_or_done(assessment, opened))
        .select_related("learner")
        .order_by("learner_id", "number")
    )
    last = {attempt.learner_id: attempt for attempt in attempts}
    told = set(
        Notice.objects.filter(key__in=[_key(attempt) for attempt in last.values()]).values_list(
            "key", flat=True
        )
    )
    return [attempt for attempt in last.values() if _key(attempt) not in told]


def _busy_or_done(assessment: Assessment, opened: datetime) -> QuerySet[User]:
    holders = Award.objects.active().filter(badge=assessment.badge)
    later = Attempt.objects.filter(assessment=assessment).exclude(submitted_at__lte=opened)
    return User.objects.filter(
        Q(pk__in=holders.values("recipient")) | Q(pk__in=later.values("learner"))
    )


def _key(attempt: Attempt) -> str:
    return f"attempt:{attempt.pk}:open-again"
