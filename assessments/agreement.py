"""How far assessors agree who rated the same work, not knowing of each other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from assessments import second_rating
from assessments.models import PerformanceTask, Review
from assessments.rubrics import LEVELS
from assessments.statistics.agreement import percent_agreement, weighted_kappa


@dataclass(frozen=True, slots=True)
class Agreement:
    """For one criterion, or for one assessor against all others, within one task.

    `percent` is the share rated alike; `kappa` is linearly weighted, None where chance alone
    would agree wholly.
    """

    task: str
    kind: str
    name: str
    pairs: int
    percent: float | None
    kappa: float | None


def agreements() -> list[Agreement]:
    """Of every task that has been rated twice: its criteria first, then its assessors."""
    rated_twice = Review.objects.filter(is_second=True).values("hand_in__submission__task")
    tasks = PerformanceTask.objects.filter(pk__in=rated_twice).select_related("rubric")
    return [row for task in tasks.order_by("title", "pk") for row in _of(task)]


def _of(task: PerformanceTask) -> list[Agreement]:
    by_criterion: dict[str, list[tuple[str, str]]] = defaultdict(list)
    by_assessor: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pair in second_rating.pairs(task):
        by_criterion[pair.criterion].append((pair.first, pair.second))
        by_assessor[pair.first_assessor_id].append((pair.first, pair.second))
        by_assessor[pair.second_assessor_id].append((pair.second, pair.first))
    criteria = {c["key"]: c["name"] for c in task.rubric.definition["criteria"]}
    people = {
        person.pk: f"{person.name} ({person.email})"
        for person in User.objects.filter(pk__in=by_assessor)
    }
    return [
        *(
            _row(task, _("Criterion"), criteria.get(key, key), rated)
            for key, rated in sorted(by_criterion.items())
        ),
        *(
            _row(task, _("Assessor"), name, by_assessor[pk])
            for pk, name in sorted(people.items(), key=lambda person: (person[1], person[0]))
        ),
    ]


def _row(
    task: PerformanceTask, kind: str, name: str, rated: Sequence[tuple[str, str]]
) -> Agreement:
    first, second = [a for a, _b in rated], [b for _a, b in rated]
    return Agreement(
        task=task.title,
        kind=kind,
        name=name,
        pairs=len(rated),
        percent=percent_agreement(first, second),
        kappa=weighted_kappa(first, second, scale=list(LEVELS)),
    )
