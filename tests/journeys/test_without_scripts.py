"""A browser that runs no scripts: everything is there, and everything can be done."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningSite
from tests.journeys.steps import follow
from tests.journeys.test_keyboard import LESSON

# A button that no form sends, in sight: only a script could answer it.
IDLE_BUTTONS = """[...document.querySelectorAll("button")].filter(
  (button) => button.checkVisibility() && (button.type === "button" || !button.form)
).map((button) => button.outerHTML.slice(0, 120))"""
STYLE_GUIDE = "/style/"  # it shows buttons, and they are for looking at


def test_every_page_says_what_it_has_to_say_and_offers_nothing_idle(
    site: RunningSite,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    page_types: list[dict[str, Any]],
) -> None:
    page = new_page(width=390, javascript=False)
    problems = []
    for one in page_types:
        if one["address"] == STYLE_GUIDE:
            continue
        sign_in(page, one["person"])
        answer = page.goto(one["address"])
        if answer is None or answer.status != one["status"]:
            problems.append(f"{one['name']}: {answer and answer.status}")
        if page.locator("h1:visible").count() != 1:
            problems.append(f"{one['name']}: no heading, or more than one")
        problems += [f"{one['name']}: {button}" for button in page.evaluate(IDLE_BUTTONS)]

    assert not problems, "\n".join(problems)


def test_a_lesson_is_worked_through(
    site: RunningSite, new_page: Callable[..., Page], sign_in: Callable[[Page, str], None]
) -> None:
    page = new_page(javascript=False)
    sign_in(page, "farah.bloom@example.org")
    page.goto(LESSON)

    check = page.locator(".check").first
    check.locator("input").first.check()
    follow(check.get_by_role("button"))
    expect(page.locator(".check .feedback").first).to_be_visible()

    reflection = page.locator(".reflection").first
    reflection.get_by_role("textbox").fill("I wrote it down before I forgot.")
    follow(reflection.get_by_role("button", name="Save", exact=True))
    page.goto("/journal/")
    expect(page.get_by_text("I wrote it down before I forgot.")).to_be_visible()

    page.goto(LESSON)
    follow(page.get_by_role("button", name="I have read this: go on"))
    expect(page).not_to_have_url(LESSON)


def test_a_choice_in_a_scenario_is_taken_and_kept(
    site: RunningSite,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    page_types: list[dict[str, Any]],
) -> None:
    (address,) = [one["address"] for one in page_types if one["name"] == "lesson with scenario"]
    page = new_page(javascript=False)
    sign_in(page, "gabriel.ortiz@example.org")
    page.goto(address)
    follow(page.locator(".choice-button").first)

    expect(page.locator(".scene__chosen").first).to_be_visible()
    page.goto(address)
    expect(page.locator(".scene__chosen").first).to_be_visible()
