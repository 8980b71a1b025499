"""Passkeys in a real browser, which is given an authenticator: made, used, refused."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from home.demo import PASSWORD, STORIES
from tests.journeys.conftest import RunningSite
from tests.journeys.steps import follow

# Nobody else's: whoever has a passkey is asked for it at every sign-in from then on.
HOLDER = next(story for story in STORIES if story.name == "Jin Park")


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def authenticator(page: Page) -> Any:
    """A device that holds passkeys and says yes; `authenticator(yes=False)` makes it refuse."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )

    def answer(*, yes: bool) -> None:
        session.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": made["authenticatorId"], "isUserVerified": yes},
        )

    return answer


def test_a_passkey_is_made_and_then_signs_in_without_a_password(
    site: RunningSite, page: Page, authenticator: Any
) -> None:
    page.goto(f"{site.url}/account/login/")
    page.get_by_label("Email").fill(HOLDER.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/dashboard/")
    page.goto(f"{site.url}/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Confirm"))

    expect(page.get_by_label("Sign in with it alone")).to_be_checked()
    page.get_by_label("A name for it").fill("My laptop")
    with page.expect_navigation():  # the device answers first, and then the form is sent
        page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("It is added. You can use it the next time")).to_be_visible()
    page.goto(f"{site.url}/account/2fa/webauthn/")
    expect(page.get_by_role("main")).to_contain_text("My laptop")

    page.goto(f"{site.url}/account/2fa/webauthn/reauthenticate/?next=/account/data/")
    page.get_by_role("button", name="Use a passkey or key").click()
    page.wait_for_url(f"{site.url}/account/data/")

    page.goto(f"{site.url}/account/logout/")
    follow(page.get_by_role("main").get_by_role("button"))
    page.goto(f"{site.url}/account/login/")
    authenticator(yes=False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Your device did not confirm it")

    authenticator(yes=True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/dashboard/")
    expect(page.get_by_role("heading", name="Hello, Jin")).to_be_visible()
