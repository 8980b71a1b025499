"""Signing in with an institution, walked on a site that is configured for one.

`test_institution.py` runs this file in a process of its own: what is installed is settled when
a process starts.
"""

import html
import json
import re
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.messages import get_messages

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db

NOOR = {"sub": "42", "email": "noor@uni.example", "email_verified": True, "name": "Noor  Haddad"}


class Institution:
    """An OpenID provider that knows one person."""

    def __init__(self, port):
        self.url, self.person, self.asked = f"http://127.0.0.1:{port}", dict(NOOR), []
        institution = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = urlsplit(self.path).path
                institution.asked.append(path)
                self.answer(
                    institution.configuration()
                    if path.startswith("/.well-known/")
                    else institution.person
                )

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                institution.asked.append(self.path)
                institution.posted = parse_qs(body)
                self.answer(institution.token())

            def answer(self, document):
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", port), Handler)
        # It looks for the end of its test this often; by itself, twice a second.
        serve = partial(self.server.serve_forever, poll_interval=0.01)
        threading.Thread(target=serve, daemon=True).start()

    def configuration(self):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
        }

    def token(self):
        now = int(time.time())
        claims = {"iss": self.url, "aud": "cairn", "iat": now, "exp": now + 60, **self.person}
        return {
            "access_token": "secret",
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, "k" * 32, algorithm="HS256"),
        }


@pytest.fixture
def institution(settings):
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    made = Institution(urlsplit(app["settings"]["server_url"]).port)
    yield made
    made.server.shutdown()
    made.server.server_close()


def come_back(client, way="", **said):
    """Press our button, and come back from the institution as whoever it knows."""
    page = client.post(f"/account/oidc/university/login/{way}")
    address = page.context["redirect_to"]
    state = parse_qs(urlsplit(address).query)["state"][0]
    answer = {"state": state, **(said or {"code": "c"})}
    return client.get("/account/oidc/university/login/callback/", answer)


TO_LINK = "?process=connect"
THEIR_WORDS = (
    "third-party",
    "Third-Party",
    "Account Connections",
    "Sign Up",
    "Login",
    "logging in",
)


def words_of(response):
    """The page without its tags, in which nothing is left that allauth would say."""
    page = response.content.decode()
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert not [theirs for theirs in THEIR_WORDS if theirs in words]
    return words


