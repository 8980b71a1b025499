import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core import mail
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import contributions, deleting, exporting, notices
from accounts.models import DataExport, Notice, User
from assessments.models import (
    Attempt,
    Demonstration,
    EvidenceItem,
    HandIn,
    Rating,
    Response,
    Submission,
    SubmissionEvent,
    TaskJudgement,
)
from badges import issuing, sweeping
from badges.credentials import data_integrity, multikey
from badges.models import Award
from badges.revoking import revoke
from learning.models import Enrolment, LessonProgress, Reflection, ScenarioChoice
from tests import factories
from tests.accounts.a_life import SECRET
from tests.assessments.tasks import making

pytestmark = pytest.mark.django_db


def due(user):
    """The days of grace are over."""
    deleting.request_deletion(user)
    User.objects.filter(pk=user.pk).update(deletion_due_at=timezone.now() - timedelta(seconds=1))


def everything_stored():
    """Every row of every table, as text."""
    return "\n".join(serialize("json", model._base_manager.all()) for model in apps.get_models())


class TestAsking:
    def test_it_is_due_in_two_weeks_and_a_mail_says_so(self, learner, committed):
        with committed():
            user = deleting.request_deletion(learner)

        assert timedelta(days=13) < user.deletion_due_at - timezone.now() <= timedelta(days=14)
        assert [message.to for message in mail.outbox] == [[learner.email]]
        assert "/account/delete/" in mail.outbox[0].body

    def test_asking_twice_changes_nothing(self, learner, committed):
        with committed():
            first = deleting.request_deletion(learner)
            again = deleting.request_deletion(learner)

        assert again.deletion_due_at == first.deletion_due_at
        assert len(mail.outbox) == 1

    def test_nothing_is_erased_before_it_is_due(self, life, learner):
        deleting.request_deletion(learner)

        assert deleting.erase_due() == 0
        assert not deleting.erase(learner.pk)
        assert Reflection.objects.exists()
        assert User.objects.get(pk=learner.pk).is_active

    def test_it_can_be_taken_back(self, life, learner):
        due(learner)

        assert deleting.cancel_deletion(learner)
        assert deleting.erase_due() == 0
        assert Reflection.objects.exists()

    def test_but_not_once_erasing_has_begun(self, learner):
        due(learner)
        User.objects.filter(pk=learner.pk).update(is_active=False)

        assert not deleting.cancel_deletion(learner)
        assert deleting.erase_due() == 1

    def test_the_last_administrator_stays(self):
        admin = factories.a_user(is_superuser=True)

        with pytest.raises(deleting.CannotDelete):
            deleting.request_deletion(admin)
        factories.a_user(is_superuser=True)
        deleting.request_deletion(admin)


class TestErasing:
    def test_what_is_theirs_alone_is_gone(self, life, learner):
        due(learner)

        assert deleting.erase_due() == 1
        for model in (Enrolment, LessonProgress, Reflection, ScenarioChoice, DataExport):
            assert not model.objects.exists(), model
        assert not EmailAddress.objects.filter(user=learner).exists()
        assert not Authenticator.objects.exists()
        assert not Notice.objects.filter(recipient=learner).exists()

    def test_no_table_holds_their_name_their_addresses_or_their_words(self, life, learner):
        due(learner)
        deleting.erase_due()
        notices.send_waiting()
        deleting.forget_farewells()

        stored = everything_stored()
        for word in ("Lena", "lena@", SECRET, "photo.png", "On listens"):
            assert word not in stored, word

    def test_their_files_are_gone(self, life, learner, private_root):
        paths = [Path(file.path) for file in life.files]
        assert all(path.exists() for path in paths)
        due(learner)

        deleting.erase_due()

        assert not [path for path in private_root.rglob("*") if path.is_file()]

    def test_a_copy_of_their_data_goes_as_well(self, learner, committed, private_root):
        with committed():
            exporting.request_export(learner)
        due(learner)

        deleting.erase_due()

        assert not DataExport.objects.exists()
        assert not list(private_root.rglob("*.zip"))

    def test_nobody_can_sign_in_as_them(self, life, learner, sign_in, client):
        browser = sign_in(learner)
        due(learner)
        deleting.erase_due()

        assert browser.get("/account/").status_code == 302
        response = client.post(
            "/account/login/", {"login": "lena@example.org", "password": factories.PASSWORD}
        )
        assert response.status_code == 200

    def test_their_address_is_free_for_a_new_account(self, learner):
        due(learner)
        deleting.erase_due()

        assert factories.a_user(email="lena@example.org")

    def test_the_last_mail_says_goodbye_and_then_the_address_is_forgotten(self, learner, committed):
        due(learner)
        with committed():
            deleting.erase_due()

        (message,) = mail.outbox
        assert message.to == ["lena@example.org"]
        assert "Goodbye, Lena" in message.body
        assert deleting.forget_farewells() == 1
        assert not Notice.objects.exists()

    def test_a_last_mail_that_is_not_sent_yet_is_kept_until_it_is(self, learner):
        due(learner)
        deleting.erase_due()

        assert deleting.forget_farewells() == 0
        notices.send_waiting()
        assert deleting.forget_farewells() == 1

    def test_somebody_else_keeps_everything(
        self, life, learner, other_learner, assessor, coordinator
    ):
        Reflection.objects.create(
            learner=other_learner, block_id="0" * 32, prompt="?", text="Otto's own."
        )
        due(learner)
        deleting.erase_due()

        assert Reflection.objects.get().learner == other_learner
        other_learner.refresh_from_db()
        assert other_learner.name == "Otto Other"
        assert Rating.objects.exists()

    def test_an_assessor_s_judgements_stay_and_name_nobody(self, life, learner, assessor):
        waiting = making.claimed(factories.a_user(), assessor)
        due(assessor)
        deleting.erase_due()

        assert TaskJudgement.objects.get().decided_by.name == "Deleted account"
        waiting.refresh_from_db()
        assert waiting.claimed_by is None
        assert not User.objects.get(pk=assessor.pk).groups.exists()

    def test_the_database_refuses_a_deleted_user_who_could_sign_in(self, learner):
        due(learner)
        deleting.erase_due()

        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=learner.pk).update(is_active=True)


