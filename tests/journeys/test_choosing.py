"""Choosing from the catalogue and searching, with scripts and without."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import RunningSite


def test_what_is_chosen_is_shown_in_place_said_aloud_and_kept_in_the_address(
    new_page: Callable[..., Page], site: RunningSite
) -> None:
    page = new_page()
    page.goto(f"{site.url}/badges/")
    skill = page.get_by_label("Skill", exact=True)
    skill.focus()
    skill.select_option("listening")
    expect(page.locator("#results .badge-card")).to_have_count(2)
    expect(page).to_have_url(f"{site.url}/badges/?skill=listening")
    expect(page.locator("[data-announcer]")).to_have_text("2 badges fit")
    expect(skill).to_be_focused()

    page.get_by_role("link", name="Take off: listening").click()
    expect(page).to_have_url(re.compile(r"/badges/\??$"))
    expect(skill).to_have_value("")

    page.go_back()
    expect(page.locator("#results .badge-card")).to_have_count(2)
    expect(page.get_by_label("Skill", exact=True)).to_have_value("listening")


def test_choosing_and_searching_work_without_scripts(
    new_page: Callable[..., Page], site: RunningSite
) -> None:
    page = new_page(javascript=False)
    page.goto(f"{site.url}/badges/")
    page.get_by_label("Skill", exact=True).select_option("listening")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#results .badge-card")).to_have_count(2)
    page.get_by_role("searchbox", name="Search this site").fill("empath")
    page.get_by_role("searchbox", name="Search this site").press("Enter")
    expect(page.get_by_role("heading", name="Empathy").first).to_be_visible()


def test_a_page_with_a_data_block_is_refused_nothing(
    new_page: Callable[..., Page], site: RunningSite
) -> None:
    page = new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in ("/badges/empathy/", "/courses/collaboration/"):
        page.goto(f"{site.url}{path}")
        assert page.locator('script[type="application/ld+json"]').count() == 1
    assert not [text for text in said if "Content Security Policy" in text]
