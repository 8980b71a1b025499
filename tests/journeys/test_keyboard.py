"""From joining to the badge without a mouse, and what is said to those who do not see."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningSite
from tests.journeys.keyboard import Keyboard
from tests.journeys.knowing import Expert
from tests.journeys.test_from_stranger_to_badge import PASSWORD

LESSON = "/courses/collaboration/build-trust-and-shared-purpose/what-silence-costs/"


def test_a_badge_is_earned_with_the_keyboard_alone_and_the_focus_is_always_seen(
    site: RunningSite, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    keyboard = Keyboard(page)
    main = page.get_by_role("main")

    # Past the header with the skip link, and to a course.
    page.goto("/")
    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    keyboard.activate(main.get_by_role("link", name=re.compile("Collaboration")).first)
    keyboard.activate(page.get_by_role("link", name="Go to the course"))
    keyboard.activate(page.get_by_role("link", name="I'm ready: go to the assessment"))
    keyboard.activate(page.get_by_role("link", name=re.compile("^Join")).last)

    # Join, and begin.
    keyboard.write(page.get_by_label("Your name"), "Kay Keys")
    keyboard.write(page.get_by_label("Email"), "kay@example.org")
    keyboard.write(page.get_by_label("Password", exact=True), PASSWORD)
    keyboard.activate(main.get_by_role("button", name=re.compile("^(Join|Create|Sign up)")))
    keyboard.activate(page.get_by_role("button", name=re.compile("^(Begin|Start)")))

    # Answer, look over it, submit.
    Expert(
        "collaboration", choose=keyboard.choose, select=keyboard.select, press=keyboard.activate
    ).answer_all(page)
    keyboard.activate(page.get_by_role("button", name="Submit the assessment"))
    expect(page.get_by_role("heading", name="Collaboration is yours")).to_be_visible()
    keyboard.activate(page.get_by_role("link", name="See and share your badge"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kay Keys")

    # The account menu opens, closes and leads out.
    menu = page.locator("[data-menu] summary")
    keyboard.go_to(menu)
    page.keyboard.press("Enter")
    keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    keyboard.activate(page.get_by_role("link", name="Sign out"))
    keyboard.activate(main.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed out")
    assert keyboard.steps > 100


def test_what_changes_without_a_new_page_is_said_to_a_screen_reader(
    site: RunningSite, new_page: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    page = new_page()
    sign_in(page, "gabriel.ortiz@example.org")
    page.goto(LESSON)
    heard = page.locator("[data-announcer]")
    expect(heard).to_have_role("status")

    # The answer to a check.
    check = page.locator(".check").first
    check.get_by_role("button").click()
    expect(heard).not_to_be_empty()
    check.locator("input").first.check()
    check.get_by_role("button").click()
    expect(check.locator("[data-focus]")).to_be_focused()

    # That what was written has been kept, and that it could not be.
    reflection = page.locator(".reflection").first
    reflection.get_by_role("textbox").fill("Said on Tuesday.")
    reflection.get_by_role("button", name="Save", exact=True).click()
    kept = reflection.get_by_role("status").filter(has_text="Saved")
    expect(kept.first).to_be_visible()


def test_what_is_wrong_with_a_form_is_said_and_tied_to_its_field(
    site: RunningSite, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto("/account/signup/")
    page.get_by_label("Your name").fill("Ola")
    page.get_by_label("Email").fill("ola@example.org")
    page.get_by_label("Password").fill("short")
    page.get_by_role("main").get_by_role("button", name=re.compile("^(Join|Create)")).click()

    expect(page.get_by_role("alert")).to_contain_text("attention")
    password = page.get_by_label("Password")
    expect(password).to_have_attribute("aria-invalid", "true")
    described = (password.get_attribute("aria-describedby") or "").split()
    errors = [page.locator(f"[id='{one}']") for one in described if one.endswith("_error")]
    expect(errors[0]).to_contain_text("characters")