class TestWhatStays:
    def test_the_badge_with_what_it_rests_on_and_nothing_else(self, life, learner):
        due(learner)
        deleting.erase_due()

        assert Award.objects.get() == life.award
        assert Attempt.objects.get() == life.passed
        assert Response.objects.filter(attempt_question__attempt=life.passed).exists()
        assert Demonstration.objects.get().judgement.submission == life.work
        assert Submission.objects.get() == life.work
        assert Rating.objects.filter(review__hand_in__submission=life.work).count() == 3

    def test_the_work_itself_is_gone_but_can_still_be_recognised(self, life, learner):
        digest = next(
            item["sha256"] for item in HandIn.objects.get().manifest if item["kind"] == "file"
        )
        due(learner)
        deleting.erase_due()

        assert not EvidenceItem.objects.exists()
        (kept,) = [item for item in HandIn.objects.get().manifest if item["kind"] == "file"]
        assert kept["sha256"] == digest
        assert kept["title"] == ""

    def test_its_history_stays_without_what_was_noted(self, life, learner):
        due(learner)
        deleting.erase_due()

        assert SubmissionEvent.objects.count() > 2
        assert not SubmissionEvent.objects.exclude(note="").exists()

    def test_a_half_earned_badge_leaves_nothing(self, learner, other_learner):
        from tests.accounts.a_life import answered

        assessment = factories.an_assessment(competencies=2, questions=1)
        answered(assessment, learner, rightly=False)
        due(learner)
        deleting.erase_due()

        assert not Attempt.objects.exists()
        assert not Demonstration.objects.exists()

    def test_a_supervisor_stays_named_in_what_a_badge_rests_on_but_their_address_goes(
        self, learner, assessor, coordinator, committed
    ):
        from assessments import supervising
        from assessments.models import SignOff
        from badges.models import Requirement

        pathway = factories.a_pathway(
            [{"kind": Requirement.Kind.SIGN_OFF, "slug": "intern", "name": "Intern"}]
        )
        step = pathway.levels.get(level=1).requirements.get()
        work = making.handed_in(learner, making.a_task(requirement=step, needs_supervisor=True))
        with committed():
            making.invite(work)
        token = re.search(r"/sign-off/([\w-]+)/", mail.outbox[-1].body)[1]
        with committed():
            making.judged(work, assessor)
            making.signed_off(token)
            supervising.countersign(sign_off_id=SignOff.objects.get().pk, coordinator=coordinator)
        assert Award.objects.exists()
        due(learner)
        deleting.erase_due()

        signed = SignOff.objects.get()
        assert signed.name == "Sam Supervisor"
        assert signed.invitation.email == ""
        assert "sam@work.example" not in everything_stored()

    def test_work_with_a_supervisor_that_earned_nothing_is_gone_with_the_invitation(
        self, learner, committed
    ):
        work = making.handed_in(learner, making.a_task(needs_supervisor=True))
        with committed():
            making.invite(work)
        due(learner)
        deleting.erase_due()

        assert not Submission.objects.exists()
        assert "sam@work.example" not in everything_stored()


