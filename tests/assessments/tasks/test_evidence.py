"""Keeping evidence: it saves itself, twice is once, and what was handed in stays."""

import hashlib
import stat
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from assessments import evidence, reviewing, submitting
from assessments.evidence import CannotKeep, EvidenceIsHandedIn
from assessments.models import EvidenceItem, EvidenceKind
from tests.assessments.tasks import making
from tests.assessments.tasks.making import PNG, a_draft, a_file, a_task, claimed

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(learner):
    return a_draft(learner)


def titles(submission):
    return [str(item) for item in submission.evidence.current()]


def kept_files(root):
    return [path for path in Path(root).rglob("*") if path.is_file()]


class TestText:
    def save(self, submission, html):
        return evidence.save_text(submission_id=submission.pk, html=html)

    def test_it_is_kept_as_clean_html(self, draft):
        item = self.save(draft, "<p onclick=x>Hello<script>alert(1)</script> <b>you</b></p>")

        assert item.text == "<p>Helloalert(1) <b>you</b></p>"
        assert item.sha256 == hashlib.sha256(item.text.encode()).hexdigest()

    def test_saving_again_changes_the_one_text_of_a_draft(self, draft):
        first = self.save(draft, "<p>One</p>")
        second = self.save(draft, "<p>Two</p>")

        assert first == second
        assert EvidenceItem.objects.get().text == "<p>Two</p>"

    def test_saving_the_same_twice_changes_nothing(self, draft):
        first = self.save(draft, "<p>One</p>")
        self.save(draft, "<p>One</p>")

        assert EvidenceItem.objects.get().changed_at == first.changed_at

    @pytest.mark.parametrize("empty", ["", "<p></p>", "<p>&nbsp;</p>", " \n "])
    def test_a_text_without_words_is_no_evidence(self, draft, empty):
        self.save(draft, "<p>One</p>")

        assert self.save(draft, empty) is None
        assert not EvidenceItem.objects.exists()

    def test_a_text_that_is_too_long_is_refused_and_the_last_one_kept(self, draft):
        self.save(draft, "<p>One</p>")

        with pytest.raises(CannotKeep, match="100001 characters"):
            self.save(draft, "x" * (evidence.LONGEST_TEXT + 1))

        assert EvidenceItem.objects.get().text == "<p>One</p>"

    def test_a_text_that_cleaning_makes_too_long_is_refused(self, draft):
        with pytest.raises(CannotKeep, match="at most 100000"):
            self.save(draft, "<" * evidence.LONGEST_TEXT)

    def test_the_database_refuses_a_second_text(self, draft):
        self.save(draft, "<p>One</p>")

        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceItem.objects.create(
                submission=draft, kind=EvidenceKind.TEXT, text="Two", sha256="2"
            )