@pytest.fixture
def lena(client):
    """Somebody with a password, signed in."""
    user = factories.a_user(name="Lena", email="lena@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post("/account/login/", {"login": user.email, "password": factories.PASSWORD})
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    client.get("/dashboard/")  # shows that she is signed in
    return user


def test_both_pages_offer_it(client):
    for path in ("/account/login/", "/account/signup/"):
        response = client.get(path)
        assert "Continue with Our University" in words_of(response)
        assert 'action="/account/oidc/university/login/' in response.content.decode()


def test_the_way_there_is_a_page_so_that_the_policy_on_forms_holds(client, institution):
    response = client.post("/account/oidc/university/login/")

    assert response.status_code == 200
    address = response.context["redirect_to"]
    assert address.startswith(f"{institution.url}/authorize?")
    assert "code_challenge" in address
    assert 'http-equiv="refresh"' in response.content.decode()
    assert "form-action 'self'" in response["Content-Security-Policy"]


def test_whoever_is_new_joins_with_the_name_and_the_confirmed_address(client, institution):
    response = come_back(client)

    assert response.status_code == 302, response.content.decode()
    user = User.objects.get(email="noor@uni.example")
    assert user.name == "Noor Haddad"
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert client.get("/dashboard/").status_code == 200
    assert "code_verifier" in institution.posted


def test_whoever_comes_back_is_the_same(client, institution):
    come_back(client)
    client.post("/account/logout/")
    come_back(client)

    assert User.objects.count() == 1


def test_who_has_an_account_with_that_address_gets_into_it(client, institution):
    user = factories.a_user(email="noor@uni.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    come_back(client)

    assert SocialAccount.objects.get().user == user


def test_somebody_who_took_the_address_before_is_locked_out_of_it(client, institution):
    """They could not confirm it; whoever can now has the account, and the password is gone."""
    user = factories.a_user(email="noor@uni.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)

    come_back(client)

    user.refresh_from_db()
    assert not user.has_usable_password()


def test_an_address_that_the_institution_has_not_confirmed_opens_nothing(client, institution):
    user = factories.a_user(email="noor@uni.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    institution.person["email_verified"] = False

    come_back(client)

    assert not SocialAccount.objects.exists()
    assert client.get("/dashboard/").status_code == 302


def test_who_comes_without_a_name_is_asked_for_it(client, institution):
    del institution.person["name"]

    response = come_back(client)

    assert response["Location"] == "/account/3rdparty/signup/"
    words = words_of(client.get(response["Location"]))
    assert "Our University let you in, but did not tell us all that an account here needs." in words
    assert "Your name" in words
    client.post(response["Location"], {"email": "noor@uni.example", "name": "Noor"})
    assert User.objects.get().name == "Noor"


def test_who_is_asked_for_more_and_has_an_account_already_is_told_how_to_get_into_it(
    client, institution
):
    user = factories.a_user(email="noor@uni.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    institution.person["email_verified"] = False

    response = come_back(client)

    assert response["Location"] == "/account/3rdparty/signup/"
    page = client.post(response["Location"], {"email": "noor@uni.example", "name": "Noor"})
    assert "then link your account at Our University" in words_of(page)


def test_an_address_that_only_leads_there_asks_before_it_does(client):
    assert "Sign in with Our University" in words_of(client.get("/account/oidc/university/login/"))
    page = client.get(f"/account/oidc/university/login/{TO_LINK}")
    assert "Link your account at Our University" in words_of(page)


def test_who_stops_on_the_way_is_told_that_nothing_was_changed(client, institution):
    response = come_back(client, error="access_denied")

    page = client.get(response["Location"])
    assert "So you are not signed in. Nothing was changed, here or there." in words_of(page)
    assert 'href="/account/login/" class="button"' in page.content.decode()


def test_who_stops_on_the_way_to_a_link_is_led_back_to_the_links(client, institution, lena):
    response = come_back(client, TO_LINK, error="access_denied")

    page = client.get(response["Location"])
    assert "No account was linked. Everything here is as it was." in words_of(page)
    assert 'href="/account/3rdparty/" class="button"' in page.content.decode()


def test_who_could_not_be_signed_in_is_told_what_else_they_can_do(client, institution):
    page = come_back(client, error="server_error")

    assert page.status_code == 401
    words = words_of(page)
    assert "You are not signed in Our University did not tell us who you are" in words
    assert "set a password with it" in words
    assert 'href="/account/login/" class="button">Try again' in page.content.decode()
    assert 'href="/account/password/reset/" class="button' in page.content.decode()


def test_who_comes_back_with_no_way_there_is_told_the_same(client, institution):
    for address in ("/account/3rdparty/login/error/", "/account/oidc/university/login/callback/"):
        page = client.get(address)
        assert page.status_code == 401
        assert "did not tell us who you are, or you took too long to come back" in words_of(page)


def test_what_could_not_be_linked_can_be_tried_again(client, institution, lena):
    page = come_back(client, TO_LINK, error="server_error")

    assert "No account was linked Our University did not tell us" in words_of(page)
    assert 'href="/account/3rdparty/" class="button">Try again' in page.content.decode()


def test_an_account_is_linked_and_unlinked(client, institution, lena):
    page = client.get("/account/3rdparty/")
    assert "None yet. Link the account that you have at your institution" in words_of(page)
    assert f'action="/account/oidc/university/login/{TO_LINK}"' in page.content.decode()

    response = come_back(client, TO_LINK)

    assert said(response) == ["It is linked. You can sign in with it from now on."]
    linked = SocialAccount.objects.get(user=lena)
    words = words_of(client.get("/account/3rdparty/"))
    assert "Our University As noor@uni.example, linked on" in words
    assert "Unlink" in words
    response = client.post("/account/3rdparty/", {"account": linked.pk})
    assert said(response) == ["It is no longer linked. You cannot sign in with it any more."]
    assert not SocialAccount.objects.exists()


def test_an_account_that_is_somebody_else_s_is_not_linked(client, institution, lena):
    SocialAccount.objects.create(user=factories.a_user(), provider="university", uid="42")

    response = come_back(client, TO_LINK)

    (words,) = said(response)
    assert words.startswith("That account is linked to somebody else’s account here")


def test_the_only_way_in_is_not_offered_for_unlinking(client, institution):
    come_back(client)
    client.get("/dashboard/")

    page = client.get("/account/3rdparty/")

    words = words_of(page)
    assert "You have no password, so you cannot unlink it yet." in words
    assert "Unlink" not in words
    assert 'href="/account/password/set/" class="button"' in page.content.decode()
    page = client.post("/account/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert "You have no password, so you cannot unlink it yet. Set one first." in words_of(page)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_link_can_be_seen_and_is_in_the_copy_of_one_s_data(client, institution):
    from accounts.personal_data import parts

    come_back(client)

    assert client.get("/account/3rdparty/").status_code == 200
    (sign_in,) = [part for part in parts(User.objects.get()) if part.path == "sign-in.json"]
    assert "42" in str(list(sign_in.rows))


def test_the_link_goes_with_the_account(client, institution):
    from accounts.personal_data import erase

    come_back(client)
    erase(User.objects.get())

    assert not SocialAccount.objects.exists()


def test_every_table_is_spoken_for_with_it_too():
    from tests.accounts.test_contributions import relations_to_people, spoken_for

    assert set(relations_to_people()) <= set(spoken_for())
