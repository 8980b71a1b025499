"""Dialogs, tabs and toasts, by keyboard, with scripts and without."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import RunningSite
from tests.journeys.steps import follow

ADA = "ada@example.org"
SignIn = Callable[[Page, str], None]


def a_lesson(page: Page) -> None:
    page.goto("/courses/empathy/")
    follow(page.locator(".course-module a").first)
    follow(page.locator(".row--lesson a").first)
    expect(page.get_by_label("Your note on this lesson")).to_be_visible()


def a_lesson_with_a_note(page: Page, *, javascript: bool = True) -> None:
    a_lesson(page)
    save = page.get_by_role("complementary").get_by_role("button", name="Save", exact=True)
    page.get_by_label("Your note on this lesson").fill("To be deleted.")
    if javascript:
        save.click()
        expect(page.get_by_role("complementary").get_by_text("Saved", exact=True)).to_be_visible()
        expect(page.get_by_role("link", name="Delete my note")).to_be_visible()
    else:
        follow(save)


def an_award_of_their_own(page: Page) -> None:
    page.goto("/dashboard/")
    follow(page.locator(".cairn a[href^='/awards/']").first)
    expect(page.get_by_role("heading", name="Share your badge")).to_be_visible()


def test_a_dialog_asks_first_and_escape_leaves_everything_as_it_was(
    site: RunningSite, new_page: Callable[..., Page], sign_in: SignIn, axe: Callable[[Page], None]
) -> None:
    page = new_page(width=390, dark=True)
    sign_in(page, ADA)
    a_lesson_with_a_note(page)
    opener = page.get_by_role("link", name="Delete my note")
    dialog = page.get_by_role("dialog", name="Delete your note?")

    opener.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(page.get_by_role("link", name="Keep it")).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # on “Keep it”
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Your note on this lesson")).to_have_value("To be deleted.")


def test_what_a_dialog_is_told_is_done_and_said_where_one_looks(
    site: RunningSite, new_page: Callable[..., Page], sign_in: SignIn, axe: Callable[[Page], None]
) -> None:
    page = new_page(width=390)
    sign_in(page, ADA)
    a_lesson_with_a_note(page)
    page.get_by_role("link", name="Delete my note").click()
    page.get_by_role("button", name="Delete it").click()

    toast = page.locator(".toast")
    expect(toast).to_contain_text("Your note is deleted.")
    expect(toast).to_be_in_viewport()
    expect(page.get_by_label("Your note on this lesson")).to_have_value("")
    axe(page)


def test_what_is_deleted_is_not_saved_again_by_what_was_typed_just_before(
    site: RunningSite, new_page: Callable[..., Page], sign_in: SignIn
) -> None:
    page = new_page()
    sign_in(page, ADA)
    a_lesson_with_a_note(page)
    note = page.get_by_label("Your note on this lesson")

    def answer_late(route: Route) -> None:
        if "discard" not in (route.request.post_data or ""):
            route.continue_()
            return
        done = route.fetch(max_redirects=0)
        page.wait_for_timeout(2000)  # longer than one waits for the next letter
        route.fulfill(response=done)

    page.route("**/note/", answer_late)
    note.press_sequentially("Typed last.")
    page.get_by_role("link", name="Delete my note").click()
    page.get_by_role("button", name="Delete it").click()

    expect(page.locator(".toast")).to_contain_text("Your note is deleted.")
    expect(note).to_have_value("")


# A browser may tell of two changes at once: that a thing was in sight, and that it no longer is.
TELLS_LATE = """
const Real = IntersectionObserver;
window.IntersectionObserver = class extends Real {
  constructor(tell, options) {
    const inSight = { boundingClientRect: { bottom: 100 } };
    super((changes) => tell([inSight, ...changes]), options);
  }
};
"""


def test_what_a_busy_browser_tells_late_is_said_where_one_looks_too(
    site: RunningSite, new_page: Callable[..., Page], sign_in: SignIn
) -> None:
    page = new_page(width=390)
    page.add_init_script(TELLS_LATE)
    sign_in(page, ADA)
    a_lesson_with_a_note(page)
    page.get_by_role("link", name="Delete my note").click()
    page.get_by_role("button", name="Delete it").click()

    expect(page.locator(".toast")).to_contain_text("Your note is deleted.")


def test_a_dialog_without_scripts_opens_where_it_stands(
    site: RunningSite, new_page: Callable[..., Page], sign_in: SignIn
) -> None:
    page = new_page(width=390, javascript=False)
    sign_in(page, ADA)
    a_lesson_with_a_note(page, javascript=False)
    keep = page.get_by_role("link", name="Keep it")
    expect(keep).to_be_hidden()
    page.get_by_role("link", name="Delete my note").click()
    keep.click()
    expect(keep).to_be_hidden()

    page.get_by_role("link", name="Delete my note").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_label("Your note on this lesson")).to_have_value("")
    expect(page.get_by_text("Your note is deleted.")).to_be_visible()


def test_a_toast_says_what_was_done_and_goes_when_it_is_closed(
    site: RunningSite, new_page: Callable[..., Page], sign_in: SignIn, axe: Callable[[Page], None]
) -> None:
    page = new_page()
    sign_in(page, ADA)
    a_lesson(page)
    page.get_by_role("button", name="Bookmark this lesson").click()
    toast = page.get_by_role("status").locator(".toast")
    expect(toast).to_contain_text("Bookmarked.")
    expect(page.get_by_role("button", name="Remove the bookmark")).to_be_focused()
    axe(page)

    toast.get_by_role("button", name="Close this message").click()
    expect(toast).to_have_count(0)
    page.get_by_role("button", name="Remove the bookmark").click()
    expect(toast).to_contain_text("The bookmark is removed.")


def test_tabs_are_chosen_with_the_arrow_keys(
    site: RunningSite, new_page: Callable[..., Page], sign_in: SignIn, axe: Callable[[Page], None]
) -> None:
    page = new_page(width=390)
    sign_in(page, ADA)
    an_award_of_their_own(page)
    expect(page.get_by_role("tab")).to_have_count(3)
    link, website, download = page.get_by_role("tab").all()
    expect(link).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("link", name="Add to LinkedIn profile")).to_be_visible()

    link.focus()
    page.keyboard.press("ArrowRight")
    expect(website).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Website")).to_be_visible()
    expect(page.get_by_role("link", name="Add to LinkedIn profile")).to_be_hidden()
    axe(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Download")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(link).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(download).to_be_focused()
    page.keyboard.press("Home")
    expect(link).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tabpanel").locator(":focus")).to_have_count(1)


def test_tabs_without_scripts_stand_below_each_other(
    site: RunningSite, new_page: Callable[..., Page], sign_in: SignIn
) -> None:
    page = new_page(javascript=False)
    sign_in(page, ADA)
    an_award_of_their_own(page)
    for title in ("Link", "Website", "Download"):
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Image (PNG)")).to_be_visible()


def test_a_table_is_read_as_one_also_where_there_is_no_room_for_columns(
    site: RunningSite, new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    for width in (1280, 320):
        page = new_page(width=width)
        page.goto("/pathways/")
        table = page.get_by_role("table", name=re.compile("^Badges, and the levels"))
        row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Empathy"))
        expect(row.get_by_role("cell").first).to_contain_text("Level 3, any 1 of 8")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        axe(page)
