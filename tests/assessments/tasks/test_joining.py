"""Questions, a task, or both: when a competency is shown, and when the badge is earned."""

import pytest
from django.db import IntegrityError

from assessments import attempting
from assessments.models import AssessmentSection, Demonstration, TaskRole
from badges.models import Award
from badges.revoking import revoke
from tests import factories
from tests.assessments.tasks import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment():
    """One competency that is shown by questions and by a task."""
    assessment = factories.an_assessment(competencies=1, questions=1)
    section = assessment.sections.get()
    section.task = making.a_task(competency=section.competency)
    section.save()
    return assessment


def task_of(assessment):
    return assessment.sections.get().task


def answer_well(assessment, learner):
    attempt = attempting.start(assessment=assessment, learner=learner)
    right = factories.right_answers(attempt)
    for asked in attempt.questions.all():
        attempting.save_answer(
            attempt_question=asked, form_post=right[asked.position], prefix="answer"
        )
    return attempting.submit(attempt.pk)


def do_the_task(assessment, learner, assessor, level="proficient"):
    submission = making.handed_in(learner, task_of(assessment))
    return making.judged(submission, assessor, level)


def test_questions_alone_do_not_show_what_asks_for_a_task_too(assessment, learner):
    answer_well(assessment, learner)

    assert not Demonstration.objects.exists()
    assert not Award.objects.exists()


def test_a_task_alone_does_not_show_what_asks_questions_too(assessment, learner, assessor):
    do_the_task(assessment, learner, assessor)

    assert not Demonstration.objects.exists()


def test_both_show_it_whichever_comes_first(assessment, learner, other_learner, assessor):
    answer_well(assessment, learner)
    do_the_task(assessment, learner, assessor)
    do_the_task(assessment, other_learner, assessor)
    answer_well(assessment, other_learner)

    assert {award.recipient for award in Award.objects.all()} == {learner, other_learner}


def test_a_task_that_is_not_met_earns_nothing(assessment, learner, assessor):
    answer_well(assessment, learner)

    do_the_task(assessment, learner, assessor, level="developing")

    assert not Award.objects.exists()


def test_what_the_questions_showed_is_not_asked_again_while_the_task_is_open(assessment, learner):
    answer_well(assessment, learner)

    with pytest.raises(attempting.CannotAttempt, match="shown by a task"):
        attempting.start(assessment=assessment, learner=learner)


def test_a_task_in_the_place_of_questions_shows_it_by_itself(assessment, learner, assessor):
    AssessmentSection.objects.update(questions=0, bank=None)

    do_the_task(assessment, learner, assessor)

    assert Award.objects.get().badge == assessment.badge


def test_the_credential_says_how_it_was_assessed(assessment, learner, assessor):
    answer_well(assessment, learner)
    do_the_task(assessment, learner, assessor)

    award = Award.objects.get()

    assert "judged against a rubric" in award.narrative
    assert "Questions were drawn from a bank" in award.narrative
    (result,) = award.results
    assert "mastery mark of 75 percent" in result["statement"]
    assert task_of(assessment).title in result["statement"]


def test_after_the_badge_is_revoked_neither_part_counts_any_more(
    assessment, learner, assessor, coordinator
):
    answer_well(assessment, learner)
    do_the_task(assessment, learner, assessor)
    revoke(Award.objects.get(), by=coordinator, reason="Somebody else did it.")

    answer_well(assessment, learner)

    assert not Award.objects.active().exists()
    do_the_task(assessment, learner, assessor)
    assert Award.objects.active().count() == 1


def test_a_task_instead_of_the_questions_shows_it_by_itself(assessment, learner, assessor):
    AssessmentSection.objects.update(task_role=TaskRole.ALTERNATIVE)

    do_the_task(assessment, learner, assessor)

    award = Award.objects.get()
    assert award.recipient == learner
    assert "Questions were drawn" not in award.narrative
    assert "judged against a rubric" in award.narrative


def test_questions_are_enough_where_the_task_is_an_alternative_to_them(assessment, learner):
    AssessmentSection.objects.update(task_role=TaskRole.ALTERNATIVE)

    answer_well(assessment, learner)

    award = Award.objects.get()
    assert "judged against a rubric" not in award.narrative


def test_an_attempt_keeps_the_role_that_the_task_had_when_it_began(assessment, learner, assessor):
    attempting.start(assessment=assessment, learner=learner)
    AssessmentSection.objects.update(task_role=TaskRole.ALTERNATIVE)

    do_the_task(assessment, learner, assessor)

    assert not Award.objects.exists()


def test_a_task_that_two_assessments_ask_for_counts_in_both(assessment, learner, assessor):
    other = factories.an_assessment(competencies=1, questions=1)
    AssessmentSection.objects.filter(assessment=other).update(
        competency=assessment.sections.get().competency, task=task_of(assessment)
    )
    AssessmentSection.objects.update(questions=0, bank=None)

    do_the_task(assessment, learner, assessor)

    assert {award.badge for award in Award.objects.all()} == {assessment.badge, other.badge}


def test_a_task_cannot_stand_for_questions_that_are_not_asked(assessment):
    with pytest.raises(IntegrityError, match="alternative_task_has_questions_to_replace"):
        AssessmentSection.objects.update(task_role=TaskRole.ALTERNATIVE, questions=0)
