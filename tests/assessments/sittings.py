"""Attempts as they lie in the database once somebody has sat them, made without their verbs."""

from datetime import timedelta

from django.utils import timezone

from assessments.models import (
    Attempt,
    AttemptQuestion,
    AttemptSection,
    CompetencyResult,
    Question,
    Response,
)
from assessments.question_types import get
from tests import factories


def an_assessment(**fields):
    """One competency, three questions, all of them asked."""
    return factories.an_assessment(**{"competencies": 1, "questions": 3, "bank_size": 3, **fields})


def questions_of(assessment):
    return list(Question.objects.filter(bank__sections__assessment=assessment).order_by("pk"))


def sat(assessment, *chosen, questions=None, learner=None, submitted=True, passed=False):
    """An attempt in which the options with these numbers were chosen, 0 being the right one,
    and None no answer; each question took a minute."""
    questions = questions or questions_of(assessment)
    learner = learner or factories.a_user()
    now = timezone.now()
    number = Attempt.objects.filter(learner=learner).count() + 1
    attempt = Attempt.objects.create(
        assessment=assessment,
        learner=learner,
        number=number,
        started_at=now - timedelta(hours=1),
        submitted_at=now if submitted else None,
    )
    section = AttemptSection.objects.create(
        attempt=attempt,
        competency=assessment.sections.first().competency,
        position=1,
        mastery_mark=75,
    )
    if submitted:
        CompetencyResult.objects.create(
            section=section, score=100 * passed, is_demonstrated=passed, decided_at=now
        )
    for position, (question, option) in enumerate(zip(questions, chosen, strict=True), start=1):
        asked = AttemptQuestion.objects.create(
            attempt=attempt,
            section=section,
            position=position,
            question=question,
            revision_id=question.live_revision_id,
            definition=question.definition,
            seed=position,
        )
        if option is not None:
            saved_at = attempt.started_at + timedelta(minutes=position)
            Response.objects.create(
                attempt_question=asked,
                answer={"chosen": option_id(asked.definition, option)},
                is_complete=True,
                mark=int(option == 0) if submitted else None,
                first_saved_at=saved_at,
                saved_at=saved_at,
            )
    return attempt


def option_id(definition, number):
    text = definition["options"][number]["text"]
    options = get("single_choice").presented(definition, seed=0).options
    return next(option.id for option in options if option.text == text)
