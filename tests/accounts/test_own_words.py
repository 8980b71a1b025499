"""Everything that allauth may say to somebody here is said in this site's words."""

import hashlib
import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.contrib.messages import get_messages
from django.urls import NoReverseMatch, reverse
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.adapters import AccountAdapter
from tests import factories
from tests.accounts.test_sign_in import activate_app

THEIRS = Path(allauth.__file__).parent / "templates"
OURS = settings.ROOT / "templates"
WITHOUT_WORDS = {
    "account/base_entrance.html",
    "account/base_manage.html",
    "account/base_manage_email.html",
    "account/base_manage_password.html",
    "mfa/base_entrance.html",
    "mfa/base_manage.html",
    "mfa/recovery_codes/base.html",
    "mfa/recovery_codes/download.txt",
    "mfa/totp/base.html",
    "mfa/webauthn/base.html",
    "mfa/webauthn/snippets/login_script.html",
    "socialaccount/base_entrance.html",
    "socialaccount/base_manage.html",
    "socialaccount/messages/account_connected_updated.txt",  # says account_connected.txt
    "socialaccount/snippets/login_extra.html",
    "socialaccount/snippets/provider_list.html",
    "usersessions/base_manage.html",
}
# Tests below show that nobody can get there.
NEVER_SHOWN = {
    "account/base_confirm_code.html",
    "account/base_manage_phone.html",
    "account/confirm_email_verification_code.html",
    "account/confirm_login_code.html",
    "account/confirm_password_reset_code.html",
    "account/confirm_phone_verification_code.html",
    "account/email/base_message.txt",
    "account/email/login_code_message.txt",
    "account/email/login_code_subject.txt",
    "account/email/password_reset_code_message.txt",
    "account/email/password_reset_code_subject.txt",
    "account/email_change.html",
    "account/messages/login_code_sent.txt",
    "account/messages/phone_verification_sent.txt",
    "account/messages/phone_verified.txt",
    "account/phone_change.html",
    "account/request_login_code.html",
    "account/signup_by_passkey.html",
    "account/signup_closed.html",
    "account/snippets/warn_no_email.html",
    "account/verified_email_required.html",
    "mfa/trust.html",
    "mfa/webauthn/signup_form.html",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(sign_in, learner):
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    return sign_in(learner)


def test_every_template_of_allauth_is_ours_or_has_no_words_or_is_never_shown():
    theirs = {
        str(path.relative_to(THEIRS))
        for app in ("account", "mfa", "socialaccount", "usersessions")
        for path in (THEIRS / app).rglob("*.*")
    }

    left = {name for name in theirs if not (OURS / name).exists()}
    assert left == WITHOUT_WORDS | NEVER_SHOWN


class TestWhatIsNeverShown:
    @pytest.mark.parametrize(
        "name",
        [
            "account_request_login_code",
            "account_confirm_password_reset_code",
            "account_signup_by_passkey",
            "account_verify_phone",
            "account_change_phone",
            "mfa_trust",
            "mfa_signup_webauthn",
        ],
    )
    def test_it_has_no_address(self, name):
        with pytest.raises(NoReverseMatch):
            reverse(name)

    def test_a_code_for_signing_in_is_sent_to_nobody(self, client):
        response = client.get(reverse("account_confirm_login_code"))

        assert response["Location"].startswith("/account/login/")

    def test_an_address_is_confirmed_by_a_link_and_more_than_one_may_be_kept(self, browser):
        confirm = browser.get("/account/confirm-email/")
        manage = browser.get("/account/email/")

        assert "account/verification_sent.html" in {one.name for one in confirm.templates}
        assert "account/email.html" in {one.name for one in manage.templates}

    def test_joining_is_always_open(self, rf):
        assert AccountAdapter().is_open_for_signup(rf.get("/"))

    def test_no_view_asks_for_a_confirmed_address(self):
        apps = ("config", "home", "coordination", "learning", "assessments", "badges", "accounts")
        sources = (path for app in apps for path in (settings.ROOT / app).rglob("*.py"))

        assert not [path for path in sources if "verified_email_required" in path.read_text()]


class TestIsItYou:
    """Before anything that others should not do in somebody's name."""

    @pytest.fixture(autouse=True)
    def it_was_asked_long_ago(self, settings):
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

    def other_ways(self, page):
        found = re.findall(r'<a href="([^"]+)" class="button[^>]*>([^<]+)</a>', page)
        return {words: address.replace("&amp;", "&") for address, words in found}

    def test_a_code_of_the_app_will_do(self, browser, settings):
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
        activate_app(browser)
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
        asked = browser.get("/account/2fa/totp/deactivate/", follow=True)
        ways = self.other_ways(asked.content.decode())

        page = browser.get(ways["Use your app or a recovery code"])
        html = page.content.decode()

        assert "<h1>Is it you?</h1>" in html
        assert (
            "Write the six digits that your app shows now, or one of your recovery codes." in html
        )
        assert "authenticator code" not in html
        assert self.other_ways(html).keys() == {"Use your password"}
        (code, *_) = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
        onward = re.search(r'name="next" value="([^"]+)"', html)[1]
        answer = browser.post("/account/2fa/reauthenticate/", {"code": code, "next": onward})
        assert answer["Location"] == "/account/2fa/totp/deactivate/"

    def test_a_code_that_is_wrong_is_said_above_the_field(self, browser, settings):
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
        activate_app(browser)

        html = browser.post("/account/2fa/reauthenticate/", {"code": "1"}).content.decode()

        assert "One thing needs your attention" in html

    def test_a_passkey_or_key_will_do(self, browser, learner):
        WebAuthn.add(learner, "My laptop", a_credential())
        asked = browser.get("/account/2fa/webauthn/add/", follow=True)
        ways = self.other_ways(asked.content.decode())

        html = browser.get(ways["Use a passkey or key"]).content.decode()

        assert "<h1>Is it you?</h1>" in html
        assert "Your device asks for your fingerprint, your face or its code" in html
        assert 'id="mfa_webauthn_reauthenticate">Use a passkey or key</button>' in html
        assert 'name="next" value="/account/2fa/webauthn/add/"' in html
        assert "a security key" not in html.lower().partition("<h1>")[2]
        assert self.other_ways(html).keys() == {"Use your password"}
        for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
            assert "src=" in attributes or 'type="application/json"' in attributes, content


def a_credential():
    """What a browser sends for a new passkey, as allauth keeps it."""
    identifier = hashlib.sha256(b"passkey").digest()
    # Any point of the curve will do: nothing is signed with it.
    point = {1: 2, 3: -7, -1: 1, -2: b"\1" * 32, -3: b"\2" * 32}
    credential = AttestedCredentialData.create(Aaguid.NONE, identifier, ES256(point))
    data = AuthenticatorData.create(sha256(b"testserver"), 0x45, 0, bytes(credential))
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    return {
        "id": websafe_encode(identifier),
        "rawId": websafe_encode(identifier),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }


def test_who_sets_a_new_password_while_signed_in_is_told_so(browser):
    for address in ("/account/password/reset/", "/account/password/reset/done/"):
        html = browser.get(address).content.decode()

        assert "You are signed in already, as Lena Learner." in html
        assert "logged in" not in html


class TestMessages:
    """What was done is said once, at the top of the page that follows."""

    def said(self, response):
        return [str(message) for message in get_messages(response.wsgi_request)]

    def test_of_signing_in(self, client, learner):
        response = client.post(
            "/account/login/", {"login": learner.email, "password": factories.PASSWORD}
        )

        assert self.said(response) == ["You are signed in as Lena Learner."]

    def test_a_name_is_said_as_it_is_written(self, client):
        factories.a_user(name="Ines O'Neil & Söhne", email="ines@example.org")
        response = client.post(
            "/account/login/", {"login": "ines@example.org", "password": factories.PASSWORD}
        )

        assert self.said(response) == ["You are signed in as Ines O'Neil & Söhne."]

    @pytest.mark.parametrize(
        ("button", "address", "words"),
        [
            ("action_send", "new@example.org", "We have sent a link to new@example.org. Open it, "
             "and the address is confirmed as yours."),
            ("action_primary", "new@example.org", "Only an address that is confirmed can be the "
             "main one. Open the link that we sent to it first."),
            ("action_primary", "home@example.org", "Mails go to your new main address from now "
             "on."),
            ("action_remove", "new@example.org", "new@example.org is no longer an address of "
             "yours here."),
            ("action_remove", "lena@example.org", "lena@example.org is your main address, so it "
             "cannot be removed. Make another one the main one first."),
        ],
    )  # fmt: skip
    def test_of_addresses(self, browser, learner, button, address, words):
        browser.get("/dashboard/")
        for more, verified in (("new@example.org", False), ("home@example.org", True)):
            EmailAddress.objects.create(user=learner, email=more, verified=verified)

        response = browser.post("/account/email/", {button: "", "email": address})

        assert self.said(response) == [words]

    def test_of_confirming_an_address(self, browser, learner, mailoutbox):
        browser.get("/dashboard/")
        browser.post("/account/email/", {"action_add": "", "email": "new@example.org"})
        (link,) = re.findall(r"/account/confirm-email/\S+/", mailoutbox[-1].body)

        response = browser.post(link)

        assert self.said(response)[-1] == "new@example.org is confirmed as yours."

    def test_of_an_address_that_somebody_else_has_confirmed(
        self, browser, learner, other_learner, mailoutbox
    ):
        browser.get("/dashboard/")
        browser.post("/account/email/", {"action_add": "", "email": "new@example.org"})
        (link,) = re.findall(r"/account/confirm-email/\S+/", mailoutbox[-1].body)
        EmailAddress.objects.create(user=other_learner, email="new@example.org", verified=True)

        said = self.said(browser.post(link))

        assert said[-1] == "new@example.org has been confirmed for another account already."

    def test_of_passwords(self, browser, learner):
        browser.get("/dashboard/")
        new = {"password1": "quite-another-word", "password2": "quite-another-word"}

        response = browser.post(
            "/account/password/change/", {"oldpassword": factories.PASSWORD, **new}
        )

        assert self.said(response) == ["Your new password is set."]

    def test_of_a_first_password(self, browser, learner):
        browser.get("/dashboard/")
        learner.set_unusable_password()
        learner.save()
        browser.force_login(learner)
        new = {"password1": "quite-another-word", "password2": "quite-another-word"}

        assert self.said(browser.post("/account/password/set/", new)) == ["Your password is set."]

    @pytest.mark.django_db(transaction=True)
    def test_of_the_app_and_its_recovery_codes(self, browser):
        activate_app(browser)
        page = browser.get("/account/2fa/").content.decode()
        assert "Your app is set up. From now on you are asked for a code when you sign in." in page
        assert "You have new recovery codes. Print them, or write them down." in page

        browser.post("/account/2fa/totp/deactivate/")
        page = browser.get("/account/2fa/").content.decode()
        assert "The app is turned off. You are not asked for its codes any more." in page

    def test_of_a_passkey_that_is_removed(self, browser, learner):
        browser.get("/dashboard/")
        passkey = WebAuthn.add(learner, "My laptop", a_credential()).instance

        response = browser.post(f"/account/2fa/webauthn/keys/{passkey.pk}/remove/")

        assert self.said(response) == ["It is removed. Delete it on your device too."]

    def test_of_the_other_browsers(self, browser, learner, sign_in):
        sign_in(learner)
        browser.get("/dashboard/")

        response = browser.post("/account/sessions/")

        assert self.said(response) == ["All other browsers are signed out."]


@pytest.mark.parametrize(
    ("name", "sent", "words"),
    [
        ("account_signup", {}, "Write your name as it should appear on your badges."),
        ("account_signup", {"name": "Wren"}, "Choose a password."),
        ("account_login", {}, "Write the email address of your account."),
        ("account_login", {"login": "wren@example.org"}, "Write your password."),
        ("account_reset_password", {}, "Write the email address of your account."),
    ],
)
def test_who_leaves_a_field_empty_is_told_what_to_write(client, db, name, sent, words):
    answer = client.post(reverse(name), sent)
    assert words in answer.content.decode()
    assert "This field is required" not in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "sent", "words"),
    [
        ("account_email", {"action_add": ""}, "Write the address that you want to add."),
        ("account_change_password", {}, "Write the password that you have now."),
        ("account_change_password", {}, "Write the new password once more."),
    ],
)
def test_so_is_whoever_is_signed_in(browser, name, sent, words):
    answer = browser.post(reverse(name), sent)
    assert words in answer.content.decode()


def test_mistakes_are_told_by_the_page_and_not_by_the_browser_in_its_own_words(client, db):
    for name in ("account_signup", "account_login", "account_reset_password"):
        assert re.search(
            r'<form class="form[^>]* novalidate', client.get(reverse(name)).content.decode()
        )
