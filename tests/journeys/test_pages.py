"""Every kind of page, at both widths and in both schemes: no barrier, no sideways scroll."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import RunningSite

VISITOR_PAGES = [
    "/",
    "/badges/",
    "/badges/?skill=listen-actively&time=10",
    "/badges/?skill=listen-actively&pathway=career-prepared&time=5",
    "/search/",
    "/search/?q=listening",
    "/search/?q=zeppelin",
    "/badges/collaboration/",
    "/badges/empathy/",
    "/pathways/",
    "/pathways/leadership/",
    "/courses/collaboration/",
    "/courses/collaboration/assessment/",
    "/verify/",
    "/about/",
    "/for-employers/",
    "/how-badges-are-assessed/",
    "/issuers/cairn-demonstration-university/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "AWARD",
    "LESSON",
    "MODULE",
]
LEARNER_PAGES = [
    "/",
    "/badges/?mine=1",
    "/dashboard/",
    "/journal/",
    "/pathways/innovation/",
    "/courses/collaboration/",
    "LESSON",
    "/account/email/",
    "/account/password/change/",
    "/account/logout/",
]
LOOKS = [(1280, False), (1280, True), (390, False), (390, True), (320, False)]


def look_at(page: Page, url: str, axe: Callable[[Page], None]) -> None:
    page.goto(url)
    axe(page)
    too_wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert too_wide <= 0, f"{url} scrolls sideways by {too_wide} pixels"


@pytest.fixture(scope="module")
def addresses(site: RunningSite) -> dict[str, str]:
    awards = json.loads(site.manage("list_awards", "--json", "--recipient", "ada@example.org"))
    modules = "/courses/collaboration/build-trust-and-shared-purpose/"
    return {
        "AWARD": awards[0]["url"],
        "MODULE": modules,
        "LESSON": f"{modules}what-silence-costs/",
    }


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_a_visitor_meets_no_barrier(
    site: RunningSite,
    new_page: Callable[..., Page],
    axe: Callable[[Page], None],
    addresses: dict[str, str],
    width: int,
    dark: bool,
) -> None:
    page = new_page(width=width, dark=dark)
    for url in VISITOR_PAGES:
        look_at(page, addresses.get(url, url), axe)
    assert page.context.cookies() == [] or {c["name"] for c in page.context.cookies()} <= {
        "csrftoken"  # the sign-in and sign-up forms need one
    }


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_a_learner_meets_no_barrier(
    site: RunningSite,
    new_page: Callable[..., Page],
    axe: Callable[[Page], None],
    addresses: dict[str, str],
    width: int,
    dark: bool,
) -> None:
    from home.demo import PASSWORD

    page = new_page(width=width, dark=dark)
    page.goto("/account/login/")
    page.get_by_label("Email").fill("learner@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    for url in LEARNER_PAGES:
        look_at(page, addresses.get(url, url), axe)
