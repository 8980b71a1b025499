"""Computing how questions and competencies do, from what learners answered.

The responses say themselves what is missing: a figure is out of date when it rests on another
number of submitted attempts, or on another latest one, than there are. So a run that was killed
or came twice does no harm, and an attempt erased with its learner is noticed as well.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from assessments.models import (
    AttemptQuestion,
    AttemptSection,
    CompetencyHealth,
    ItemHealth,
)
from assessments.question_types import QUESTION_TYPES
from assessments.statistics import (
    Choice,
    ItemTally,
    SectionTally,
    choice_rates,
    choices_in,
    flags_of,
    offered_by,
    rest_marks,
    seconds_on_questions,
    seriousness,
    worth_showing,
)

ROWS_AT_A_TIME = 2000
WRITTEN_AT_A_TIME = 200


class ItemKey(NamedTuple):
    question_id: int
    revision_id: int | None


class SectionKey(NamedTuple):
    assessment_id: int
    competency_id: int


@dataclass(frozen=True, slots=True)
class Extent:
    """What a figure rests on: how many submitted attempts, and when the latest came in."""

    count: int
    latest: datetime


@dataclass(frozen=True, slots=True)
class Computed:
    """How many versions of questions, and competencies of assessments, were computed anew."""

    questions: int
    competencies: int


class Row(NamedTuple):
    """One question of one submitted attempt; the last four are None without a response."""

    attempt_id: UUID
    started_at: datetime
    submitted_at: datetime
    assessment_id: int
    section_id: int
    competency_id: int
    pk: int
    question_id: int
    revision_id: int | None
    answer: Any
    mark: Any
    first_saved_at: datetime | None
    saved_at: datetime | None

    @property
    def item(self) -> ItemKey:
        return ItemKey(self.question_id, self.revision_id)

    @property
    def is_answered(self) -> bool:
        return self.first_saved_at is not None


ROW_FIELDS = (
    "attempt_id",
    "attempt__started_at",
    "attempt__submitted_at",
    "attempt__assessment_id",
    "section_id",
    "section__competency_id",
    "pk",
    "question_id",
    "revision_id",
    "response__answer",
    "response__mark",
    "response__first_saved_at",
    "response__saved_at",
)


@dataclass(slots=True)
class ItemCount:
    """What one pass over the attempts gathers about a version of a question."""

    tally: ItemTally = field(default_factory=ItemTally)
    latest: datetime | None = None
    asked_as: int = 0

    def see(self, row: Row) -> None:
        self.latest = max(self.latest or row.submitted_at, row.submitted_at)
        self.asked_as = max(self.asked_as, row.pk)


def compute_health(*, everything: bool = False) -> Computed:
    """Bring ItemHealth and CompetencyHealth up to date with all submitted attempts.

    Computes only the versions of questions and the competencies that were asked in an attempt
    submitted since they were computed, or all if `everything`. Running it twice ends in the
    same figures. One pass over the attempts of the assessments concerned, a few rows at a
    time: memory grows with the questions and their different answers.
    """
    items, asked_by = _items_asked()
    sections = _sections_asked()
    known_items = {
        ItemKey(health.question_id, health.revision_id): (
            health.pk,
            Extent(health.asked, health.latest_submission_at),
        )
        for health in ItemHealth.objects.only(
            "question_id", "revision_id", "asked", "latest_submission_at"
        )
    }
    known_sections = {
        SectionKey(health.assessment_id, health.competency_id): (
            health.pk,
            Extent(health.attempts, health.latest_submission_at),
        )
        for health in CompetencyHealth.objects.only(
            "assessment_id", "competency_id", "attempts", "latest_submission_at"
        )
    }
    _forget(ItemHealth, [known_items[key][0] for key in known_items.keys() - items.keys()])
    _forget(
        CompetencyHealth,
        [known_sections[key][0] for key in known_sections.keys() - sections.keys()],
    )
    stale_items = {
        key
        for key, extent in items.items()
        if everything or key not in known_items or known_items[key][1] != extent
    }
    stale_sections = {
        key
        for key, extent in sections.items()
        if everything or key not in known_sections or known_sections[key][1] != extent
    }
    assessments = {key.assessment_id for key in stale_sections}
    for key in stale_items:
        assessments |= asked_by[key]
    counts = {key: ItemCount() for key in stale_items}
    tallies = {key: SectionTally() for key in stale_sections}
    for rows in _attempts(assessments):
        _count(rows, counts, tallies)

    now = timezone.now()
    item_rows = list(_item_health(counts, now))
    section_rows = list(_competency_health(tallies, now))
    for health in item_rows:
        key = ItemKey(health.question_id, health.revision_id)
        health.pk = known_items[key][0] if key in known_items else None
    for competency_health in section_rows:
        place = SectionKey(competency_health.assessment_id, competency_health.competency_id)
        competency_health.pk = known_sections[place][0] if place in known_sections else None
    _write(ItemHealth, item_rows)
    _write(CompetencyHealth, section_rows)
    return Computed(questions=len(item_rows), competencies=len(section_rows))


def _items_asked() -> tuple[dict[ItemKey, Extent], dict[ItemKey, set[int]]]:
    """What there is to compute, and which assessments asked each version of a question."""
    extents: dict[ItemKey, Extent] = {}
    asked_by: dict[ItemKey, set[int]] = {}
    rows = (
        AttemptQuestion.objects.exclude(attempt__submitted_at=None)
        .order_by()
        .values_list("question_id", "revision_id", "attempt__assessment_id")
        .annotate(count=Count("pk"), latest=Max("attempt__submitted_at"))
    )
    for question_id, revision_id, assessment_id, count, latest in rows:
        key = ItemKey(question_id, revision_id)
        asked_by.setdefault(key, set()).add(assessment_id)
        so_far = extents.get(key, Extent(0, latest))
        extents[key] = Extent(so_far.count + count, max(so_far.latest, latest))
    return extents, asked_by


def _sections_asked() -> dict[SectionKey, Extent]:
    rows = (
        _asked_sections()
        .order_by()
        .values_list("attempt__assessment_id", "competency_id")
        .annotate(count=Count("pk"), latest=Max("attempt__submitted_at"))
    )
    return {SectionKey(a, c): Extent(count, latest) for a, c, count, latest in rows}


def _asked_sections() -> QuerySet[AttemptSection]:
    """Those whose questions were asked: a submitted attempt has a result for each of them."""
    return AttemptSection.objects.filter(result__isnull=False)


def _attempts(assessments: Iterable[int]) -> Iterator[list[Row]]:
    """The rows of each submitted attempt, one attempt after the other."""
    rows = (
        AttemptQuestion.objects.filter(attempt__assessment_id__in=assessments)
        .exclude(attempt__submitted_at=None)
        .order_by("attempt_id", "position")
        .values_list(*ROW_FIELDS)
        .iterator(chunk_size=ROWS_AT_A_TIME)
    )
    for _attempt, of_attempt in groupby(rows, key=lambda row: row[0]):
        yield [Row(*row) for row in of_attempt]


def _count(
    rows: list[Row],
    counts: dict[ItemKey, ItemCount],
    tallies: dict[SectionKey, SectionTally],
) -> None:
    seconds = _seconds(rows)
    for _section, grouped in groupby(rows, key=lambda row: row.section_id):
        section = list(grouped)
        marks = [float(row.mark or 0) for row in section]
        is_attempted = any(row.is_answered for row in section)
        for row, mark, rest in zip(section, marks, rest_marks(marks), strict=True):
            count = counts.get(row.item)
            if count is None:
                continue
            count.see(row)
            if not is_attempted:
                count.tally.skip()
                continue
            # As text, since a JSON object cannot be counted.
            answer = json.dumps(row.answer, sort_keys=True) if row.is_answered else None
            count.tally.add(mark=mark, rest=rest, answer=answer, seconds=seconds.get(row.pk))
        tally = tallies.get(SectionKey(section[0].assessment_id, section[0].competency_id))
        if tally is not None and is_attempted:
            tally.add({row.item: mark for row, mark in zip(section, marks, strict=True)})


def _seconds(rows: list[Row]) -> dict[int, float | None]:
    saved = [
        (row.pk, (row.first_saved_at, row.saved_at))
        for row in rows
        if row.first_saved_at is not None and row.saved_at is not None
    ]
    times = seconds_on_questions(rows[0].started_at, [times for _, times in saved])
    return {pk: seconds for (pk, _), seconds in zip(saved, times, strict=True)}


def _item_health(counts: dict[ItemKey, ItemCount], now: datetime) -> Iterator[ItemHealth]:
    # An attempt erased since it was found leaves nothing to compute.
    found = [(key, count) for key, count in counts.items() if count.latest is not None]
    for start in range(0, len(found), WRITTEN_AT_A_TIME):
        some = found[start : start + WRITTEN_AT_A_TIME]
        asked = AttemptQuestion.objects.only("definition").in_bulk(
            [count.asked_as for _, count in some]
        )
        for key, count in some:
            if count.asked_as in asked:
                yield _health_of(key, count, asked[count.asked_as].definition, now)


def _health_of(
    key: ItemKey, count: ItemCount, definition: dict[str, Any], now: datetime
) -> ItemHealth:
    assert count.latest is not None
    # Of a question type that is gone the marks are left, but not what the answers mean.
    is_known = definition.get("type") in QUESTION_TYPES
    offered = offered_by(definition) if is_known else ()

    def chosen_by(answer: Any) -> tuple[Choice, ...]:
        return choices_in(definition, json.loads(answer)) if is_known else ()

    tally = count.tally
    rates = choice_rates(tally.answers, chosen_by, offered)
    flags = flags_of(
        answered=tally.answered,
        difficulty=tally.difficulty,
        discrimination=tally.discrimination,
        rates=rates,
        offered=offered,
    )
    return ItemHealth(
        question_id=key.question_id,
        revision_id=key.revision_id,
        asked=tally.asked,
        answered=tally.answered,
        difficulty=tally.difficulty,
        discrimination=tally.discrimination,
        median_seconds=tally.median_seconds,
        choices=[
            {
                **asdict(rate.choice),
                "chosen": rate.chosen,
                "share": rate.share,
                "high": rate.high,
                "low": rate.low,
            }
            for rate in worth_showing(rates, offered)
        ],
        flags=[{"kind": flag.kind.value, "choice": flag.choice} for flag in flags],
        severity=max((seriousness(flag.kind) for flag in flags), default=0),
        latest_submission_at=count.latest,
        computed_at=now,
    )


def _competency_health(
    tallies: dict[SectionKey, SectionTally], now: datetime
) -> Iterator[CompetencyHealth]:
    # Ordered, so that the first of a learner's rows is their first attempt.
    rows = (
        _asked_sections()
        .filter(attempt__assessment_id__in={key.assessment_id for key in tallies})
        .order_by(
            "attempt__assessment_id", "competency_id", "attempt__learner_id", "attempt__number"
        )
        .values_list(
            "attempt__assessment_id",
            "competency_id",
            "attempt__learner_id",
            "attempt__submitted_at",
            "result__is_demonstrated",
        )
        .iterator(chunk_size=ROWS_AT_A_TIME)
    )
    for place, of_section in groupby(rows, key=lambda row: SectionKey(row[0], row[1])):
        if place not in tallies:
            continue
        attempts = learners = passed = 0
        latest: datetime | None = None
        for _learner, of_learner in groupby(of_section, key=lambda row: row[2]):
            learners += 1
            for nth, (*_place, submitted_at, is_demonstrated) in enumerate(of_learner):
                assert submitted_at is not None
                attempts += 1
                passed += bool(is_demonstrated and nth == 0)
                latest = max(latest or submitted_at, submitted_at)
        assert latest is not None
        reliability = tallies[place].reliability()
        yield CompetencyHealth(
            assessment_id=place.assessment_id,
            competency_id=place.competency_id,
            attempts=attempts,
            learners=learners,
            passed=passed,
            alpha=reliability.alpha if reliability else None,
            alpha_questions=reliability.questions if reliability else None,
            is_kr20=reliability.is_kr20 if reliability else False,
            latest_submission_at=latest,
            computed_at=now,
        )


def _forget(model: Any, keys: list[int]) -> None:
    for start in range(0, len(keys), WRITTEN_AT_A_TIME):
        model.objects.filter(pk__in=keys[start : start + WRITTEN_AT_A_TIME]).delete()


def _write(model: Any, rows: list[Any]) -> None:
    fields = [column.name for column in model._meta.concrete_fields if not column.primary_key]
    with transaction.atomic():
        model.objects.bulk_update(
            [row for row in rows if row.pk is not None], fields, batch_size=WRITTEN_AT_A_TIME
        )
        # What another run has written meanwhile stays; the next run compares it again.
        model.objects.bulk_create(
            [row for row in rows if row.pk is None],
            batch_size=WRITTEN_AT_A_TIME,
            ignore_conflicts=True,
        )
