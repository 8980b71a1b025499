"""The one journey that everything serves, as a person walks it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import RunningSite
from tests.journeys.knowing import Expert
from tests.journeys.steps import follow

PASSWORD = "a tide pool at dawn"


def join(page: Page, *, name: str, email: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name=re.compile("^(Join|Create|Sign up)")))


def wait_until_signed(page: Page) -> None:
    """A badge that was earned this moment is signed within seconds, and then its page says so."""
    expect(page.get_by_text("This badge is valid.")).to_be_visible(timeout=30_000)


def look_until_signed(page: Page) -> None:
    """The same where no scripts run: look again until it is."""
    for _ in range(30):
        if page.get_by_text("This badge is valid.").is_visible():
            return
        page.wait_for_timeout(1000)
        follow(page.get_by_role("link", name="Look again"))
    expect(page.get_by_text("This badge is valid.")).to_be_visible()


def test_a_stranger_learns_fails_one_competency_shows_it_and_holds_a_badge_that_anyone_can_verify(
    site: RunningSite, new_page: Callable[..., Page], axe: Callable[[Page], None], tmp_path: Path
) -> None:
    expert = Expert("collaboration")
    page = new_page()

    # Home, catalogue, badge, course.
    page.goto("/")
    axe(page)
    follow(page.get_by_role("navigation", name="Main").get_by_role("link", name="Badges"))
    axe(page)
    follow(page.get_by_role("main").get_by_role("link", name=re.compile("Collaboration")).first)
    axe(page)
    follow(page.get_by_role("link", name="Go to the course"))
    axe(page)
    expect(page.get_by_role("link", name="I'm ready: go to the assessment")).to_be_visible()

    # Starting asks to join, and leads back to the first lesson.
    follow(page.get_by_role("link", name="Start module 1"))
    axe(page)
    join(page, name="Nia Newcomer", email="nia@example.org")
    expect(page.get_by_role("button", name="I have read this: go on")).to_be_visible()
    axe(page)

    # A check answers at once, a reflection is kept, reading on is remembered.
    check = page.locator(".check").first
    check.locator("input[type=radio]").first.check()
    check.get_by_role("button").first.click()
    expect(check.locator(".feedback")).to_be_visible()
    axe(page)
    reflection = page.locator(".reflection").first
    reflection.get_by_role("textbox").fill("I said nothing last week, and it cost us a day.")
    reflection.get_by_role("button", name="Save", exact=True).click()
    expect(reflection.get_by_text("Saved").first).to_be_visible()
    lesson = page.url
    follow(page.get_by_role("button", name="I have read this: go on"))
    expect(page).not_to_have_url(lesson)
    second_lesson = page.url

    # On another device one goes on where one was.
    phone = new_page(width=390)
    phone.goto("/account/login/")
    phone.get_by_label("Email").fill("nia@example.org")
    phone.get_by_label("Password").fill(PASSWORD)
    follow(phone.get_by_role("button", name="Sign in", exact=True))
    expect(phone).to_have_url(re.compile("/dashboard/"))
    axe(phone)
    follow(phone.get_by_role("link", name="Resume").first)
    expect(phone).to_have_url(second_lesson)
    phone.goto("/journal/")
    expect(phone.get_by_text("it cost us a day")).to_be_visible()

    # Straight to the assessment from the lesson. One competency is not there yet.
    follow(page.get_by_role("link", name="Skip to the assessment").first)
    axe(page)
    follow(page.get_by_role("button", name=re.compile("^(Begin|Start)")))
    axe(page)
    expert.answer_all(page, not_knowing="work-through-conflict")
    expect(page.get_by_role("heading", name="Look over your answers")).to_be_visible()
    axe(page)
    follow(page.get_by_role("button", name="Submit the assessment"))
    axe(page)
    expect(page.get_by_text("One competency is left")).to_be_visible()
    lesson_link = page.locator(".result__lessons a").first
    expect(lesson_link).to_have_attribute("href", re.compile("/4-?|work-through-conflict"))

    # Again: only what is left is asked.
    follow(page.get_by_role("button", name="Try again"))
    expect(page.get_by_role("heading", name="Question 1 of 4")).to_be_visible()
    expert.answer_all(page)
    follow(page.get_by_role("button", name="Submit the assessment"))
    expect(page.get_by_role("heading", name="Collaboration is yours")).to_be_visible()
    axe(page)

    # The award: signed in a moment, mailed, and public.
    follow(page.get_by_role("link", name="See and share your badge"))
    wait_until_signed(page)
    axe(page)
    award_url = page.url
    mail = site.mail_to("nia@example.org")
    assert "Collaboration" in mail

    employer = new_page()
    employer.goto(award_url)
    expect(employer.get_by_role("heading", level=1)).to_contain_text("Nia Newcomer")
    assert "nia@example.org" not in employer.content()
    axe(employer)
    with employer.expect_download() as png_download:
        employer.get_by_role("link", name="Image (PNG)").click()
    png = tmp_path / "badge.png"
    png_download.value.save_as(png)
    credential = employer.request.get(f"{award_url}credential.json").json()
    assert credential["credentialSubject"]["achievement"]["name"] == "Collaboration"

    # Anyone verifies it: by address, by picture, and a changed copy is told from it.
    follow(employer.get_by_role("link", name="Verify now"))
    expect(employer.get_by_role("heading", level=1)).to_contain_text("genuine and valid")
    axe(employer)
    employer.goto("/verify/")
    axe(employer)
    employer.locator("input[type=file]").set_input_files(png)
    follow(employer.get_by_role("button", name="Verify"))
    expect(employer.get_by_role("heading", level=1)).to_contain_text("genuine and valid")
    credential["credentialSubject"]["achievement"]["name"] = "Brain Surgery"
    employer.goto("/verify/")
    employer.locator("textarea").first.fill(json.dumps(credential))
    follow(employer.get_by_role("button", name="Verify"))
    expect(employer.get_by_role("heading", level=1)).to_contain_text("Do not rely on this badge")
    axe(employer)


def test_whoever_is_ready_skips_to_the_assessment_on_a_phone_without_javascript(
    site: RunningSite, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=390, dark=True, javascript=False)

    page.goto("/courses/collaboration/")
    follow(page.get_by_role("link", name="I'm ready: go to the assessment"))
    follow(page.get_by_role("link", name=re.compile("^Join")).last)
    join(page, name="Remy Ready", email="remy@example.org")
    follow(page.get_by_role("button", name=re.compile("^(Begin|Start)")))
    Expert("collaboration").answer_all(page)
    follow(page.get_by_role("button", name="Submit the assessment"))

    expect(page.get_by_role("heading", name="Collaboration is yours")).to_be_visible()
    follow(page.get_by_role("link", name="See and share your badge"))
    look_until_signed(page)


def test_ada_holds_every_badge_and_her_macro_badge_verifies(
    site: RunningSite, new_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    awards = json.loads(site.manage("list_awards", "--json", "--recipient", "ada@example.org"))
    assert len(awards) == 20
    (leadership,) = [award["url"] for award in awards if award["badge"] == "Leadership"]

    page = new_page()
    page.goto(leadership)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Example")
    expect(page.get_by_role("heading", name="What it stands on")).to_be_visible()
    axe(page)
    follow(page.get_by_role("link", name="Verify now"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("genuine and valid")


def test_a_badge_that_is_being_signed_is_shown_as_soon_as_it_is(
    site: RunningSite, new_page: Callable[..., Page]
) -> None:
    (award, *_rest) = json.loads(
        site.manage("list_awards", "--json", "--recipient", "ada@example.org")
    )
    path = award["url"].removeprefix(site.url)
    page = new_page()
    asked: list[int] = []

    def say_come_again_once(route: Route) -> None:
        asked.append(1)
        if len(asked) == 1:
            route.fulfill(status=503)
        else:
            route.continue_()

    def show_it_unsigned_once(route: Route) -> None:
        page.unroute(f"**{path}")
        waiting = f'<p data-awaits="{path}credential.json">This badge is being signed</p></main>'
        whole = route.fetch()
        route.fulfill(response=whole, body=whole.text().replace("</main>", waiting))

    page.route(f"**{path}credential.json", say_come_again_once)
    page.route(f"**{path}", show_it_unsigned_once)
    page.goto(path)
    expect(page.get_by_text("This badge is being signed")).to_be_visible()
    expect(page.get_by_text("This badge is being signed")).to_have_count(0)
    assert len(asked) == 2