class TestAwards:
    def test_the_credential_that_is_served_is_valid_and_names_nobody(self, life, learner):
        before = life.award.credential
        due(learner)
        deleting.erase_due()

        after = Award.objects.get().credential
        public_key = multikey.public_key_from_multibase(after.key.public_key_multibase)
        data_integrity.verify_proof(after.document, lambda _method: public_key)
        assert "Lena" in str(before.document)
        assert "Lena" not in str(after.document)
        assert after.document["id"] == before.document["id"]
        assert after.document["credentialStatus"] == before.document["credentialStatus"]

    def test_it_can_still_be_matched_with_the_address(self, life, learner):
        def identity(award):
            return award.credential.document["credentialSubject"]["identifier"][0]["identityHash"]

        before = identity(life.award)
        due(learner)
        deleting.erase_due()

        assert identity(Award.objects.get()) == before

    def test_both_standards_still_say_the_same(self, life, learner, client):
        before = client.get(f"/awards/{life.award.pk}/assertion.json").json()
        due(learner)
        deleting.erase_due()

        assert client.get(f"/awards/{life.award.pk}/assertion.json").json() == before

    def test_its_page_says_so_and_names_nobody(self, life, learner, client):
        due(learner)
        deleting.erase_due()

        html = client.get(f"/awards/{life.award.pk}/").content.decode()
        assert "Lena" not in html
        assert "A former learner has earned the badge" in html
        assert "deleted their account" in html
        assert "This badge is valid." in html

    def test_a_key_that_is_compromised_later_is_replaced_as_ever(self, life, learner):
        due(learner)
        deleting.erase_due()
        award = Award.objects.get()
        award.credential.key.compromised_at = timezone.now()
        award.credential.key.retired_at = timezone.now()
        award.credential.key.save()

        issuing.issue_credential(award.pk)

        assert Award.objects.get().credential.key != award.credential.key

    def test_who_is_gone_is_told_nothing_more(self, life, learner):
        due(learner)
        deleting.erase_due()
        notices.send_waiting()
        mail.outbox.clear()
        assert not Award.objects.without_notice().exists()
        issuing.announce(Award.objects.get())

        sweeping.sweep(patience=timedelta(0))
        notices.send_waiting()

        assert not mail.outbox

    def test_it_can_be_revoked_afterwards(self, life, learner, coordinator):
        due(learner)
        deleting.erase_due()

        assert revoke(Award.objects.get(), by=coordinator, reason="By mistake.").is_revoked

    def test_the_database_refuses_an_award_with_neither_address_nor_hash(self, life):
        with pytest.raises(IntegrityError), transaction.atomic():
            Award.objects.update(recipient_email="")

    def test_and_one_that_keeps_the_name_beside_the_hash(self, life):
        with pytest.raises(IntegrityError), transaction.atomic():
            Award.objects.update(recipient_email="", recipient_hash="sha256$0")


class TestCutShort:
    def test_running_it_twice_ends_in_the_same(self, life, learner, committed):
        due(learner)
        with committed():
            assert deleting.erase(learner.pk)
            after = everything_stored()
            assert not deleting.erase(learner.pk)
            assert deleting.erase_due() == 0

        assert everything_stored().count('"pk"') == after.count('"pk"')
        assert len([m for m in mail.outbox if "Goodbye" in m.body]) == 1

    @pytest.mark.parametrize("floor", ["learning", "assessments", "badges", "accounts", "emptying"])
    def test_one_that_fails_midway_is_finished_by_the_next_sweep(
        self, life, learner, committed, monkeypatch, floor
    ):
        real = contributions.contributions()

        def broken(user):
            raise OSError("the disk is full")

        def with_a_fault():
            return [
                contributions.Contribution(one.app_label, one.parts, broken, one.speaks_for)
                if one.app_label == floor
                else one
                for one in real
            ]

        due(learner)
        with monkeypatch.context() as patched:
            patched.setattr(deleting, "contributions", with_a_fault)
            if floor == "emptying":
                patched.setattr(deleting, "_empty", broken)
            assert deleting.erase_due() == 0
        assert not User.objects.get(pk=learner.pk).is_active
        assert User.objects.get(pk=learner.pk).deleted_at is None
        assert not mail.outbox or "Goodbye" not in mail.outbox[-1].body

        with committed():
            assert deleting.erase_due() == 1
        assert User.objects.get(pk=learner.pk).deleted_at is not None
        assert SECRET not in everything_stored()
        assert Award.objects.get() == life.award

    @pytest.mark.parametrize("step", ["_erase_attempts", "_erase_submissions", "_take_words_out"])
    def test_within_an_app_all_or_nothing_goes(self, life, learner, monkeypatch, step):
        from assessments import personal_data

        due(learner)
        with monkeypatch.context() as patched:
            patched.setattr(personal_data, step, lambda *_args: 1 / 0)
            assert deleting.erase_due() == 0
        assert Attempt.objects.count() == 2

        assert deleting.erase_due() == 1
        assert Attempt.objects.count() == 1

    def test_somebody_whose_erasing_fails_does_not_hold_up_the_others(
        self, learner, other_learner, monkeypatch
    ):
        due(learner)
        due(other_learner)
        erase = deleting.erase
        monkeypatch.setattr(deleting, "erase", lambda pk: 1 / 0 if pk == learner.pk else erase(pk))

        assert deleting.erase_due() == 1
        other_learner.refresh_from_db()
        assert other_learner.deleted_at is not None


def test_a_copy_of_what_is_left_names_nobody(life, learner):
    due(learner)
    deleting.erase_due()
    out = io.BytesIO()

    exporting.write_archive(User.objects.get(pk=learner.pk), out)

    with zipfile.ZipFile(out) as archive:
        assert not [name for name in archive.namelist() if b"Lena" in archive.read(name)]
