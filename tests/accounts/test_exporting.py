import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from accounts import contributions, exporting
from accounts.models import DataExport, User
from badges.credentials.baking import extract
from tests import factories
from tests.accounts.a_life import SECRET
from tests.assessments.tasks.making import PNG

pytestmark = pytest.mark.django_db


def archive_of(user):
    out = io.BytesIO()
    exporting.write_archive(user, out)
    return zipfile.ZipFile(out)


def rows(archive, path):
    return json.loads(archive.read(path))


class TestWhatItHolds:
    def test_something_of_every_part_of_a_life(self, life, learner):
        archive = archive_of(learner)

        assert rows(archive, "profile.json")[0]["name"] == "Lena Learner"
        assert [row["email"] for row in rows(archive, "addresses.json")] == [
            "lena@example.org",
            "lena@home.example",
        ]
        for path in ("courses", "lessons", "scenarios", "accommodations", "competencies"):
            assert len(rows(archive, f"{path}.json")) == 1, path
        assert rows(archive, "journal.json")[0]["text"] == SECRET
        assert rows(archive, "messages.json")

    def test_attempts_with_questions_answers_and_results(self, life, learner):
        passed, failed = rows(archive_of(learner), "attempts.json")

        (asked,) = passed["questions"]
        chosen = asked["answer"]
        assert "Question" in asked["question"]["stem"]
        assert any(option["id"] in json.dumps(chosen) for option in asked["question"]["options"])
        assert passed["results"][0]["is_demonstrated"] is True
        assert failed["results"][0]["is_demonstrated"] is False

    def test_but_not_the_key_of_the_question_bank(self, life, learner):
        archive = archive_of(learner)

        assert b"correct" not in archive.read("attempts.json")
        assert b"About option" not in archive.read("attempts.json")

    def test_work_with_its_files_and_what_was_said_about_it(self, life, learner):
        archive = archive_of(learner)

        judged, begun = rows(archive, "work.json")
        assert judged["judgement"]["is_demonstrated"] is True
        assert judged["reviews"][0]["ratings"][0]["comment"].startswith("On ")
        assert begun["judgement"] is None
        files = [name for name in archive.namelist() if name.startswith("work/")]
        assert len(files) == 2
        assert archive.read(files[0]) == PNG

    def test_badges_as_documents_and_as_pictures_with_the_documents_inside(self, life, learner):
        archive = archive_of(learner)

        (picture,) = [name for name in archive.namelist() if name.endswith("badge.png")]
        credential = picture.replace("badge.png", "credential.json")
        assert extract(archive.read(picture)).credential == archive.read(credential).decode()

    def test_it_says_in_plain_words_what_each_file_is(self, life, learner):
        archive = archive_of(learner)
        read_me = archive.read("README.txt").decode()

        assert "Lena Learner" in read_me
        for name in archive.namelist():
            if name.endswith(".json") and "/" not in name:
                assert name in read_me

    def test_nothing_of_anybody_else(self, life, learner, other_learner, assessor):
        text = b"".join(
            archive_of(other_learner).read(name) for name in archive_of(other_learner).namelist()
        )

        assert SECRET.encode() not in text
        assert learner.email.encode() not in text
        assert b"Asa Assessor" not in archive_of(learner).read("work.json")

    def test_no_password_and_no_secret_of_a_second_step(self, life, learner):
        archive = archive_of(learner)
        text = b"".join(archive.read(name) for name in archive.namelist())

        assert learner.password.encode() not in text
        assert b'"seed"' not in text

    def test_a_file_that_is_gone_does_not_keep_the_rest_away(self, life, learner):
        Path(life.files[0].path).unlink()

        assert "profile.json" in archive_of(learner).namelist()


class TestMaking:
    def test_it_is_made_after_commit_and_its_owner_is_told_once(self, learner, committed):
        with committed():
            export = exporting.request_export(learner)

        export.refresh_from_db()
        assert zipfile.is_zipfile(export.file.path)
        assert export.size == Path(export.file.path).stat().st_size
        assert not exporting.make(export.pk)
        assert [message.to for message in mail.outbox] == [[learner.email]]
        assert "/account/data/" in mail.outbox[0].body

    def test_asking_again_within_a_day_makes_no_second(self, learner, committed):
        with committed():
            first = exporting.request_export(learner)
        assert exporting.request_export(learner) == first
        DataExport.objects.update(requested_at=timezone.now() - timedelta(hours=25))

        assert exporting.request_export(learner) != first

    def test_one_that_is_being_made_is_waited_for_however_long(self, learner):
        first = exporting.request_export(learner)
        DataExport.objects.update(requested_at=timezone.now() - timedelta(days=3))

        assert exporting.request_export(learner) == first

    def test_the_database_refuses_a_second_that_is_being_made(self, learner):
        DataExport.objects.create(user=learner)

        with pytest.raises(IntegrityError):
            DataExport.objects.create(user=learner)

    def test_the_sweep_makes_what_was_asked_for_and_lost(self, learner):
        export = exporting.request_export(learner)  # never committed, so never scheduled

        assert exporting.make_waiting() == 1
        export.refresh_from_db()
        assert export.ready_at is not None

    def test_one_that_failed_is_tried_again_and_ends_in_one_file(
        self, learner, private_root, monkeypatch
    ):
        export = exporting.request_export(learner)
        monkeypatch.setattr(exporting, "_announce", lambda _export: 1 / 0)
        assert exporting.make_waiting() == 0
        monkeypatch.undo()
        # The folder was named by the fixture that was undone with it.
        export.file.storage.delete(f"exports/{export.pk}.zip")

        assert exporting.make_waiting() == 1

    def test_one_that_somebody_is_making_is_left_to_them(self, learner):
        exporting.request_export(learner)
        DataExport.objects.update(claimed_at=timezone.now())

        assert exporting.make_waiting() == 0

    def test_it_is_thrown_away_when_its_owner_is_shut_out_meanwhile(
        self, learner, private_root, monkeypatch
    ):
        export = exporting.request_export(learner)

        def shut_out(user, out):
            User.objects.filter(pk=user.pk).update(is_active=False)

        monkeypatch.setattr(exporting, "write_archive", shut_out)

        assert not exporting.make(export.pk)
        assert not list(private_root.rglob("*.zip"))

    def test_after_a_week_file_and_row_are_gone(self, learner, committed, private_root):
        with committed():
            exporting.request_export(learner)
        assert exporting.drop_expired() == 0
        DataExport.objects.update(expires_at=timezone.now())

        assert exporting.drop_expired() == 1
        assert not DataExport.objects.exists()
        assert not list(private_root.rglob("*.zip"))
        assert exporting.drop_expired() == 0


def test_a_part_may_be_a_generator_and_is_written_row_by_row(learner, monkeypatch):
    one = contributions.Contribution(
        "accounts",
        parts=lambda user: iter(
            [contributions.Records("n.json", "Numbers.", ({"n": n} for n in (1, 2)))]
        ),
        erase=lambda user: None,
    )
    monkeypatch.setattr(exporting, "contributions", lambda: [one])

    assert rows(archive_of(learner), "n.json") == [{"n": 1}, {"n": 2}]


def test_queries_grow_with_what_there_is_and_not_with_how_many_people(
    learner, django_assert_max_num_queries
):
    for _ in range(10):
        factories.a_user()

    with django_assert_max_num_queries(30):
        archive_of(learner)