class TestFiles:
    def add(self, submission, content=PNG, name="photo.png"):
        return evidence.add_file(submission_id=submission.pk, **a_file(content, name))

    def test_it_is_kept_with_its_type_size_and_digest_under_a_safe_name(self, draft):
        item = self.add(draft, PNG, "../My photo.html")

        assert (item.title, item.media_type, item.size) == ("My photo.png", "image/png", len(PNG))
        assert item.sha256 == hashlib.sha256(PNG).hexdigest()
        assert item.file.read() == PNG

    def test_it_is_kept_apart_from_what_is_served_and_has_no_address(self, draft, private_root):
        item = self.add(draft, PNG, "telling-name.png")

        (path,) = kept_files(private_root)
        assert Path(item.file.path) == path.resolve()
        assert Path(default_storage.location) not in path.resolve().parents
        assert "telling" not in str(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(ValueError, match="no address"):
            item.file.url  # noqa: B018

    def test_adding_the_same_content_twice_is_one_file(self, draft, private_root):
        first = self.add(draft)
        second = self.add(draft, name="again.png")

        assert first == second
        assert len(kept_files(private_root)) == 1

    @pytest.mark.parametrize(
        ("content", "name"), [(b"<svg/>", "a.svg"), (b"<html>", "a.txt"), (b"MZ\x90", "a.png")]
    )
    def test_a_type_that_is_not_taken_leaves_nothing_behind(
        self, draft, private_root, content, name
    ):
        with pytest.raises(CannotKeep):
            self.add(draft, content, name)

        assert not EvidenceItem.objects.exists()
        assert kept_files(private_root) == []

    def test_an_empty_file_is_refused(self, draft):
        with pytest.raises(CannotKeep, match="empty"):
            self.add(draft, b"")

    def test_a_file_may_be_25_mb_and_not_a_byte_more(self, draft, monkeypatch):
        assert evidence.LARGEST_FILE == 25 * 1024 * 1024
        monkeypatch.setattr(evidence, "LARGEST_FILE", len(PNG))
        self.add(draft)

        with pytest.raises(CannotKeep, match="A file may be"):
            self.add(draft, PNG + b"\x00")

    def test_an_eleventh_file_is_refused(self, draft, private_root):
        for number in range(10):
            self.add(draft, PNG + bytes([number]))

        with pytest.raises(CannotKeep, match="10 files"):
            self.add(draft, PNG + b"more")

        assert len(kept_files(private_root)) == 10

    def test_all_files_together_may_be_100_mb(self, draft, monkeypatch):
        assert evidence.LARGEST_TOTAL == 100 * 1024 * 1024
        monkeypatch.setattr(evidence, "LARGEST_TOTAL", 2 * len(PNG) + 1)
        self.add(draft)
        self.add(draft, PNG + b"1")

        with pytest.raises(CannotKeep, match="All files together"):
            self.add(draft, PNG + b"2")

    def test_a_removed_file_makes_room_and_is_gone_from_the_disk(
        self, draft, private_root, committed
    ):
        item = self.add(draft)
        with committed():
            evidence.remove(item.pk)

        assert kept_files(private_root) == []
        assert self.add(draft) != item

    def test_a_file_whose_row_could_not_be_written_is_not_left_behind(
        self, draft, private_root, monkeypatch
    ):
        def fail(*_args, **_kwargs):
            raise IntegrityError

        monkeypatch.setattr(EvidenceItem, "save", fail)

        with pytest.raises(IntegrityError):
            self.add(draft)

        assert kept_files(private_root) == []

    def test_a_file_added_in_two_tabs_at_once_is_kept_once(self, draft, private_root, monkeypatch):
        room_for_file = evidence._room_for_file
        asked = []

        def other_tab_is_faster(*args):
            asked.append(args)
            if len(asked) == 1:
                found = room_for_file(*args)
                self.add(draft)
                return found
            return room_for_file(*args)

        monkeypatch.setattr(evidence, "_room_for_file", other_tab_is_faster)
        item = self.add(draft)

        assert item == EvidenceItem.objects.get()
        assert len(kept_files(private_root)) == 1
        assert item.file.read() == PNG


class TestLinks:
    def add(self, submission, url):
        return evidence.add_link(submission_id=submission.pk, url=url)

    def test_a_link_is_kept_once(self, draft):
        first = self.add(draft, " https://example.org/a ")
        second = self.add(draft, "https://example.org/a")

        assert first == second
        assert EvidenceItem.objects.get().url == "https://example.org/a"

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "ftp://example.org/a",
            "example.org",
            "",
            "https://example.org/" + "a" * 2000,
            "https://lena:secret@example.org/",
        ],
    )
    def test_what_is_no_plain_web_address_is_refused(self, draft, url):
        with pytest.raises(CannotKeep):
            self.add(draft, url)

        assert not EvidenceItem.objects.exists()

    def test_there_is_an_end_to_adding(self, draft, monkeypatch):
        monkeypatch.setattr(evidence, "MOST_ITEMS", 2)
        self.add(draft, "https://example.org/1")
        self.add(draft, "https://example.org/2")

        with pytest.raises(CannotKeep, match="more than 2 pieces"):
            self.add(draft, "https://example.org/3")


class TestCopies:
    def add(self, submission, kind=EvidenceKind.JOURNAL, title="On listening", text="I heard."):
        return evidence.add_copy(submission_id=submission.pk, kind=kind, title=title, text=text)

    @pytest.mark.parametrize("kind", evidence.COPIES)
    def test_a_copy_is_kept_as_plain_text_once(self, draft, kind):
        first = self.add(draft, kind, text="I <heard>.\r\n\x07")
        second = self.add(draft, kind, text="I <heard>.\r\n\x07")

        assert first == second
        assert EvidenceItem.objects.get().text == "I <heard>."

    def test_a_copy_of_nothing_is_refused(self, draft):
        with pytest.raises(CannotKeep, match="nothing in it"):
            self.add(draft, text="  ")

    def test_a_copy_that_is_too_long_is_refused(self, draft):
        with pytest.raises(CannotKeep, match="at most 100000"):
            self.add(draft, text="x" * 100_001)

    def test_nothing_else_is_a_copy(self, draft):
        with pytest.raises(ValueError, match="no copy"):
            self.add(draft, EvidenceKind.LINK)


@pytest.mark.parametrize(
    ("field", "add"),
    [
        ("takes_text", lambda pk: evidence.save_text(submission_id=pk, html="<p>A</p>")),
        ("takes_files", lambda pk: evidence.add_file(submission_id=pk, **a_file())),
        ("takes_links", lambda pk: evidence.add_link(submission_id=pk, url="https://a.example/")),
        (
            "takes_journal",
            lambda pk: evidence.add_copy(
                submission_id=pk, kind=EvidenceKind.JOURNAL, title="A", text="A"
            ),
        ),
        (
            "takes_scenarios",
            lambda pk: evidence.add_copy(
                submission_id=pk, kind=EvidenceKind.SCENARIO, title="A", text="A"
            ),
        ),
    ],
)
def test_a_task_takes_only_the_kinds_of_evidence_it_asks_for(learner, field, add):
    submission = a_draft(learner, a_task(**{field: False}))

    with pytest.raises(CannotKeep, match="does not ask for"):
        add(submission.pk)

    other = a_draft(learner, a_task())
    add(other.pk)
    assert other.evidence.count() == 1


