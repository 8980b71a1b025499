"""Every type of page at both widths and in both schemes, as a visitor or as whose page it is.

Each page is loaded once and then looked at in all looks: what a look changes is colours and
arrangement, not what is there.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import RunningSite, violations

# WCAG 1.4.10: 320 pixels, and 1280 at a zoom of 200 and of 400 percent.
NARROW = (320, 390, 640)
# Addresses that answer with a file, a document, a part of a page or a redirect; and pages of which
# the demo site has no example, since they come between two steps of a learner.
NO_PAGES = {
    "",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_data_download",
    "account_keep",
    "account_set_password",
    "assertion",
    "attempt",
    "attempt_submit",
    "award_card",
    "award_embed",
    "award_png",
    "award_svg",
    "badge_png",
    "badge_svg",
    "credential",
    "did_document",
    "evidence_file",
    "evidence_from_journal",
    "evidence_from_scenarios",
    "journal_entry",
    "journal_file",
    "lesson_bookmark",
    "lesson_check",
    "lesson_complete",
    "lesson_note",
    "lesson_place",
    "lesson_reflection",
    "lesson_scenario",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "notice",
    "notice_mark",
    "notices_read",
    "oembed",
    "own_date_file",
    "own_dates_feed",
    "own_dates_file",
    "own_profile_badge",
    "profile",
    "robots",
    "second_address_not_now",
    "shared_evidence_withdraw",
    "sign_off_file",
    "sitemap",
    "status_list",
    "style_mail",
    "style_mail_html",
    "submission_file",
    "submission_hand_in",
    "submission_supervisor",
    "subscribed_dates",
    "unsubscribe",
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",
}
# Rules that a colour scheme may break; the others look at what is there.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def size(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def barriers(page: Page) -> Iterator[str]:
    for width in (1280, 390):
        size(page, width)
        for scheme, rules in (("light", []), ("dark", OF_COLOURS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            settle(page)
            for told in violations(page, rules=rules):
                yield f"{page.url} at {width}, {scheme}: {told}"
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def settle(page: Page) -> None:
    """Wait until what was asked for has been drawn."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def sideways(page: Page) -> Iterator[str]:
    for width in NARROW:
        size(page, width)
        beyond = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if beyond > 0:
            yield f"{page.url} scrolls sideways by {beyond} pixels at {width}"


class Found:
    """What a walk over all pages found."""

    def __init__(self) -> None:
        self.pages = 0
        self.answers: list[str] = []
        self.barriers: list[str] = []
        self.sideways: list[str] = []
        self.cookies: set[str] = set()
        self.errors: list[str] = []


@pytest.fixture(scope="module")
def found(
    site: RunningSite,
    browser: Browser,
    page_types: list[dict[str, Any]],
    cookies_of: Callable[[str], Any],
) -> Found:
    walk = Found()
    context = browser.new_context(base_url=site.url, reduced_motion="reduce")
    page = context.new_page()
    page.on("pageerror", lambda error: walk.errors.append(f"{page.url}: {error}"))
    for one in page_types:
        context.clear_cookies()
        context.add_cookies(cookies_of(one["person"]))
        answer = page.goto(one["address"])
        if answer is None or answer.status != one["status"]:
            walk.answers.append(f"{one['name']}: {answer and answer.status}")
        walk.barriers += barriers(page)
        walk.sideways += sideways(page)
        walk.pages += 1
        if not one["person"]:
            walk.cookies |= {cookie["name"] for cookie in context.cookies()}
    context.close()
    return walk


def test_every_type_of_page_is_walked(found: Found) -> None:
    assert found.pages > 60
    assert not found.answers


def test_every_address_that_answers_with_a_page_has_a_type(
    page_types: list[dict[str, Any]],
) -> None:
    """What is new is added to `home.page_types`, or here if it is no page."""
    walked = {resolve(one["address"].partition("?")[0]).view_name for one in page_types}

    assert set(_view_names(get_resolver())) - walked - NO_PAGES == set()


def _view_names(patterns: URLResolver) -> Iterator[str]:
    for pattern in patterns.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or ""
        elif not str(pattern.pattern).startswith(("admin/", "documents/", "_util/")):
            yield from _view_names(pattern)


def test_no_page_puts_up_a_barrier_in_any_look(found: Found) -> None:
    assert not found.barriers, "\n".join(found.barriers)


def test_no_page_scrolls_sideways_on_a_small_window_or_enlarged(found: Found) -> None:
    assert not found.sideways, "\n".join(found.sideways)


def test_a_visitor_gets_no_cookie_but_that_of_a_form(found: Found) -> None:
    # Those of the entrances need a token, and the link of a mail is kept in a session.
    assert found.cookies <= {"csrftoken", "sessionid"}


def test_no_script_fails_on_any_page(found: Found) -> None:
    assert not found.errors


def test_a_page_for_reading_sets_no_cookie(
    site: RunningSite, new_page: Callable[..., Page], page_types: list[dict[str, Any]]
) -> None:
    page = new_page()
    for one in page_types:
        if not one["person"] and not one["address"].startswith("/account/"):
            page.goto(one["address"])

    assert page.context.cookies() == []
