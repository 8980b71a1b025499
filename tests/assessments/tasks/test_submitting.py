"""Starting work on a task and handing it in: what is frozen and what is recorded."""

import hashlib
import json

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import Notice
from assessments import evidence, reviewing, submitting
from assessments.models import State, Submission, SubmissionEvent
from assessments.submitting import CannotSubmit
from tests import factories
from tests.assessments.tasks import making
from tests.assessments.tasks.making import a_draft, a_task, claimed, handed_in

pytestmark = pytest.mark.django_db


class TestStarting:
    def test_starting_twice_goes_on_with_the_same_draft(self, learner):
        task = a_task()

        first = submitting.start(task=task, learner=learner)
        second = submitting.start(task=task, learner=learner)

        assert first == second
        assert first.state == State.DRAFT

    def test_the_database_refuses_a_second_open_submission(self, learner):
        draft = a_draft(learner)

        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.create(task=draft.task, learner=learner, number=2)

    def test_after_a_judgement_one_may_begin_anew(self, learner, assessor):
        submission = handed_in(learner)
        making.judged(submission, assessor, "not_yet")

        again = submitting.start(task=submission.task, learner=learner)

        assert again != submission
        assert again.number == 2

    @pytest.mark.parametrize("what", ["task", "rubric"])
    def test_what_is_not_published_can_not_be_started(self, learner, what):
        task = a_task()
        (task if what == "task" else task.rubric).unpublish()

        with pytest.raises(CannotSubmit, match="not published"):
            submitting.start(task=task, learner=learner)

        assert not Submission.objects.exists()


class TestHandingIn:
    def test_without_evidence_nothing_is_handed_in(self, learner):
        draft = a_draft(learner)

        with pytest.raises(CannotSubmit, match="at least one piece"):
            submitting.hand_in(draft.pk)

        draft.refresh_from_db()
        assert draft.state == State.DRAFT
        assert not Notice.objects.exists()

    def test_handing_in_twice_is_one_hand_in_and_one_mail(self, learner, committed):
        draft = a_draft(learner)
        evidence.save_text(submission_id=draft.pk, html="<p>One</p>")

        with committed():
            submitting.hand_in(draft.pk)
            submitting.hand_in(draft.pk)

        assert draft.hand_ins.count() == 1
        assert [message.to for message in mail.outbox] == [[learner.email]]
        assert "has been handed in" in mail.outbox[0].subject
        assert str(draft.pk) in mail.outbox[0].body

    def test_a_hand_in_lists_its_items_with_their_digests_and_has_one_of_its_own(self, learner):
        draft = a_draft(learner)
        text = evidence.save_text(submission_id=draft.pk, html="<p>One</p>")
        file = evidence.add_file(submission_id=draft.pk, **making.a_file())
        submitting.hand_in(draft.pk)

        hand_in = draft.hand_ins.get()
        assert [entry["id"] for entry in hand_in.manifest] == [str(text.pk), str(file.pk)]
        assert [entry["sha256"] for entry in hand_in.manifest] == [text.sha256, file.sha256]
        canonical = json.dumps(
            hand_in.manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        assert hand_in.sha256 == hashlib.sha256(canonical.encode()).hexdigest()

    def test_a_rubric_that_lacks_something_is_not_handed_in_to(self, learner):
        draft = a_draft(learner)
        evidence.save_text(submission_id=draft.pk, html="<p>One</p>")
        rubric = draft.task.rubric
        rubric.criteria = making.criteria(["only-one"])
        rubric.save()

        with pytest.raises(CannotSubmit, match="rubric is being worked on"):
            submitting.hand_in(draft.pk)

        assert draft.evidence.count() == 1

    def test_what_is_handed_in_again_keeps_its_place_by_when_it_came(self, learner, assessor):
        submission = claimed(learner, assessor)
        before = submission.handed_in_at
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="More."
        )

        again = submitting.hand_in(submission.pk)

        assert again.handed_in_at > before
        assert list(again.hand_ins.values_list("number", flat=True)) == [1, 2]