def test_removing_twice_is_removing_once(draft):
    item = evidence.add_link(submission_id=draft.pk, url="https://example.org/a")

    evidence.remove(item.pk)
    evidence.remove(item.pk)

    assert titles(draft) == []


class TestAfterHandIn:
    @pytest.fixture
    def handed_in(self, draft):
        evidence.save_text(submission_id=draft.pk, html="<p>One</p>")
        evidence.add_file(submission_id=draft.pk, **a_file())
        return submitting.hand_in(draft.pk)

    def change(self, submission):
        return {
            "text": lambda: evidence.save_text(submission_id=submission.pk, html="<p>Two</p>"),
            "file": lambda: evidence.add_file(submission_id=submission.pk, **a_file(PNG + b"2")),
            "link": lambda: evidence.add_link(
                submission_id=submission.pk, url="https://a.example/"
            ),
            "copy": lambda: evidence.add_copy(
                submission_id=submission.pk, kind=EvidenceKind.JOURNAL, title="A", text="A"
            ),
            "remove": lambda: evidence.remove(submission.evidence.first().pk),
        }

    @pytest.mark.parametrize("what", ["text", "file", "link", "copy", "remove"])
    def test_every_change_is_refused_while_an_assessor_has_it(self, handed_in, what):
        before = titles(handed_in)

        with pytest.raises(EvidenceIsHandedIn, match="handed in"):
            self.change(handed_in)[what]()

        assert titles(handed_in) == before

    @pytest.mark.parametrize("what", ["text", "file", "link", "copy", "remove"])
    def test_every_change_is_refused_once_it_is_judged(self, handed_in, assessor, what):
        making.judged(handed_in, assessor)

        with pytest.raises(EvidenceIsHandedIn):
            self.change(handed_in)[what]()

    @pytest.fixture
    def returned(self, handed_in, assessor):
        reviewing.claim(submission_id=handed_in.pk, assessor=assessor)
        return reviewing.ask_for_revision(
            submission_id=handed_in.pk, assessor=assessor, what_to_improve="Say more."
        )

    def test_what_is_returned_can_be_changed_and_the_earlier_hand_in_stays_readable(
        self, returned, private_root, committed
    ):
        with committed():
            evidence.save_text(submission_id=returned.pk, html="<p>Two</p>")
            evidence.remove(returned.evidence.current().get(kind=EvidenceKind.FILE).pk)
            evidence.add_link(submission_id=returned.pk, url="https://example.org/")
        submitting.hand_in(returned.pk)

        first, second = returned.hand_ins.all()
        assert {item.kind for item in second.items.all()} == {"text", "link"}
        assert first.items.get(kind="text").text == "<p>One</p>"
        assert first.items.get(kind="file").file.read() == PNG
        assert {entry["sha256"] for entry in first.manifest} == {
            item.sha256 for item in first.items.all()
        }

    def test_a_text_edited_again_and_again_after_a_return_is_one_new_text(self, returned):
        evidence.save_text(submission_id=returned.pk, html="<p>Two</p>")
        evidence.save_text(submission_id=returned.pk, html="<p>Three</p>")

        texts = returned.evidence.filter(kind="text")
        assert {item.text for item in texts} == {"<p>One</p>", "<p>Three</p>"}
        assert texts.current().get().text == "<p>Three</p>"

    def test_an_item_that_is_left_as_it_is_is_the_same_in_both_hand_ins(self, returned):
        evidence.save_text(submission_id=returned.pk, html="<p>One</p>")
        submitting.hand_in(returned.pk)

        first, second = returned.hand_ins.all()
        assert first.sha256 == second.sha256

    def test_removing_what_an_earlier_hand_in_holds_twice_changes_nothing(self, returned):
        item = returned.evidence.get(kind="file")
        evidence.remove(item.pk)
        submitting.hand_in(returned.pk)

        evidence.remove(item.pk)

        assert returned.hand_ins.first().items.filter(pk=item.pk).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "text"},
        {"kind": "text", "text": "A", "url": "https://a.example/"},
        {"kind": "file", "title": "a.png", "media_type": "image/png"},
        {"kind": "file", "file": "a.png", "title": "a.png", "media_type": "image/png"},
        {"kind": "file", "file": "a.png", "title": "a.png", "size": 1},
        {"kind": "link"},
        {"kind": "link", "url": "https://a.example/", "text": "A"},
        {"kind": "journal", "text": "A"},
        {"kind": "journal", "title": "A"},
        {"kind": "video", "title": "A", "text": "A"},
    ],
)
def test_the_database_refuses_evidence_that_is_not_what_its_kind_says(draft, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceItem.objects.create(submission=draft, sha256="1", **fields)


def test_evidence_that_is_claimed_by_an_assessor_cannot_be_changed(learner, assessor):
    submission = claimed(learner, assessor)

    with pytest.raises(EvidenceIsHandedIn):
        evidence.save_text(submission_id=submission.pk, html="<p>Two</p>")
