"""Starting an attempt, saving answers, submitting it."""

import random
import secrets
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from assessments import question_types
from assessments.sampling import draw
from assessments.mastery import mastery_of
from assessments.models import (
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
from badges.awarding import award
from badges.models import Award


class CannotAttempt(Exception):
    """An attempt can't be started or go on; `str()` tells the learner why."""


class AttemptIsSubmitted(CannotAttempt):
    def __init__(self) -> None:
        super().__init__(
            _("This attempt has been submitted, so its answers can't be changed any more.")
        )


def start(*, assessment: Assessment, learner: User) -> Attempt:
    """The learner's open attempt at `assessment`, or a new one.

    A new one asks only for the competencies that are not yet shown, and freezes the
    published revision of each question it draws. Raises CannotAttempt if there is nothing
    left to ask or a bank has no published question.
    """
    with transaction.atomic():
        # Two tabs that start at once: the second finds the attempt of the first.
        User.objects.select_for_update().get(pk=learner.pk)
        mine = Attempt.objects.filter(assessment=assessment, learner=learner)
        open_attempt = mine.open().first()
        if open_attempt is not None:
            return open_attempt
        sections = list(assessment.sections.select_related("competency"))
        shown = set(
            Demonstration.objects.standing()
            .filter(assessment=assessment, learner=learner)
            .values_list("competency_id", flat=True)
        )
        asked = [section for section in sections if section.competency_id not in shown]
        if not asked:
            raise CannotAttempt(_("You have shown every competency of this assessment already."))
        drawn = _draw(asked, learner)
        last = mine.aggregate(last=Max("number"))["last"] or 0
        attempt = Attempt.objects.create(assessment=assessment, learner=learner, number=last + 1)
        plan = AttemptSection.objects.bulk_create(
            AttemptSection(
                attempt=attempt,
                competency_id=section.competency_id,
                position=position,
                mastery_mark=section.mastery_mark,
                shown_before=section.competency_id in shown,
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


def _draw(sections: list[AssessmentSection], learner: User) -> dict[int, list[Question]]:
    """The questions for each section's id, in as many queries for a large bank as for a small."""
    banks: dict[int, list[int]] = {}
    bank_ids = [section.bank_id for section in sections]
    rows = Question.objects.live().filter(bank_id__in=bank_ids).order_by("pk")
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
    *, attempt_question: AttemptQuestion, form_post: Mapping[str, list[str]], prefix: str
) -> Response | None:
    """Keep what the learner has answered so far; the same answer twice changes nothing.

    Returns None, and keeps what was there, if the post holds no answer. Raises
    AttemptIsSubmitted if the attempt has been submitted.
    """
    question_type = question_types.get(attempt_question.definition["type"])
    answer = question_type.answer_from(form_post, prefix)
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_question.attempt_id)
        if attempt.is_submitted:
            raise AttemptIsSubmitted
        if answer is None:
            return Response.objects.filter(attempt_question=attempt_question).first()
        now = timezone.now()
        response, _created = Response.objects.update_or_create(
            attempt_question=attempt_question,
            defaults={
                "answer": answer,
                "is_complete": question_type.is_complete(attempt_question.definition, answer),
                "saved_at": now,
            },
            create_defaults={
                "answer": answer,
                "is_complete": question_type.is_complete(attempt_question.definition, answer),
                "first_saved_at": now,
                "saved_at": now,
            },
        )
    return response


def submit(attempt_id: UUID) -> Attempt:
    """Mark an attempt, record a result for each competency, and award what is earned.

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
        attempt.submitted_at = timezone.now()
        attempt.save(update_fields=["submitted_at"])
        marks = _mark(attempt)
        sections = list(attempt.sections.select_related("competency"))
        for section in sections:
            if not section.shown_before:
                _decide(section, marks[section.pk], attempt)
        shown = {
            demonstration.competency_id: demonstration
            for demonstration in Demonstration.objects.standing()
            .filter(learner=learner, assessment_id=attempt.assessment_id)
            .select_related("competency", "result__section")
        }
        if all(section.competency_id in shown for section in sections):
            _award(attempt, learner, [shown[section.competency_id] for section in sections])
    return attempt


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


def _decide(section: AttemptSection, marks: list[Fraction], attempt: Attempt) -> None:
    mastery = mastery_of(marks, section.mastery_mark)
    assert attempt.submitted_at is not None
    result = CompetencyResult.objects.create(
        section=section,
        score=rounded(mastery.score, "0.001"),
        is_demonstrated=mastery.is_demonstrated,
        decided_at=attempt.submitted_at,
    )
    if mastery.is_demonstrated:
        Demonstration.objects.create(
            learner_id=attempt.learner_id,
            assessment_id=attempt.assessment_id,
            competency_id=section.competency_id,
            result=result,
            demonstrated_at=attempt.submitted_at,
        )


def _award(attempt: Attempt, learner: User, demonstrations: list[Demonstration]) -> Award:
    assessment = Assessment.objects.select_related("badge__issuer").get(pk=attempt.assessment_id)
    how = ngettext(
        "Passed the assessment “%(assessment)s”, in which the competency has a mastery mark "
        "of its own to reach. Questions were drawn from a bank and marked by the key that was "
        "published when they were asked.",
        "Passed the assessment “%(assessment)s”, in which each of %(count)d competencies has a "
        "mastery mark of its own to reach; none makes up for another. Questions were drawn "
        "from a bank and marked by the key that was published when they were asked.",
        len(demonstrations),
    ) % {"assessment": assessment.title, "count": len(demonstrations)}
    made = award(
        badge=assessment.badge,
        recipient=learner,
        narrative=how,
        results=[
            {
                "competency": demonstration.competency.name,
                "statement": str(
                    _("Demonstrated: reached the mastery mark of %(mark)d percent.")
                    % {"mark": demonstration.result.section.mastery_mark}
                ),
            }
            for demonstration in demonstrations
        ],
    )
    Demonstration.objects.filter(pk__in=[d.pk for d in demonstrations]).update(award=made)
    return made


def rounded(value: Fraction, step: str) -> Decimal:
    """`value` as a decimal for reading, cut (never raised) to multiples of `step`."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(step), rounding="ROUND_DOWN")

