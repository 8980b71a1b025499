"""Starting an attempt, saving answers, submitting it."""

import random
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments import question_types
from assessments.demonstrating import (
    carry_over,
    settle,
    shown_by_questions,
    standing_demonstrations,
)
from assessments.mastery import mastery_of
from assessments.models import (
    Accommodation,
    Assessment,
    AssessmentSection,
    Attempt,
    AttemptQuestion,
    AttemptSection,
    CompetencyResult,
    Demonstration,
    Question,
    Response,
)
from assessments.policy import Allowance, allowance, time_allowed
from assessments.question_types import QuestionType
from assessments.sampling import draw

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CannotAttempt(Exception):
    """An attempt can't be started or go on; `str()` tells the learner why."""


class AttemptIsSubmitted(CannotAttempt):
    def __init__(self) -> None:
        super().__init__(
            _("This attempt has been submitted, so its answers can't be changed any more.")
        )


class TimeIsUp(AttemptIsSubmitted):
    def __init__(self) -> None:
        CannotAttempt.__init__(
            self, _("The time for this attempt is up. What you had answered by then counts.")
        )


def start(
    *,
    assessment: Assessment,
    learner: User,
    competency_id: int | None = None,
    now: datetime | None = None,
) -> Attempt:
    """The learner's open attempt at `assessment`, or a new one.

    A new one asks only for the competencies that are not yet shown (of these only for
    `competency_id`, if given), and freezes the published revision of each question it draws.
    Raises CannotAttempt if there is nothing left to ask, a bank has no published question, or
    the assessment's rules allow no attempt now.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # Two tabs that start at once: the second finds the attempt of the first.
        User.objects.select_for_update().get(pk=learner.pk)
        mine = Attempt.objects.filter(assessment=assessment, learner=learner)
        open_attempt = mine.open().first()
        if open_attempt is not None and open_attempt.is_overdue(now):
            submit(open_attempt.pk, now=now)
        elif open_attempt is not None:
            return open_attempt
        carry_over(learner=learner, assessment=assessment, at=now)
        sections = list(assessment.sections.select_related("competency"))
        shown = standing_demonstrations(learner, assessment)
        answered = shown_by_questions(learner, assessment)
        asked = [
            section
            for section in sections
            if section.asks_questions
            and section.competency_id not in shown
            and section.competency_id not in answered
            and competency_id in (None, section.competency_id)
        ]
        if not asked:
            raise CannotAttempt(_nothing_left(sections, shown))
        _require_allowance(assessment, learner, now)
        drawn = _draw(asked, learner)
        last = mine.aggregate(last=Max("number"))["last"] or 0
        limit = time_granted(assessment, learner)
        attempt = Attempt.objects.create(
            assessment=assessment,
            learner=learner,
            number=last + 1,
            started_at=now,
            deadline_at=now + limit if limit is not None else None,
        )
        plan = AttemptSection.objects.bulk_create(
            AttemptSection(
                attempt=attempt,
                competency_id=section.competency_id,
                position=position,
                mastery_mark=section.mastery_mark,
                shown_before=section.competency_id in shown or section.competency_id in answered,
                is_asked=section in asked,
                asks_questions=section.asks_questions,
                task_id=section.task_id,
                task_role=section.task_role,
            )
            for position, section in enumerate(sections, start=1)
        )
        section_of = {section.competency_id: section for section in plan}
        chosen = [
            (section_of[section.competency_id], question)
            for section in asked
            for question in drawn[section.pk]
        ]
        AttemptQuestion.objects.bulk_create(
            AttemptQuestion(
                attempt=attempt,
                section=section,
                position=position,
                question=question,
                revision_id=question.live_revision_id,
                behaviour_id=question.behaviour_id,
                definition=question.definition,
                seed=secrets.randbits(62),
            )
            for position, (section, question) in enumerate(chosen, start=1)
        )
    return attempt


def allowance_of(
    assessment: Assessment, learner: User, *, now: datetime | None = None
) -> Allowance:
    """How many attempts a learner has left, and when the next may start."""
    submitted = Attempt.objects.submitted().filter(assessment=assessment, learner=learner)
    return allowance(
        assessment.policy,
        [at for at in submitted.values_list("submitted_at", flat=True) if at is not None],
        now or timezone.now(),
    )


def _require_allowance(assessment: Assessment, learner: User, now: datetime) -> None:
    allowed = allowance_of(assessment, learner, now=now)
    if allowed.attempts_left == 0:
        raise CannotAttempt(
            _("You have used every attempt that this assessment allows. A coordinator can help.")
        )
    if allowed.opens_at is not None:
        raise CannotAttempt(
            _("The next attempt may start on %(when)s.")
            % {"when": date_format(timezone.localtime(allowed.opens_at), "DATETIME_FORMAT")}
        )


def time_granted(assessment: Assessment, learner: User | None) -> timedelta | None:
    """How long `learner` has for an attempt, with the most that was granted to them; None
    without a limit."""
    if assessment.policy.time_limit is None:
        return None
    granted = (
        list(
            Accommodation.objects.filter(
                Q(assessment=assessment) | Q(assessment=None), learner=learner
            )
        )
        if learner is not None
        else []
    )
    return time_allowed(
        assessment.policy,
        extra_time_percent=max((one.extra_time_percent for one in granted), default=0),
        untimed=any(one.untimed for one in granted),
    )


def _nothing_left(
    sections: list[AssessmentSection], shown: Mapping[int, Demonstration]
) -> "StrOrPromise":
    if all(section.competency_id in shown for section in sections):
        return _("You have shown every competency of this assessment already.")
    return _("There are no questions left for you. What is missing is shown by a task.")


def _draw(sections: list[AssessmentSection], learner: User) -> dict[int, list[Question]]:
    """The questions for each section's id, in as many queries for a large bank as for a small."""
    banks: dict[int, list[int]] = {}
    bank_ids = [section.bank_id for section in sections]
    # Ids alone, and unsorted: a bank may hold thousands, of which a handful is asked.
    rows = Question.objects.live().filter(bank_id__in=bank_ids).order_by()
    for bank_id, question_id in rows.values_list("bank_id", "pk"):
        banks.setdefault(bank_id, []).append(question_id)
    seen = dict(
        AttemptQuestion.objects.filter(attempt__learner=learner, question__bank_id__in=bank_ids)
        .values("question_id")
        .annotate(last=Max("attempt__number"))
        .values_list("question_id", "last")
    )
    chance = random.SystemRandom()
    drawn = {}
    for section in sections:
        if not banks.get(section.bank_id):
            raise CannotAttempt(
                _("This assessment can't be taken yet: it has no questions on “%(competency)s”.")
                % {"competency": section.competency}
            )
        drawn[section.pk] = draw(
            banks[section.bank_id], section.questions, seen=seen, chance=chance
        )
    questions = Question.objects.in_bulk([pk for pks in drawn.values() for pk in pks])
    return {pk: [questions[q] for q in question_ids] for pk, question_ids in drawn.items()}


