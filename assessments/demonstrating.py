"""From what questions and tasks have shown to competencies, and from competencies to the badge."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from assessments.mastery import is_shown
from assessments.models import (
    Assessment,
    AssessmentSection,
    Attempt,
    AttemptSection,
    CompetencyResult,
    Demonstration,
    Level,
    TaskJudgement,
)
from badges.awarding import award
from badges.models import Award


def settle(*, learner: User, assessment: Assessment, at: datetime) -> Award | None:
    """Record each competency that is shown by now, and award the badge once all of them are.

    Called inside the transaction that records a result or a judgement, with the learner's row
    locked. Calling it again changes nothing. Returns the award that this call found due.
    """
    asked = _terms(learner, assessment)
    shown = standing_demonstrations(learner, assessment)
    for terms in asked:
        if terms.competency_id not in shown:
            found = _demonstration(learner, assessment, terms, at)
            if found is not None:
                shown[terms.competency_id] = found
    if asked and all(terms.competency_id in shown for terms in asked):
        return _award(learner, assessment, [shown[terms.competency_id] for terms in asked])
    return None


def settle_task(judgement: TaskJudgement) -> None:
    """Count a judgement of a task towards every assessment that asks for the task."""
    assessments = Assessment.objects.filter(sections__task=judgement.task_id).distinct()
    for assessment in assessments.order_by("pk"):
        settle(learner=judgement.learner, assessment=assessment, at=judgement.decided_at)


def standing_demonstrations(learner: User, assessment: Assessment) -> dict[int, Demonstration]:
    """What a learner has shown in `assessment`, by the competency's id."""
    rows = (
        Demonstration.objects.standing()
        .filter(learner=learner, assessment=assessment)
        .select_related("competency", "result__section", "judgement__submission")
    )
    return {row.competency_id: row for row in rows}


def shown_by_questions(learner: User, assessment: Assessment) -> dict[int, CompetencyResult]:
    """The results of questions that count, by the competency's id.

    One that carries a demonstration which was withdrawn counts no longer.
    """
    rows = (
        CompetencyResult.objects.filter(
            is_demonstrated=True,
            section__attempt__learner=learner,
            section__attempt__assessment=assessment,
        )
        .exclude(demonstration__withdrawn_at__isnull=False)
        .select_related("section")
        .order_by("decided_at")
    )
    return {row.section.competency_id: row for row in rows}


def _terms(learner: User, assessment: Assessment) -> list[AttemptSection | AssessmentSection]:
    """What this learner has to show: as frozen in their latest attempt, which an editor's later
    change does not touch; without an attempt, as the assessment says now."""
    latest = (
        Attempt.objects.filter(learner=learner, assessment=assessment).order_by("-number").first()
    )
    sections = latest.sections if latest is not None else assessment.sections
    return list(sections.all())


def _demonstration(
    learner: User,
    assessment: Assessment,
    terms: AttemptSection | AssessmentSection,
    at: datetime,
) -> Demonstration | None:
    result = judgement = None
    if terms.asks_questions:
        result = shown_by_questions(learner, assessment).get(terms.competency_id)
    if terms.task_id is not None:
        judgement = (
            TaskJudgement.objects.filter(
                learner=learner, task_id=terms.task_id, is_demonstrated=True
            )
            .exclude(demonstrations__assessment=assessment)
            .order_by("decided_at")
            .first()
        )
    if not is_shown(
        asks_questions=terms.asks_questions,
        asks_task=terms.task_id is not None,
        task_is_alternative=terms.task_is_alternative,
        questions_are_mastered=result is not None,
        task_is_met=judgement is not None,
    ):
        return None
    return Demonstration.objects.create(
        learner=learner,
        assessment=assessment,
        competency_id=terms.competency_id,
        result=result,
        judgement=judgement,
        demonstrated_at=at,
    )


def carry_over(*, learner: User, assessment: Assessment, at: datetime) -> None:
    """Count what was shown for other badges, where the assessment's policy says so."""
    if not assessment.carries_over:
        return
    shown = standing_demonstrations(learner, assessment)
    for section in assessment.sections.all():
        if section.competency_id in shown:
            continue
        elsewhere = (
            Demonstration.objects.standing()
            .filter(learner=learner, competency_id=section.competency_id, carried_from=None)
            .exclude(assessment=assessment)
            .order_by("demonstrated_at")
            .first()
        )
        if elsewhere is not None:
            Demonstration.objects.create(
                learner=learner,
                assessment=assessment,
                competency_id=section.competency_id,
                carried_from=elsewhere,
                demonstrated_at=at,
            )


def _award(learner: User, assessment: Assessment, shown: list[Demonstration]) -> Award:
    made = award(
        badge=assessment.badge,
        recipient=learner,
        narrative=how_assessed(assessment, shown),
        results=[
            {"competency": one.competency.name, "statement": statement_of(one)} for one in shown
        ],
    )
    Demonstration.objects.filter(pk__in=[one.pk for one in shown]).update(award=made)
    return made


def how_assessed(assessment: Assessment, shown: list[Demonstration]) -> str:
    """In plain words how the badge was assessed, as its credential says it."""
    sentences = [
        ngettext(
            "Passed the assessment “%(assessment)s”, in which the competency has to be shown by "
            "itself.",
            "Passed the assessment “%(assessment)s”, in which each of %(count)d competencies has "
            "to be shown by itself; none makes up for another.",
            len(shown),
        )
        % {"assessment": assessment.title, "count": len(shown)}
    ]
    if any(one.result_id for one in shown):
        sentences.append(
            _(
                "Questions were drawn from a bank and marked by the key that was published when "
                "they were asked."
            )
        )
    if any(one.judgement_id for one in shown):
        sentences.append(
            _(
                "Work done in practice was handed in as evidence and judged against a rubric by "
                "an assessor."
            )
        )
    if any(one.carried_from_id for one in shown):
        sentences.append(_("A competency shared with another badge was shown for that badge."))
    return " ".join(sentences)


def statement_of(one: Demonstration) -> str:
    """How one competency was shown, as the credential says it."""
    if one.carried_from is not None:
        return _("Demonstrated for another badge: %(badge)s.") % {
            "badge": one.carried_from.assessment.badge.name
        }
    parts = []
    if one.result is not None:
        parts.append(
            _("reached the mastery mark of %(mark)d percent")
            % {"mark": one.result.section.mastery_mark}
        )
    if one.judgement is not None:
        submission = one.judgement.submission
        parts.append(
            _("the task “%(task)s” was judged by a rubric, each criterion at least “%(level)s”")
            % {
                "task": submission.title,
                "level": Level(submission.terms["required_level"]).label,
            }
        )
    return _("Demonstrated: %(how)s.") % {"how": "; ".join(parts)}
