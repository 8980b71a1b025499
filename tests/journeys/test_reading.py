"""Reading a lesson in a browser with scripts: the place, the keys, the note; and planning."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from home.demo import LEARNER, PASSWORD
from tests.journeys.conftest import RunningSite
from tests.journeys.steps import follow

MODULE = "/courses/collaboration/play-to-different-strengths/"
LESSON = f"{MODULE}can-do-want-to-learn-somebody-has-to/"


def signed_in(page: Page) -> Page:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(LEARNER.email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page).to_have_url(re.compile("/dashboard/"))
    return page


def test_one_returns_to_the_paragraph_where_one_stopped_on_another_device(
    site: RunningSite, new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = signed_in(new_page())
    page.goto(LESSON)
    heading = page.get_by_role("heading", name="Saying who did what")
    heading.evaluate("element => element.scrollIntoView({behavior: 'instant'})")
    contents = page.get_by_role("navigation", name="In this lesson")
    expect(contents.locator("[aria-current]")).to_have_text("Saying who did what")
    with page.expect_response(re.compile("/place/$")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.evaluate("dispatchEvent(new Event('pagehide'))")

    phone = signed_in(new_page(width=390))
    phone.goto(LESSON)
    notice = phone.get_by_text("You stopped here last time.")
    expect(notice).to_be_in_viewport()
    expect(phone.locator(".stopped")).to_be_focused()
    assert phone.evaluate("scrollY") > 1000
    axe(phone)
    phone.get_by_role("link", name="To the beginning").click()
    expect(phone.get_by_role("heading", level=1)).to_be_in_viewport()


def test_keys_lead_on_and_back_but_not_while_one_writes_and_not_when_switched_off(
    site: RunningSite, new_page: Callable[..., Page]
) -> None:
    page = signed_in(new_page())
    page.goto(LESSON)
    page.get_by_label("Your note on this lesson").press_sequentially("a ] b [")
    expect(page).to_have_url(re.compile(f"{LESSON}$"))
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("]")
    expect(page).not_to_have_url(re.compile(f"{LESSON}$"))
    page.keyboard.press("[")
    expect(page).to_have_url(re.compile(f"{LESSON}$"))
    page.get_by_text("Keys for before and next").click()
    page.get_by_label("Use these keys on this device").uncheck()
    page.reload()
    page.keyboard.press("]")
    page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(f"{LESSON}$"))


def test_a_note_and_a_bookmark_are_kept_in_their_place(
    site: RunningSite, new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = signed_in(new_page())
    page.goto(f"{MODULE}practise-fifty-years-on-the-wharf/")
    page.get_by_label("Your note on this lesson").fill("Ask Joe about the tide tables.")
    expect(page.get_by_role("complementary").get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("button", name="Bookmark this lesson").click()
    expect(page.get_by_role("button", name="Remove the bookmark")).to_be_focused()
    axe(page)
    page.goto("/journal/")
    expect(page.get_by_text("Ask Joe about the tide tables.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Practise: fifty years"))).to_be_visible()


def test_what_was_typed_just_before_one_leaves_is_kept(
    site: RunningSite, new_page: Callable[..., Page]
) -> None:
    page = signed_in(new_page())
    page.goto(f"{MODULE}practise-fifty-years-on-the-wharf/")
    note = page.get_by_label("Your note on this lesson")
    note.fill("The last words, and gone.")
    page.goto("/dashboard/")
    page.goto("/journal/")
    expect(page.get_by_text("The last words, and gone.")).to_be_visible()


def test_evidence_that_was_typed_just_before_one_leaves_is_kept(
    site: RunningSite,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    page_types: list[dict[str, Any]],
) -> None:
    (draft,) = [one for one in page_types if one["name"] == "submission: draft"]
    page = new_page()
    sign_in(page, draft["person"])
    page.goto(draft["address"])
    page.get_by_label("What you did, in words").fill("Half a sentence, and the bus is")
    page.goto("/dashboard/")
    page.goto(draft["address"])
    expect(page.get_by_label("What you did, in words")).to_have_value(
        "Half a sentence, and the bus is"
    )


NOTES_WHAT_IS_FETCHED = """
const real = window.fetch;
window.fetch = (...asked) => {
  sessionStorage.fetched = `${sessionStorage.fetched ?? ""}${asked[0]} `;
  return real(...asked);
};
"""


@pytest.mark.parametrize("button", ["Answer later", None])
def test_an_answer_is_sent_as_one_leaves_unless_it_goes_along_with_its_form(
    site: RunningSite,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    page_types: list[dict[str, Any]],
    button: str | None,
) -> None:
    (question,) = [one for one in page_types if one["name"] == "question"]
    page = new_page()
    page.add_init_script(NOTES_WHAT_IS_FETCHED)
    sign_in(page, question["person"])
    page.goto(question["address"])
    # Of whatever type the question is; no “change” yet, which would save it.
    page.locator(".question").locator("input, select").first.dispatch_event("input")
    if button:
        follow(page.get_by_role("button", name=button))
    else:
        page.goto("/dashboard/")

    fetched = page.evaluate("sessionStorage.fetched ?? ''").split()
    assert fetched == ([] if button else [f"{site.url}{question['address']}"])


@pytest.mark.parametrize("javascript", [True, False])
def test_a_week_and_a_date_are_planned_with_and_without_scripts(
    site: RunningSite,
    new_page: Callable[..., Page],
    axe: Callable[[Page], None],
    javascript: bool,
) -> None:
    page = signed_in(new_page(width=320, javascript=javascript))
    page.goto("/dashboard/goal/")
    if javascript:
        axe(page)
    page.get_by_label("How much a week").fill("9")
    follow(page.get_by_role("button", name="Set this goal"))
    expect(page.get_by_text("A week has 7 days.").first).to_be_visible()
    page.get_by_label("How much a week").fill("2")
    follow(page.get_by_role("button", name="Set this goal"))
    expect(page.get_by_text(re.compile("of 2 days"))).to_be_visible()
    follow(page.get_by_role("link", name="All dates, and your calendar"))
    if javascript:
        axe(page)
    page.get_by_label("What").fill("Talk with Ana")
    page.get_by_label("Day", exact=True).fill("2099-03-01")
    follow(page.get_by_role("button", name="Set this date"))
    expect(page.get_by_role("link", name="Talk with Ana").first).to_be_visible()
    if page.get_by_role("button", name="Make a private address").count():
        follow(page.get_by_role("button", name="Make a private address"))
    page.get_by_role("link", name="Make a new address").click()
    follow(page.get_by_role("button", name="Make a new one"))
    address = page.get_by_label("Your calendar’s private address").input_value()
    assert "SUMMARY:Talk with Ana" in new_page().request.get(address).text()
