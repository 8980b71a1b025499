"""The account pages: who may see what, and what each button does."""

import io
import zipfile
from datetime import timedelta
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts import deleting, exporting
from accounts.models import DataExport, User
from badges.awarding import award
from tests import factories

pytestmark = pytest.mark.django_db

PAGES = ["/account/", "/account/name/", "/account/data/", "/account/delete/"]
POSTS = [
    "/account/name/",
    "/account/data/",
    "/account/delete/",
    "/account/delete/cancel/",
    "/account/second-address/not-now/",
]


@pytest.fixture
def browser(sign_in, learner):
    return sign_in(learner)


@pytest.fixture
def export(learner, committed):
    with committed():
        made = exporting.request_export(learner)
    return DataExport.objects.get(pk=made.pk)


class TestWhoMaySeeThem:
    @pytest.mark.parametrize("path", [*PAGES, f"/account/data/{UUID(int=7)}/"])
    def test_a_stranger_is_asked_to_sign_in(self, client, path):
        response = client.get(path)

        assert response.status_code == 302
        assert response["Location"].startswith("/account/login/?next=")

    @pytest.mark.parametrize("path", POSTS)
    def test_a_stranger_can_do_nothing(self, client, path):
        assert client.post(path).status_code == 302
        assert not DataExport.objects.exists()

    @pytest.mark.parametrize("role", ["learner", "editor", "assessor", "coordinator"])
    @pytest.mark.parametrize("path", PAGES)
    def test_everybody_has_their_own_and_no_cache_keeps_it(self, request, sign_in, role, path):
        response = sign_in(request.getfixturevalue(role)).get(path)

        assert response.status_code == 200
        assert "private" in response["Cache-Control"]
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize(
        "path", ["/account/delete/cancel/", "/account/second-address/not-now/"]
    )
    def test_looking_changes_nothing(self, browser, path):
        assert browser.get(path).status_code == 405


class TestTheOverview:
    def test_it_leads_to_all_of_it(self, browser):
        html = browser.get("/account/").content.decode()
        for path in (
            "name/", "email/", "password/change/", "2fa/", "2fa/webauthn/", "sessions/", "data/",
            "delete/",
        ):  # fmt: skip
            assert f'href="/account/{path}"' in html

    def test_it_takes_as_many_queries_with_a_thousand_people_as_with_one(
        self, browser, learner, django_assert_max_num_queries
    ):
        User.objects.bulk_create(
            User(email=f"p{n}@example.org", name=f"P {n}", password="!") for n in range(1000)
        )
        browser.get("/account/")
        with django_assert_max_num_queries(5):
            browser.get("/account/")

    def test_a_name_can_be_changed_and_badges_keep_theirs(self, browser, learner):
        held = award(badge=factories.a_badge(), recipient=learner, narrative="Shown.")

        response = browser.post("/account/name/", {"name": "  Lena   Lernt "})

        assert response["Location"] == "/account/"
        learner.refresh_from_db()
        assert learner.name == "Lena Lernt"
        held.refresh_from_db()
        assert held.recipient_name == "Lena Learner"

    def test_a_name_of_nothing_is_refused_and_the_old_one_stays(self, browser, learner):
        html = browser.post("/account/name/", {"name": "\x07 "}).content.decode()

        assert "at least one letter" in html
        learner.refresh_from_db()
        assert learner.name == "Lena Learner"


class TestASecondAddress:
    HINT = "Add a second email address"

    def shown_on(self, browser, path):
        return self.HINT in browser.get(path).content.decode()

    def test_it_is_offered_on_the_account_page(self, browser):
        assert self.shown_on(browser, "/account/")

    def test_elsewhere_only_once_there_is_a_badge_to_lose(self, browser, learner):
        assert not self.shown_on(browser, "/dashboard/")
        held = award(badge=factories.a_badge(), recipient=learner, narrative="Shown.")

        assert self.shown_on(browser, "/dashboard/")
        assert self.shown_on(browser, f"/awards/{held.pk}/")

    def test_not_now_is_an_answer(self, browser, learner):
        award(badge=factories.a_badge(), recipient=learner, narrative="Shown.")

        response = browser.post("/account/second-address/not-now/", {"next": "/dashboard/"})

        assert response["Location"] == "/dashboard/"
        assert not self.shown_on(browser, "/dashboard/")
        assert self.shown_on(browser, "/account/")

    def test_it_leads_to_no_other_site(self, browser):
        response = browser.post(
            "/account/second-address/not-now/", {"next": "https://evil.example"}
        )

        assert response["Location"] == "/dashboard/"

    def test_with_two_confirmed_nothing_is_suggested(self, browser, learner):
        award(badge=factories.a_badge(), recipient=learner, narrative="Shown.")
        for email in ("lena@example.org", "lena@home.example"):
            EmailAddress.objects.update_or_create(
                user=learner, email=email, defaults={"verified": True}
            )

        assert not self.shown_on(browser, "/dashboard/")
        assert not self.shown_on(browser, "/account/")

    def test_one_that_is_not_confirmed_yet_is_no_way_in(self, browser, learner):
        EmailAddress.objects.create(user=learner, email="lena@home.example", verified=False)

        html = browser.get("/account/").content.decode()
        assert "Confirm your other address" in html

    def test_nobody_else_sees_it_on_a_badge(self, client, other_learner, learner, sign_in):
        held = award(badge=factories.a_badge(), recipient=learner, narrative="Shown.")

        assert not self.shown_on(client, f"/awards/{held.pk}/")
        assert not self.shown_on(sign_in(other_learner), f"/awards/{held.pk}/")

    def test_either_confirmed_address_signs_in(self, client, learner):
        EmailAddress.objects.create(user=learner, email="lena@home.example", verified=True)

        response = client.post(
            "/account/login/", {"login": "Lena@home.example", "password": factories.PASSWORD}
        )
        assert response.status_code == 302


