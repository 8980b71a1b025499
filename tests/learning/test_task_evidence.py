"""What a learner wrote and chose in lessons, taken as evidence for a task; and where a task's
state is told."""

import pytest

from assessments import inviting
from assessments.models import EvidenceKind
from learning.models import Reflection, ScenarioChoice
from learning.reflecting import discard_reflection
from tests import factories
from tests.assessments.tasks import making
from tests.learning import lesson_bodies

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(learner):
    return making.a_draft(learner)


def from_journal(submission):
    return f"{submission.get_absolute_url()}from-journal/"


def from_scenarios(submission):
    return f"{submission.get_absolute_url()}from-scenarios/"


def wrote(learner, lesson):
    return Reflection.objects.create(
        learner=learner,
        lesson=lesson,
        block_id=lesson_bodies.REFLECTION,
        prompt="How is it with you?",
        text="I listened first.",
    )


def chose(learner, lesson, *way):
    for step, (scene, choice) in enumerate(way, start=1):
        ScenarioChoice.objects.create(
            learner=learner,
            lesson=lesson,
            block_id=lesson_bodies.SCENARIO,
            run=1,
            step=step,
            scene=scene,
            choice=choice,
        )


class TestJournal:
    def test_a_copy_of_an_entry_stays_when_the_entry_goes(
        self, signed_in, learner, draft, rich_lesson
    ):
        entry = wrote(learner, rich_lesson)
        response = signed_in.post(from_journal(draft), {"copy": str(entry.pk)})
        discard_reflection(learner=learner, block_id=lesson_bodies.REFLECTION)

        assert response["Location"] == draft.get_absolute_url()
        kept = draft.evidence.get()
        assert (kept.kind, kept.title, kept.text) == (
            EvidenceKind.JOURNAL,
            "How is it with you?",
            "I listened first.",
        )

    def test_an_entry_of_somebody_else_is_never_taken(
        self, signed_in, other_learner, draft, rich_lesson
    ):
        entry = wrote(other_learner, rich_lesson)

        assert "I listened first." not in signed_in.get(from_journal(draft)).content.decode()
        assert signed_in.post(from_journal(draft), {"copy": str(entry.pk)}).status_code == 422
        assert not draft.evidence.exists()

    def test_a_task_that_takes_none_refuses_in_words(self, signed_in, learner, rich_lesson):
        draft = making.a_draft(learner, making.a_task(takes_journal=False))
        entry = wrote(learner, rich_lesson)
        response = signed_in.post(from_journal(draft), {"copy": str(entry.pk)})

        assert "does not ask for evidence of this kind" in response.content.decode()

    def test_it_is_the_learner_s_own_page(self, client, other_learner, draft):
        assert "/account/login/" in client.get(from_journal(draft))["Location"]
        client.force_login(other_learner)
        assert client.get(from_journal(draft)).status_code == 404


class TestScenario:
    def test_a_way_to_an_ending_is_copied_in_words(self, signed_in, learner, draft, rich_lesson):
        chose(learner, rich_lesson, ("opening", "ask"), ("middle", "listen"))
        signed_in.post(from_scenarios(draft), {"copy": f"{lesson_bodies.SCENARIO}:1"})

        kept = draft.evidence.get()
        assert kept.kind == EvidenceKind.SCENARIO
        assert kept.text.split("\n\n") == [
            "Scene opening.",
            "My choice: Do ask",
            "What ask did.",
            "Scene middle.",
            "My choice: Do listen",
            "What listen did.",
            "Scene end.",
        ]

    def test_a_way_that_has_not_ended_is_not_offered(self, signed_in, learner, draft, rich_lesson):
        chose(learner, rich_lesson, ("opening", "ask"))

        assert "Nothing to take yet" in signed_in.get(from_scenarios(draft)).content.decode()


class TestWhereItIsTold:
    def test_the_dashboard_says_what_waits_for_whom(self, signed_in, learner):
        making.a_draft(learner, making.a_task(title="Write it up"))
        making.handed_in(learner, making.a_task(title="Lead a talk"))

        waiting = signed_in.get("/dashboard/").context["waiting"]
        assert [work.title for work in waiting.for_learner] == ["Write it up"]
        assert [work.title for work in waiting.for_others] == ["Lead a talk"]

    def test_work_that_only_a_supervisor_is_missing_for_waits_for_the_learner(
        self, signed_in, learner, assessor
    ):
        work = making.handed_in(learner, making.a_task(needs_supervisor=True))
        making.judged(work, assessor)
        assert signed_in.get("/dashboard/").context["waiting"].for_learner == (work,)

        inviting.invite(submission_id=work.pk, name="Sam", email="sam@work.example")
        assert signed_in.get("/dashboard/").context["waiting"].for_others == (work,)

    def test_the_assessment_names_a_task_and_how_it_stands(self, signed_in, learner):
        assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
        section = assessment.sections.get()
        task = making.a_task(competency=section.competency)
        section.task = task
        section.save()
        course = factories.a_course(assessment=assessment)
        making.handed_in(learner, task)

        text = signed_in.get(f"/courses/{course.slug}/assessment/").content.decode()
        assert f"/assessment/tasks/{task.slug}/" in text
        assert "Waits for an assessor" in text

    def test_an_assessment_of_tasks_alone_offers_no_questions_to_begin(self, signed_in):
        assessment = factories.an_assessment(competencies=1, questions=1, bank_size=1)
        section = assessment.sections.get()
        section.task = making.a_task(competency=section.competency)
        section.questions, section.bank = 0, None
        section.save()
        course = factories.a_course(assessment=assessment)

        text = signed_in.get(f"/courses/{course.slug}/assessment/").content.decode()
        assert "the tasks below show the rest" in text
        assert ">Begin<" not in text
