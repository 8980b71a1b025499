"""Evidence shown to others by a link: which, until when, and taking it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import evidence, sharing, submitting
from assessments.models import EvidenceItem, EvidenceKind, EvidenceShare
from assessments.sharing import CannotShare
from tests import factories
from tests.assessments.tasks.making import a_draft, a_file, a_task, judged

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def handed_in_with_a_file(learner, **fields):
    submission = a_draft(learner, a_task(**fields))
    evidence.save_text(submission_id=submission.pk, html="<p>What I did.</p>")
    evidence.add_file(submission_id=submission.pk, **a_file())
    return submitting.hand_in(submission.pk)


@pytest.fixture
def work(learner):
    return handed_in_with_a_file(learner)


@pytest.fixture
def account(work):
    return work.evidence.get(kind=EvidenceKind.TEXT)


@pytest.fixture
def photo(work):
    return work.evidence.get(kind=EvidenceKind.FILE)


def share(learner, *items, **fields):
    given = {"title": "Harbour House", "last_day": in_days(30), **fields}
    return sharing.share(learner=learner, item_ids=[item.pk for item in items], **given)


def file_url(made, item):
    return f"{made.get_absolute_url()}files/{item.pk}/"


class TestWhatTheLinkShows:
    def test_it_shows_the_chosen_pieces_and_no_others(self, learner, account, photo, client):
        html = client.get(share(learner, account).get_absolute_url()).content.decode()
        assert "What I did." in html
        assert photo.title not in html

    def test_it_says_whose_work_it_is_and_until_when(self, learner, account, client):
        made = share(learner, account)
        html = client.get(made.get_absolute_url()).content.decode()
        assert "Work of Lena Learner" in html
        assert account.submission.title in html
        assert "lena@example.org" not in html
        assert "Harbour House" not in html

    def test_a_chosen_file_is_given_to_be_saved(self, learner, photo, client):
        response = client.get(file_url(share(learner, photo), photo))
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_a_file_that_was_not_chosen_is_not_given(self, learner, account, photo, client):
        assert client.get(file_url(share(learner, account), photo)).status_code == 404

    def test_what_assessors_wrote_is_never_shown(
        self, learner, assessor, work, account, photo, client
    ):
        judged(work, assessor)
        html = client.get(share(learner, account, photo).get_absolute_url()).content.decode()
        assert "On " not in html
        assert assessor.name not in html

    def test_what_is_edited_after_it_was_handed_in_does_not_change_it(
        self, learner, account, work, client
    ):
        made = share(learner, account)
        type(work).objects.filter(pk=work.pk).update(state="returned")
        evidence.save_text(submission_id=work.pk, html="<p>Something else.</p>")
        html = client.get(made.get_absolute_url()).content.decode()
        assert "What I did." in html
        assert "Something else." not in html

    def test_it_leads_to_the_badge_it_is_about(self, learner, account, earn, client):
        award = earn(factories.a_badge(name="Empathy"), learner)
        html = client.get(share(learner, account, award=award).get_absolute_url()).content.decode()
        assert award.get_absolute_url() in html

    def test_the_secret_address_is_kept_out_of_caches_and_other_sites(
        self, learner, account, photo, client
    ):
        made = share(learner, account, photo)
        for url in (made.get_absolute_url(), file_url(made, photo)):
            response = client.get(url)
            assert "no-store" in response["Cache-Control"]
            assert response["Referrer-Policy"] == "no-referrer"
            assert response["X-Robots-Tag"] == "noindex"

    def test_openings_are_counted_and_nothing_else_is_kept(self, learner, account, client):
        made = share(learner, account)
        for _ in range(3):
            client.get(made.get_absolute_url())
        client.head(made.get_absolute_url())
        made.refresh_from_db()
        assert made.times_opened == 3
        assert not client.cookies

    def test_nobody_may_ask_without_end(self, learner, account, client, monkeypatch):
        monkeypatch.setattr("assessments.link_access.MOST_A_MINUTE", 0)
        assert client.get(share(learner, account).get_absolute_url()).status_code == 429


class TestItsEnd:
    def test_an_ended_link_says_so_and_shows_nothing(self, learner, account, photo, client):
        made = share(learner, account, photo)
        EvidenceShare.objects.update(
            made_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1)
        )
        response = client.get(made.get_absolute_url())
        assert response.status_code == 410
        assert "This link has ended" in response.content.decode()
        assert "What I did." not in response.content.decode()
        assert client.get(file_url(made, photo)).status_code == 404

    def test_a_withdrawn_link_says_so_and_shows_nothing(self, learner, account, photo, client):
        made = share(learner, account, photo)
        sharing.withdraw(made.pk, learner=learner)
        response = client.get(made.get_absolute_url())
        assert response.status_code == 410
        assert "This link was taken back" in response.content.decode()
        assert "What I did." not in response.content.decode()
        assert client.get(file_url(made, photo)).status_code == 404

    def test_an_unknown_link_says_that_it_does_not_open(self, client):
        response = client.get("/evidence/nothing-like-it/")
        assert response.status_code == 404
        assert "This link does not open" in response.content.decode()

    def test_the_link_of_a_closed_account_opens_nothing(self, learner, account, client):
        made = share(learner, account)
        learner.is_active = False
        learner.save()
        assert client.get(made.get_absolute_url()).status_code == 404

    def test_it_is_open_through_its_last_day(self, learner, account, client):
        made = share(learner, account, last_day=in_days(0))
        assert client.get(made.get_absolute_url()).status_code == 200
        end = timezone.localtime(made.ends_at)
        assert (end.date(), end.hour, end.minute) == (in_days(1), 0, 0)
        assert made.last_day == in_days(0)

    def test_the_database_holds_no_link_that_ends_before_it_begins(self, learner, account):
        share(learner, account)
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceShare.objects.update(ends_at=timezone.now() - timedelta(days=400))


class TestWhatCanBeShared:
    def test_a_draft_cannot(self, learner):
        draft = a_draft(learner)
        evidence.save_text(submission_id=draft.pk, html="<p>Not yet.</p>")
        assert sharing.shareable(learner) == []
        with pytest.raises(CannotShare):
            share(learner, draft.evidence.get())

    def test_the_work_of_somebody_else_cannot(self, learner, other_learner, account):
        with pytest.raises(CannotShare):
            share(other_learner, account)
        assert not EvidenceShare.objects.exists()

    def test_the_badge_of_somebody_else_cannot_be_named(
        self, learner, other_learner, account, earn
    ):
        with pytest.raises(CannotShare):
            share(learner, account, award=earn(factories.a_badge(), other_learner))

    def test_nothing_chosen_makes_no_link(self, learner, account):
        with pytest.raises(CannotShare):
            share(learner)

    @pytest.mark.parametrize("days", [-1, 400])
    def test_a_last_day_in_the_past_or_beyond_a_year_makes_no_link(self, learner, account, days):
        with pytest.raises(CannotShare):
            share(learner, account, last_day=in_days(days))

    def test_a_learner_has_a_bounded_number_of_open_links(self, learner, account, monkeypatch):
        monkeypatch.setattr(sharing, "MOST_OPEN", 1)
        first = share(learner, account)
        with pytest.raises(CannotShare):
            share(learner, account)
        sharing.withdraw(first.pk, learner=learner)
        assert share(learner, account)


class TestTheLearnersPages:
    @pytest.fixture
    def signed_in(self, client, learner):
        client.force_login(learner)
        return client

    def post(self, client, *items, **fields):
        given = {"title": "Harbour House", "last_day": in_days(30).isoformat(), **fields}
        return client.post("/shared-evidence/new/", {"item_ids": [i.pk for i in items], **given})

    def test_choosing_makes_the_link_and_leads_to_the_list_that_holds_it(
        self, signed_in, account, photo
    ):
        assert self.post(signed_in, account, photo)["Location"] == "/shared-evidence/"
        made = EvidenceShare.objects.get()
        assert set(made.items.all()) == {account, photo}
        html = signed_in.get("/shared-evidence/").content.decode()
        assert f"https://cairn.example{made.get_absolute_url()}" in html

    def test_a_link_made_from_a_badge_is_about_it(self, signed_in, account, learner, earn):
        award = earn(factories.a_badge(), learner)
        signed_in.post(
            f"/shared-evidence/new/?award={award.pk}",
            {"title": "X", "last_day": in_days(3).isoformat(), "item_ids": [account.pk]},
        )
        assert EvidenceShare.objects.get().award == award

    def test_what_is_wrong_is_said_at_its_field_and_what_was_chosen_stays(self, signed_in, account):
        response = self.post(signed_in, account, title="")
        html = response.content.decode()
        assert response.status_code == 422
        assert 'href="#id_title"' in html
        assert f'value="{account.pk}" checked' in html

    def test_nothing_chosen_is_said_at_its_field(self, signed_in, account):
        html = self.post(signed_in).content.decode()
        assert "Choose at least one piece of evidence." in html
        assert 'aria-describedby="id_item_ids_error"' in html

    def test_the_evidence_of_another_is_refused(self, signed_in, other_learner):
        theirs = handed_in_with_a_file(other_learner).evidence.first()
        assert self.post(signed_in, theirs).status_code == 422
        assert not EvidenceShare.objects.exists()

    def test_closing_a_link(self, signed_in, learner, account):
        made = share(learner, account)
        signed_in.post(f"/shared-evidence/{made.pk}/withdraw/")
        made.refresh_from_db()
        assert made.withdrawn_at is not None

    @pytest.mark.parametrize("role", ["other_learner", "editor", "assessor", "coordinator"])
    def test_nobody_else_closes_or_sees_it(self, client, learner, account, role, request):
        made = share(learner, account)
        client.force_login(request.getfixturevalue(role))
        client.post(f"/shared-evidence/{made.pk}/withdraw/")
        made.refresh_from_db()
        assert made.withdrawn_at is None
        assert "Harbour House" not in client.get("/shared-evidence/").content.decode()
        assert str(account.pk) not in client.get("/shared-evidence/new/").content.decode()

    def test_a_visitor_is_asked_to_sign_in(self, client, learner, account):
        made = share(learner, account)
        for response in (
            client.get("/shared-evidence/"),
            client.get("/shared-evidence/new/"),
            client.post(f"/shared-evidence/{made.pk}/withdraw/"),
        ):
            assert response["Location"].startswith("/account/login/")

    @pytest.mark.parametrize("address", ["/shared-evidence/", "/shared-evidence/new/", "link"])
    def test_it_costs_as_many_queries_with_ten_works_as_with_two(self, signed_in, learner, address):
        def queries_with(count):
            for _ in range(count):
                made = share(learner, *handed_in_with_a_file(learner).evidence.all())
            made.items.set(EvidenceItem.objects.all())
            url = made.get_absolute_url() if address == "link" else address
            with CaptureQueriesContext(connection) as queries:
                assert signed_in.get(url).status_code == 200
            return len(queries)

        assert queries_with(2) == queries_with(8)