class TestACopy:
    def test_asking_makes_one_and_the_page_offers_it(self, browser, learner, committed):
        with committed():
            assert browser.post("/account/data/").status_code == 302

        html = browser.get("/account/data/").content.decode()
        assert f"/account/data/{DataExport.objects.get().pk}/" in html
        assert "a day after the last" in html

    def test_while_it_is_made_the_page_says_so(self, browser):
        browser.post("/account/data/")

        assert "is being made" in browser.get("/account/data/").content.decode()

    def test_its_owner_gets_it_as_a_file_that_nothing_keeps(self, browser, export):
        response = browser.get(f"/account/data/{export.pk}/")

        assert zipfile.is_zipfile(io.BytesIO(b"".join(response.streaming_content)))
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["Cache-Control"].startswith("private, no-store")
        assert response["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("role", ["other_learner", "editor", "assessor", "coordinator"])
    def test_nobody_else_does(self, request, sign_in, export, role):
        browser = sign_in(request.getfixturevalue(role))

        assert browser.get(f"/account/data/{export.pk}/").status_code == 404

    def test_not_even_an_administrator(self, sign_in, export):
        admin = factories.a_user(is_superuser=True)

        assert sign_in(admin).get(f"/account/data/{export.pk}/").status_code == 404

    def test_after_its_week_it_is_gone_even_before_the_sweep(self, browser, export):
        DataExport.objects.update(expires_at=timezone.now())

        assert browser.get(f"/account/data/{export.pk}/").status_code == 404

    def test_a_sign_in_that_is_not_fresh_is_asked_for_the_password_again(self, client, learner):
        client.force_login(learner)

        response = client.post("/account/data/")
        assert response["Location"].startswith("/account/reauthenticate/")
        assert not DataExport.objects.exists()

        client.post(response["Location"], {"password": factories.PASSWORD})
        assert DataExport.objects.get().user == learner


class TestDeleting:
    def test_the_page_says_what_goes_and_what_stays(self, browser):
        html = browser.get("/account/delete/").content.decode()

        assert "What goes" in html
        assert "What stays" in html
        assert "14 days" in html

    def test_asking_shows_it_on_every_page_with_the_way_back(self, browser, learner):
        assert browser.post("/account/delete/").status_code == 302

        learner.refresh_from_db()
        assert learner.deletion_due_at is not None
        html = browser.get("/dashboard/").content.decode()
        assert "Your account will be deleted on" in html
        assert 'action="/account/delete/cancel/"' in html

    def test_one_click_keeps_the_account(self, browser, learner):
        deleting.request_deletion(learner)

        response = browser.post("/account/delete/cancel/")

        learner.refresh_from_db()
        assert learner.deletion_due_at is None
        assert [str(m) for m in get_messages(response.wsgi_request)][-1:] == [
            "Your account stays. Nothing was deleted."
        ]

    def test_signing_in_leads_to_it(self, client, learner):
        deleting.request_deletion(learner)

        response = client.post(
            "/account/login/", {"login": learner.email, "password": factories.PASSWORD}
        )
        assert response["Location"] == "/account/delete/"

    def test_a_sign_in_that_is_not_fresh_is_asked_for_the_password_again(self, client, learner):
        client.force_login(learner)

        response = client.post("/account/delete/")

        assert response["Location"].startswith("/account/reauthenticate/")
        learner.refresh_from_db()
        assert learner.deletion_due_at is None

    def test_the_last_administrator_is_told_why_not(self, sign_in):
        admin = factories.a_user(is_superuser=True)

        html = sign_in(admin).post("/account/delete/").content.decode()
        assert "only administrator" in html

    def test_a_visitor_sees_nothing_of_it_and_gets_no_cookie(self, client, learner):
        deleting.request_deletion(learner)

        response = client.get("/account/login/")
        assert "will be deleted" not in response.content.decode()


def test_the_sweep_does_all_of_it(learner, other_learner, committed):
    from accounts.tasks import sweep

    exporting.request_export(other_learner)
    deleting.request_deletion(learner)
    User.objects.filter(pk=learner.pk).update(deletion_due_at=timezone.now() - timedelta(days=1))

    with committed():
        sweep()

    assert DataExport.objects.get().ready_at is not None
    assert User.objects.get(pk=learner.pk).deleted_at is not None
