"""What a judgement brings about: a step fulfilled, a competency shown, a badge."""

import pytest
from django.db import IntegrityError

from assessments import reviewing
from assessments.models import (
    Assessment,
    AssessmentSection,
    Demonstration,
    Review,
    State,
    TaskJudgement,
)
from badges.models import Award, BadgeCompetency, Fulfilment, Requirement
from badges.revoking import withdraw
from tests import factories
from tests.assessments.tasks.making import a_task, claimed, rated

pytestmark = pytest.mark.django_db


def judge(submission, assessor, level="proficient", **changes):
    return reviewing.judge(
        submission_id=submission.pk, assessor=assessor, **{**rated(level), **changes}
    )


class TestFulfilling:
    def task_of_a_step(self, **step):
        pathway = factories.a_pathway(
            [{"kind": Requirement.Kind.TASK, "slug": "do-it", "name": "Do it", **step}]
        )
        level = pathway.levels.get(level=1)
        return a_task(requirement=level.requirements.get()), level

    def test_a_step_is_fulfilled_in_the_same_transaction_and_its_level_is_awarded(
        self, learner, assessor, committed
    ):
        task, level = self.task_of_a_step()
        submission = claimed(learner, assessor, task)

        with committed():
            judgement = judge(submission, assessor)

        fulfilment = Fulfilment.objects.get()
        assert judgement.fulfilment == fulfilment
        assert fulfilment.requirement == task.requirement
        assert fulfilment.confirmed_by == assessor
        assert task.title in fulfilment.statement
        assert "Proficient" in fulfilment.statement
        assert Award.objects.get().badge == level.badge

    def test_work_that_is_not_met_fulfils_nothing(self, learner, assessor):
        task, _level = self.task_of_a_step()

        judgement = judge(claimed(learner, assessor, task), assessor, "developing")

        assert judgement.fulfilment is None
        assert not Fulfilment.objects.exists()

    def test_the_step_is_the_one_that_the_task_stood_for_at_the_hand_in(self, learner, assessor):
        task, level = self.task_of_a_step()
        submission = claimed(learner, assessor, task)
        task.requirement = None
        task.save_revision().publish()

        assert judge(submission, assessor).fulfilment.requirement.level == level

    def test_a_step_that_has_become_a_list_of_badges_is_not_confirmed_by_hand(
        self, learner, assessor
    ):
        task, _level = self.task_of_a_step()
        submission = claimed(learner, assessor, task)
        Requirement.objects.filter(pk=task.requirement_id).update(kind=Requirement.Kind.ALL_OF)

        assert judge(submission, assessor).fulfilment is None

    def test_doing_the_task_anew_fulfils_a_step_that_was_withdrawn(self, learner, assessor):
        task, _level = self.task_of_a_step()
        first = judge(claimed(learner, assessor, task), assessor)
        withdraw(first.fulfilment)

        second = judge(claimed(learner, assessor, task), assessor)

        assert Fulfilment.objects.standing().get() == second.fulfilment

    def test_the_database_refuses_a_fulfilled_step_for_work_that_is_not_met(
        self, learner, assessor
    ):
        task, _level = self.task_of_a_step()
        judgement = judge(claimed(learner, assessor, task), assessor)

        with pytest.raises(IntegrityError):
            TaskJudgement.objects.filter(pk=judgement.pk).update(is_demonstrated=False)

    def test_a_failure_on_the_way_leaves_no_half_judgement(self, learner, assessor, monkeypatch):
        from assessments import concluding

        task, _level = self.task_of_a_step()
        submission = claimed(learner, assessor, task)
        monkeypatch.setattr(concluding, "fulfil", lambda **_: (_ for _ in ()).throw(RuntimeError))

        with pytest.raises(RuntimeError):
            judge(submission, assessor)

        submission.refresh_from_db()
        assert submission.state == State.HANDED_IN
        assert not Review.objects.exists()


class TestShowing:
    """A competency that an assessment asks a task for."""

    def assessment_by(self, task):
        badge = factories.a_badge()
        BadgeCompetency.objects.create(badge=badge, competency=task.competency)
        assessment = Assessment.objects.create(
            slug=badge.slug, title="Assessment", badge=badge, introduction="Go."
        )
        AssessmentSection.objects.create(
            assessment=assessment, competency=task.competency, questions=0, task=task
        )
        return assessment

    def test_work_that_is_met_shows_the_competency_and_awards_the_badge(self, learner, assessor):
        task = a_task()
        assessment = self.assessment_by(task)

        judgement = judge(claimed(learner, assessor, task), assessor)

        assert Demonstration.objects.get().judgement == judgement
        assert Award.objects.get().badge == assessment.badge

    def test_work_that_is_not_met_shows_nothing(self, learner, assessor):
        task = a_task()
        self.assessment_by(task)

        judge(claimed(learner, assessor, task), assessor, "developing")

        assert not Demonstration.objects.exists()
        assert not Award.objects.exists()
