from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import digests, notices, preferring
from accounts.models import Notice, NoticePreference
from accounts.notice_kinds import ACCOUNT, BADGE, DIGEST, JUDGED, STOPPED_AT, WORK_WAITS, Frequency

pytestmark = pytest.mark.django_db

# A Wednesday; the site is in New York.
WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture(autouse=True)
def _words(monkeypatch):
    rendered = notices.render_to_string

    def words(name, context):
        return rendered(name, context) if "digest" in name else f"From {name}"

    monkeypatch.setattr(notices, "render_to_string", words)


@pytest.fixture
def write(committed, learner):
    def run(key="a", **changes):
        with committed():
            return notices.write_notice(
                **{"key": key, "recipient": learner, "template": "a", "context": {}, **changes}
            )

    return run


def written_before(moment):
    Notice.objects.update(created_at=moment - timedelta(hours=1))


class TestChoosing:
    def test_a_kind_goes_out_at_once_unless_something_else_is_chosen(self, write):
        write(kind=BADGE)

        assert len(mail.outbox) == 1

    @pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY, Frequency.NEVER])
    def test_what_is_not_wanted_at_once_is_in_the_page_and_not_mailed(
        self, write, learner, frequency
    ):
        preferring.choose(learner, {"badge": frequency})

        notice = write(kind=BADGE)

        assert not mail.outbox
        assert notices.send_waiting() == 0
        assert not notices.send(notice.pk)
        assert notice in Notice.objects.listed_for(learner.pk).unread()

    def test_what_the_account_needs_can_not_be_turned_off(self, write, learner):
        preferring.choose(learner, {"account": Frequency.NEVER, "credential": Frequency.NEVER})

        write(kind=ACCOUNT)

        assert len(mail.outbox) == 1
        assert not NoticePreference.objects.exists()

    def test_the_database_refuses_a_preference_for_what_is_needed(self, learner):
        with pytest.raises(IntegrityError), transaction.atomic():
            NoticePreference.objects.create(
                person=learner, kind="account", frequency=Frequency.NEVER
            )

    def test_where_one_stopped_is_mailed_to_nobody_who_has_not_asked(self, write):
        write(kind=STOPPED_AT)

        assert not mail.outbox

    def test_only_those_who_judge_choose_about_work_that_waits(self, learner, assessor):
        assert WORK_WAITS not in preferring.kinds_of(learner)
        assert WORK_WAITS in preferring.kinds_of(assessor)

    def test_a_kind_or_frequency_that_does_not_exist_is_left_alone(self, learner):
        preferring.choose(learner, {"badge": "hourly", "weather": Frequency.DAILY})

        assert not NoticePreference.objects.exists()

    def test_choosing_holds_for_what_waits_already(self, write, learner):
        preferring.choose(learner, {"badge": Frequency.WEEKLY})
        notice = write(kind=BADGE)

        preferring.choose(learner, {"badge": Frequency.AT_ONCE})

        assert notices.send(notice.pk)

    def test_what_was_never_to_be_mailed_stays_unmailed(self, write, learner):
        preferring.choose(learner, {"badge": Frequency.NEVER})
        write(kind=BADGE)

        preferring.choose(learner, {"badge": Frequency.AT_ONCE})

        assert notices.send_waiting() == 0

    def test_a_secret_notice_is_never_listed(self, write, learner):
        write(is_secret=True)

        assert not Notice.objects.listed_for(learner.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.update(is_listed=True)

    def test_the_database_lets_nothing_be_sent_that_was_not_wanted_at_once(self, write, learner):
        preferring.choose(learner, {"badge": Frequency.NEVER})
        write(kind=BADGE)

        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.update(sent_at=timezone.now())


class TestEditions:
    def test_a_daily_summary_is_due_at_seven_in_the_morning(self):
        assert digests.edition(Frequency.DAILY, WEDNESDAY) == WEDNESDAY.replace(hour=7, minute=0)

    def test_before_seven_the_one_of_the_day_before_is_the_last(self):
        early = WEDNESDAY.replace(hour=6)

        assert digests.edition(Frequency.DAILY, early).day == 3

    def test_a_weekly_summary_is_due_on_monday(self):
        assert digests.edition(Frequency.WEEKLY, WEDNESDAY).day == 2

    def test_on_monday_before_seven_the_one_of_the_week_before_is_the_last(self):
        monday = WEDNESDAY.replace(day=2, hour=6)

        assert digests.edition(Frequency.WEEKLY, monday).date().isoformat() == "2026-02-23"


class TestSummaries:
    @pytest.fixture(autouse=True)
    def _daily(self, learner):
        preferring.choose(learner, {"badge": Frequency.DAILY, "judged": Frequency.DAILY})

    def test_a_summary_tells_of_everything_that_waited_and_goes_out_once(self, write, committed):
        write("a", kind=BADGE, url="/awards/1/")
        write("b", kind=JUDGED)
        written_before(WEDNESDAY.replace(hour=7))

        with committed():
            counts = [digests.write_digests(WEDNESDAY) for _ in range(3)]

        assert counts == [1, 0, 0]
        [message] = mail.outbox
        assert "Today: 2 messages" in message.subject
        assert "/awards/1/" in message.body
        summary = Notice.objects.get(kind=DIGEST.name)
        assert set(summary.carried.values_list("key", flat=True)) == {"a", "b"}

    def test_what_came_after_its_moment_waits_for_the_next(self, write):
        write(kind=BADGE)
        Notice.objects.update(created_at=WEDNESDAY.replace(hour=8))

        assert digests.write_digests(WEDNESDAY) == 0
        assert digests.write_digests(WEDNESDAY + timedelta(days=1)) == 1

    def test_a_day_without_news_brings_no_mail(self):
        assert digests.write_digests(WEDNESDAY) == 0
        assert not Notice.objects.exists()

    def test_a_weekly_notice_is_left_out_of_the_daily_summary(self, write, learner):
        preferring.choose(learner, {"badge": Frequency.WEEKLY})
        write(kind=BADGE)
        Notice.objects.update(created_at=WEDNESDAY.replace(day=3))

        assert digests.write_digests(WEDNESDAY) == 0
        assert digests.write_digests(WEDNESDAY.replace(day=9)) == 1

    def test_a_summary_is_not_listed_beside_what_it_tells_of(self, write, learner):
        write(kind=BADGE)
        written_before(WEDNESDAY.replace(hour=7))
        digests.write_digests(WEDNESDAY)

        assert Notice.objects.listed_for(learner.pk).count() == 1

    def test_a_summary_that_fails_holds_up_no_other(
        self, write, learner, other_learner, monkeypatch
    ):
        preferring.choose(other_learner, {"badge": Frequency.DAILY})
        write("a", kind=BADGE)
        write("b", kind=BADGE, recipient=other_learner)
        written_before(WEDNESDAY.replace(hour=7))
        real = digests.write_digest

        def fail_for_the_first(person_id, *args):
            if person_id == learner.pk:
                raise RuntimeError
            return real(person_id, *args)

        monkeypatch.setattr(digests, "write_digest", fail_for_the_first)

        assert digests.write_digests(WEDNESDAY) == 1
        assert Notice.objects.get(kind=DIGEST.name).recipient == other_learner


class TestUnsubscribing:
    def link(self, person, kind=BADGE):
        return preferring.unsubscribe_url(person.pk, kind)

    def test_a_mail_can_be_unsubscribed_from_with_one_click(self, write, client, learner):
        write(kind=BADGE)
        headers = mail.outbox[0].extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = headers["List-Unsubscribe"].strip("<>")

        response = client.post(link, {"List-Unsubscribe": "One-Click"})

        assert response.status_code == 200
        write("b", kind=BADGE)
        assert len(mail.outbox) == 1

    def test_a_mail_that_the_account_needs_has_no_such_button(self, write):
        write(kind=ACCOUNT)

        assert "List-Unsubscribe" not in mail.outbox[0].extra_headers

    def test_neither_has_one_to_somebody_without_an_account(self, write):
        write(recipient=None, email="outside@example.org")

        assert "List-Unsubscribe" not in mail.outbox[0].extra_headers

    def test_no_cookie_and_no_token_against_forgery_is_asked_for(self, learner):
        from django.test import Client

        response = Client(enforce_csrf_checks=True).post(self.link(learner))

        assert response.status_code == 200
        assert not response.cookies
        assert preferring.frequency_for(learner, BADGE) == Frequency.NEVER

    def test_looking_at_the_page_changes_nothing(self, client, learner):
        response = client.get(self.link(learner))

        assert "A badge of yours" in response.content.decode()
        assert preferring.frequency_for(learner, BADGE) == Frequency.AT_ONCE

    def test_only_the_kind_of_the_mail_stops(self, client, learner):
        client.post(self.link(learner))

        assert preferring.frequency_for(learner, JUDGED) == Frequency.AT_ONCE

    def test_for_a_summary_everything_in_summaries_stops(self, client, learner):
        preferring.choose(learner, {"badge": Frequency.WEEKLY, "returned": Frequency.DAILY})

        client.post(self.link(learner, DIGEST))

        chosen = preferring.frequencies(learner)
        assert chosen["badge"] == chosen["returned"] == Frequency.NEVER
        assert chosen["judged"] == Frequency.AT_ONCE

    @pytest.mark.parametrize("change", [lambda link: link[:-3] + "x/", lambda link: link + "x/"])
    def test_a_link_that_was_changed_leads_nowhere(self, client, learner, change):
        assert client.post(change(self.link(learner))).status_code == 404

    def test_a_link_for_what_is_needed_leads_nowhere(self, client, learner):
        from django.core import signing

        said = {"person": learner.pk, "kind": "account"}
        token = signing.Signer(salt="accounts.unsubscribe").sign_object(said)

        assert client.post(f"/notices/unsubscribe/{token}/").status_code == 404

    def test_a_signature_for_something_else_does_not_count(self, client, learner):
        from django.core import signing

        said = {"person": learner.pk, "kind": "badge"}
        token = signing.Signer(salt="another").sign_object(said)

        assert client.post(f"/notices/unsubscribe/{token}/").status_code == 404