class TestFreezing:
    def test_task_and_rubric_are_frozen_as_they_were_published(self, learner):
        task = a_task(required_level="developing")
        task.title = "Only a draft"
        task.save_revision()

        submission = handed_in(learner, task)

        task.refresh_from_db()
        assert submission.task_definition["title"] == task.title != "Only a draft"
        assert submission.task_definition["required_level"] == "developing"
        assert submission.task_revision == task.live_revision
        assert submission.rubric_definition == task.rubric.definition
        assert submission.rubric_revision == task.rubric.live_revision
        assert submission.competency == task.competency

    def edit(self, task):
        """Everything is asked for anew, and harder."""
        rubric = task.rubric
        rubric.criteria = making.criteria(["walks", "talks", "stands", "sits"])
        rubric.save_revision().publish()
        task.required_level = "exemplary"
        task.needs_supervisor = True
        task.requirement = None
        task.competency = factories.a_competency()
        task.second_rating_percent = 100
        task.title = "Something else"
        task.save_revision().publish()

    def test_editing_task_and_rubric_changes_nothing_for_what_is_pending(self, learner, assessor):
        task = a_task()
        competency = task.competency
        submission = claimed(learner, assessor, task)

        self.edit(task)

        judgement = reviewing.judge(
            submission_id=submission.pk, assessor=assessor, **making.rated()
        )
        assert judgement.is_demonstrated
        assert judgement.competency == competency

    def test_editing_task_and_rubric_changes_nothing_for_a_second_hand_in(self, learner, assessor):
        task = a_task()
        submission = claimed(learner, assessor, task)
        frozen = submission.rubric_definition
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="More."
        )

        self.edit(task)
        again = submitting.hand_in(submission.pk)

        assert again.rubric_definition == frozen
        assert again.title != "Something else"
        assert not again.is_rated_twice

    def test_links_to_pages_are_frozen_as_addresses(self, learner):
        home = factories.a_site()
        task = a_task(instructions=f'<p><a linktype="page" id="{home.pk}">Read</a></p>')

        frozen = handed_in(learner, task).task_definition["instructions"]

        assert 'linktype="page"' not in frozen
        assert f'href="{home.url}"' in frozen

    def test_the_database_refuses_a_hand_in_that_is_not_frozen(self, learner):
        draft = a_draft(learner)

        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=draft.pk).update(state=State.HANDED_IN)


class TestHistory:
    def test_every_change_of_state_is_a_row(self, learner, assessor):
        submission = claimed(learner, assessor)
        reviewing.release(submission_id=submission.pk, assessor=assessor)
        reviewing.claim(submission_id=submission.pk, assessor=assessor)
        reviewing.ask_for_revision(
            submission_id=submission.pk, assessor=assessor, what_to_improve="Say more."
        )
        submitting.hand_in(submission.pk)
        making.judged(submission, assessor)

        assert list(submission.events.values_list("kind", "state", "actor__name", "note")) == [
            ("started", "draft", learner.name, ""),
            ("handed_in", "handed_in", learner.name, ""),
            ("claimed", "handed_in", assessor.name, ""),
            ("released", "handed_in", assessor.name, ""),
            ("claimed", "handed_in", assessor.name, ""),
            ("returned", "returned", assessor.name, "Say more."),
            ("handed_in", "handed_in", learner.name, ""),
            ("claimed", "handed_in", assessor.name, ""),
            ("rated", "judged", assessor.name, ""),
        ]

    def test_a_change_that_is_undone_leaves_no_row(self, learner, monkeypatch):
        draft = a_draft(learner)
        evidence.save_text(submission_id=draft.pk, html="<p>One</p>")
        monkeypatch.setattr(
            submitting, "write_notice", lambda **_: (_ for _ in ()).throw(RuntimeError)
        )

        with pytest.raises(RuntimeError):
            submitting.hand_in(draft.pk)

        draft.refresh_from_db()
        assert draft.state == State.DRAFT
        assert [event.kind for event in draft.events.all()] == ["started"]

    @pytest.mark.parametrize(
        "change",
        [
            lambda event: event.save(),
            lambda event: event.delete(),
            lambda event: SubmissionEvent.objects.update(note="Nothing"),
            lambda event: SubmissionEvent.objects.all().delete(),
        ],
    )
    def test_history_is_only_ever_added_to(self, learner, change):
        event = a_draft(learner).events.get()

        with pytest.raises(TypeError, match="only ever added to"):
            change(event)
