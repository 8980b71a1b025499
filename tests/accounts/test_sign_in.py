"""Passkeys, codes of an app, recovery codes, sessions: allauth's, as this site dresses them."""

import html
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.test import Client

from accounts.adapters import TwoStepAdapter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(sign_in, learner):
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    return sign_in(learner)


def code_for(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def activate_app(browser):
    browser.get("/account/2fa/totp/activate/")
    secret = browser.session["mfa.totp.secret"]
    response = browser.post("/account/2fa/totp/activate/", {"code": code_for(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


class TestNothingInline:
    """The policy allows scripts and styles of files only."""

    PAGES = [
        "/account/login/",
        "/account/signup/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/webauthn/",
        "/account/2fa/totp/activate/",
        "/account/2fa/",
        "/account/sessions/",
        "/account/email/",
        "/account/",
        "/account/data/",
        "/account/delete/",
    ]

    @pytest.mark.parametrize("path", PAGES)
    def test_no_page_carries_a_script_or_a_style(self, browser, client, path):
        visitor = path in ("/account/login/", "/account/signup/")
        response = (client if visitor else browser).get(path)
        html = response.content.decode()

        assert response.status_code == 200
        for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
            assert "src=" in attributes or 'type="application/json"' in attributes, content
        assert "<style" not in html
        assert not re.search(r"\s(style|on\w+)=", html)
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]

    @pytest.mark.parametrize("path", ["/account/login/", "/account/2fa/webauthn/add/"])
    def test_passkeys_come_from_one_module_of_ours(self, browser, client, path):
        html = (client if "login" in path else browser).get(path).content.decode()

        assert re.search(r'<script type="module" src="[^"]*js/passkeys[^"]*\.js">', html)
        assert "mfa/js/" not in html


class TestAnApp:
    def test_a_password_alone_lets_nobody_in_any_more(self, browser, learner):
        secret = activate_app(browser)
        Authenticator.objects.filter(type="totp").update(last_used_at=None)
        thief = Client()

        response = thief.post(
            "/account/login/", {"login": learner.email, "password": factories.PASSWORD}
        )

        assert response["Location"] == "/account/2fa/authenticate/"
        assert thief.get("/dashboard/").status_code == 302
        assert thief.post(response["Location"], {"code": "000000"}).status_code == 200
        from django.core.cache import cache

        cache.clear()  # the code was used to set it up
        thief.post(response["Location"], {"code": code_for(secret)})
        assert thief.get("/dashboard/").status_code == 200

    def test_recovery_codes_come_with_it_and_each_works_once(self, browser, learner):
        activate_app(browser)
        codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

        assert len(codes) == 10
        for expected in (200, 302):
            other = Client()
            other.post("/account/login/", {"login": learner.email, "password": factories.PASSWORD})
            other.post("/account/2fa/authenticate/", {"code": codes[0]})
            assert other.get("/dashboard/").status_code == expected

    def test_its_secret_is_encrypted_in_the_database(self, browser):
        secret = activate_app(browser)

        stored = Authenticator.objects.get(type="totp")
        assert secret not in str(stored.data)
        assert isinstance(stored.wrap(), TOTP)

    def test_an_address_that_is_not_confirmed_is_refused_it(self, learner, sign_in):
        browser = sign_in(learner)

        response = browser.get("/account/2fa/totp/activate/")
        assert "form" in response.context
        html = browser.post("/account/2fa/totp/activate/", {"code": "123456"}).content.decode()
        assert "verif" in html


def test_what_was_encrypted_with_an_earlier_secret_key_is_still_read(settings):
    kept = TwoStepAdapter().encrypt("secret")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]

    assert TwoStepAdapter().decrypt(kept) == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        TwoStepAdapter().decrypt(kept)


class TestWhatComesNext:
    """No page about signing in is the end of the way."""

    @pytest.mark.parametrize(
        ("address", "leads_to"),
        [
            ("/account/password/reset/done/", "/account/password/reset/"),
            ("/account/password/reset/key/done/", "/account/login/"),
            ("/account/password/reset/key/i-no-1/", "/account/password/reset/"),
            ("/account/confirm-email/used/", "/account/email/"),
            ("/account/inactive/", "/"),
        ],
    )
    def test_a_button_leads_on(self, client, address, leads_to):
        html = client.get(address).content.decode()

        assert f'href="{leads_to}" class="button' in html

    def test_an_only_address_can_neither_be_removed_nor_made_the_main_one(self, browser):
        html = browser.get("/account/email/").content.decode()

        assert "action_add" in html
        assert "action_remove" not in html
        assert "action_primary" not in html


class TestSessions:
    def test_each_browser_is_listed_and_the_others_can_be_signed_out(
        self, browser, learner, sign_in
    ):
        other = sign_in(learner)
        assert browser.get("/account/sessions/").content.decode().count("127.0.0.1") == 2

        browser.post("/account/sessions/")

        assert other.get("/dashboard/").status_code == 302
        assert browser.get("/dashboard/").status_code == 200


def test_without_an_institution_nothing_of_it_is_loaded(client):
    import sys

    assert "allauth.socialaccount.models" not in sys.modules
    assert "Continue with" not in client.get("/account/login/").content.decode()
    assert client.get("/account/3rdparty/").status_code == 404


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
         "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "Mobile Safari on iOS"),
        ("curl/8.0", "curl"),
        ("<b>", "A browser we do not know"),
        ("", "A browser we do not know"),
    ],
)  # fmt: skip
def test_a_session_is_told_by_the_browser_it_is_of(browser, user_agent, name):
    browser.get("/account/sessions/")
    UserSession.objects.update(user_agent=user_agent)

    assert f"<strong>{name}</strong>" in browser.get("/account/sessions/").content.decode()


def test_the_link_is_sent_again_only_to_an_address_that_is_not_confirmed(browser, learner):
    again = 'name="action_send"'
    assert again not in browser.get("/account/email/").content.decode()
    EmailAddress.objects.create(user=learner, email="home@example.org", verified=False)
    assert again in browser.get("/account/email/").content.decode()


def test_the_pages_of_the_second_step_say_what_they_are_for_in_our_words(browser):
    activate_app(browser)
    titles = {
        "/account/2fa/recovery-codes/": "Recovery codes",
        "/account/2fa/recovery-codes/generate/": "Make new recovery codes",
        "/account/2fa/totp/deactivate/": "Turn the app off",
        "/account/2fa/webauthn/add/": "Add a passkey or key",
    }

    for address, title in titles.items():
        page = browser.get(address)
        assert page.status_code == 200, address
        assert f"<h1>{title}</h1>" in page.content.decode(), address


def test_every_recovery_code_stands_on_a_line_of_its_own(browser):
    activate_app(browser)
    page = browser.get("/account/2fa/recovery-codes/").content.decode()

    assert "10 of 10 are left." in page
    codes = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]
    assert len(html.unescape(codes).split("\n")) == 10