def save_answer(
    *,
    attempt_question: AttemptQuestion,
    form_post: Mapping[str, list[str]],
    prefix: str,
    now: datetime | None = None,
) -> Response | None:
    """Keep what the learner has answered so far; the same answer twice changes nothing.

    Returns None, and keeps what was there, if the post holds no answer. Raises
    AttemptIsSubmitted if the attempt has been submitted, and TimeIsUp, having submitted it, if
    its deadline has passed.
    """
    now = now or timezone.now()
    question_type = question_types.get(attempt_question.definition["type"])
    answer = question_type.answer_from(form_post, prefix)
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_question.attempt_id)
        if attempt.is_submitted:
            raise AttemptIsSubmitted
        if not attempt.is_overdue(now):
            return _keep(attempt_question, answer, question_type, now)
    submit(attempt_question.attempt_id, now=now)
    raise TimeIsUp


def _keep(
    attempt_question: AttemptQuestion,
    answer: dict[str, Any] | None,
    question_type: QuestionType,
    now: datetime,
) -> Response | None:
    if answer is None:
        return Response.objects.filter(attempt_question=attempt_question).first()
    given = {
        "answer": answer,
        "is_complete": question_type.is_complete(attempt_question.definition, answer),
        "saved_at": now,
    }
    response, _created = Response.objects.update_or_create(
        attempt_question=attempt_question,
        defaults=given,
        create_defaults={**given, "first_saved_at": now},
    )
    return response


def submit(attempt_id: UUID, *, now: datetime | None = None) -> Attempt:
    """Mark an attempt, record a result for each competency it asks, and award what is earned.

    Everything in one transaction; an attempt that is submitted stays as it is, so that
    pressing twice, or in two tabs, ends in one result and one award.
    """
    with transaction.atomic():
        # The learner's row first, as everywhere, so that no two verbs wait for one another.
        learner_id = Attempt.objects.values_list("learner_id", flat=True).get(pk=attempt_id)
        learner = User.objects.select_for_update().get(pk=learner_id)
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        if attempt.is_submitted:
            return attempt
        submitted_at = now or timezone.now()
        attempt.submitted_at = submitted_at
        attempt.save(update_fields=["submitted_at"])
        marks = _mark(attempt)
        for section in attempt.sections.filter(is_asked=True):
            mastery = mastery_of(marks[section.pk], section.mastery_mark)
            CompetencyResult.objects.create(
                section=section,
                score=rounded(mastery.score, "0.001"),
                is_demonstrated=mastery.is_demonstrated,
                decided_at=submitted_at,
            )
        assessment = Assessment.objects.select_related("badge__issuer").get(
            pk=attempt.assessment_id
        )
        settle(learner=learner, assessment=assessment, at=submitted_at)
    return attempt


def submit_overdue(*, now: datetime | None = None, limit: int = 500) -> int:
    """Submit attempts whose time is up and that nobody has come back to; how many there were."""
    now = now or timezone.now()
    overdue = list(Attempt.objects.overdue(now).values_list("pk", flat=True)[:limit])
    for attempt_id in overdue:
        submit(attempt_id, now=now)
    return len(overdue)


def _mark(attempt: Attempt) -> dict[int, list[Fraction]]:
    """The exact marks for each section's id; what was not answered is a mark of 0."""
    marks: dict[int, list[Fraction]] = {}
    responses = []
    for asked in attempt.questions.select_related("response"):
        response = getattr(asked, "response", None)
        outcome = (
            question_types.get(asked.definition["type"]).mark(asked.definition, response.answer)
            if response is not None
            else None
        )
        mark = outcome.mark if outcome is not None else Fraction(0)
        marks.setdefault(asked.section_id, []).append(mark)
        if response is not None:
            response.mark = rounded(mark, "0.00001")
            responses.append(response)
    Response.objects.bulk_update(responses, ["mark"])
    return marks


def rounded(value: Fraction, step: str) -> Decimal:
    """`value` as a decimal for reading, cut (never raised) to multiples of `step`."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(step), rounding="ROUND_DOWN")
