from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import notices
from accounts.models import Notice
from accounts.models.notice import CLAIM

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(learner):
    return Notice.objects.create(
        key="award:1",
        recipient=learner,
        email=learner.email,
        subject="Your badge",
        text="Here it is.",
        html="<p>Here it is.</p>",
    )


def test_a_notice_is_sent_once_however_often_it_is_asked_for(notice):
    assert [notices.send(notice.pk) for _ in range(3)] == [True, False, False]

    assert len(mail.outbox) == 1
    assert mail.outbox[0].alternatives


def test_a_notice_that_another_worker_is_sending_is_left_to_it(notice):
    Notice.objects.update(claimed_at=timezone.now())

    assert not notices.send(notice.pk)
    assert not mail.outbox


def test_a_notice_whose_worker_died_goes_out_when_its_claim_has_lapsed(notice):
    Notice.objects.update(claimed_at=timezone.now() - CLAIM - timedelta(seconds=1))

    assert notices.send_waiting() == 1
    assert len(mail.outbox) == 1


def test_each_try_at_a_notice_has_the_same_message_id(notice):
    notices.send(notice.pk)
    Notice.objects.update(sent_at=None, claimed_at=None)
    notices.send(notice.pk)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_mail_server_that_refuses_keeps_the_notice_waiting_and_the_others_go_out(
    notice, learner, monkeypatch
):
    Notice.objects.create(key="b", recipient=learner, email="b@example.org", subject="B", text="B")
    real_send = mail.EmailMultiAlternatives.send

    def refuse_the_first(self, *args, **kwargs):
        if self.to == [learner.email]:
            raise ConnectionRefusedError
        return real_send(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse_the_first)

    assert notices.send_waiting() == 1
    assert list(Notice.objects.filter(sent_at=None).values_list("pk", "claimed_at")) == [
        (notice.pk, None)
    ]


class TestWriting:
    def write(self, **changes):
        return notices.write_notice(
            **{"key": "a", "recipient": None, "template": "a", "context": {}, **changes}
        )

    @pytest.fixture(autouse=True)
    def _words(self, monkeypatch):
        monkeypatch.setattr(notices, "render_to_string", lambda name, _context: f"From {name}")

    def test_somebody_without_an_account_is_written_to_by_address(self, committed):
        with committed():
            notice = self.write(email="outside@example.org")

        assert notice.recipient is None
        assert [message.to for message in mail.outbox] == [["outside@example.org"]]

    def test_a_notice_to_nobody_is_refused(self):
        with pytest.raises(ValueError, match="somebody"):
            self.write()

    def test_the_words_of_a_secret_notice_are_deleted_once_they_are_sent(self, committed):
        with committed():
            notice = self.write(email="outside@example.org", is_secret=True)
            assert notice.text == "From a.txt"

        notice.refresh_from_db()
        assert mail.outbox[0].body == "From a.txt"
        assert (notice.text, notice.html) == ("", "")

    def test_a_secret_notice_that_could_not_be_sent_keeps_its_words(self, monkeypatch):
        notice = self.write(email="outside@example.org", is_secret=True)
        monkeypatch.setattr(
            mail.EmailMultiAlternatives,
            "send",
            lambda *_args, **_kwargs: (_ for _ in ()).throw(ConnectionRefusedError),
        )

        with pytest.raises(ConnectionRefusedError):
            notices.send(notice.pk)

        notice.refresh_from_db()
        assert notice.text == "From a.txt"

    def test_an_open_notice_keeps_its_words(self, learner, committed):
        with committed():
            notice = self.write(recipient=learner)

        notice.refresh_from_db()
        assert notice.text == "From a.txt"
        assert notice.email == learner.email


def test_a_text_has_one_empty_line_where_its_templates_left_more():
    assert notices.spaced("\nHeading\n\n\n\nWords\nmore\n\nEnd\n\n") == (
        "Heading\n\nWords\nmore\n\nEnd"
    )
