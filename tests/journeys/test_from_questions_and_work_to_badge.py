"""A badge that questions alone do not earn: a learner, an assessor, a coordinator, and a
supervisor who has no account."""

import email
import email.policy
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from home.demo import PASSWORD as DEMO_PASSWORD
from tests.assessments.tasks.making import PNG
from tests.journeys import practice
from tests.journeys.conftest import RunningSite
from tests.journeys.steps import follow
from tests.journeys.test_from_stranger_to_badge import PASSWORD, join, wait_until_signed

LEARNER = "pia@example.org"
SUPERVISOR = "sol@harbour.example"
ASSESSMENT = f"/courses/{practice.COURSE}/assessment/"


@pytest.fixture(scope="module")
def course(site: RunningSite) -> None:
    site.manage("shell", "-v0", "-c", "from tests.journeys.practice import build; build()")


def sign_in(page: Page, address: str, password: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(password)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    page.wait_for_url(re.compile("/dashboard/|/admin/"))


def answer_all(page: Page, *, knowing: tuple[str, ...]) -> set[str]:
    """From the first question to the look over all; the questions that were asked.

    The first option of each is right, wherever it stands.
    """
    asked = set()
    while page.locator(".question").count():
        asked.add(page.locator(".question__stem").first.inner_text())
        knows = page.locator(".attempt__competency").inner_text() in knowing
        option = page.locator(".question__option", has_text=f"Option {0 if knows else 1} of")
        option.locator("input").check()
        follow(page.get_by_role("button", name="Save and go on"))
    return asked


def result_of(page: Page, competency: str) -> Locator:
    return page.locator(".result").filter(has_text=competency)


def link_in(mail: str) -> str:
    """The path of the link for signing off that a mail holds."""
    message = email.message_from_string(mail, policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"/sign-off/[\w-]+/", body.get_content())
    assert found, body.get_content()
    return found[0]


def test_two_competencies_then_two_more_then_work_that_three_people_vouch_for(
    site: RunningSite,
    course: None,
    new_page: Callable[..., Page],
    axe: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    # Two of four are shown. The result says what is missing of the others.
    learner = new_page()
    learner.goto(ASSESSMENT)
    axe(learner)
    follow(learner.get_by_role("link", name=re.compile("^Join")).last)
    join(learner, name="Pia Pilot", email=LEARNER)
    begin = learner.get_by_role("button", name="Begin")
    expect(begin).to_be_visible()
    axe(learner)
    follow(begin)
    expect(learner.get_by_role("heading", level=1)).to_have_text("Question 1 of 8")
    axe(learner)
    asked = answer_all(learner, knowing=practice.COMPETENCIES[:2])
    axe(learner)
    follow(learner.get_by_role("button", name="Submit the assessment"))
    expect(learner.get_by_role("heading", level=1)).to_have_text("2 of 4 competencies shown")
    axe(learner)
    for competency in practice.COMPETENCIES[:2]:
        expect(result_of(learner, competency).locator(".tag")).to_have_text("Shown")
    for competency in practice.COMPETENCIES[2:]:
        missing = result_of(learner, competency)
        expect(missing.locator(".tag")).to_have_text("Not yet shown")
        expect(missing.locator(".result__missed li").first).to_be_visible()
        expect(missing.locator(".result__lessons li")).to_have_count(1)
    expect(result_of(learner, "Hand over well")).to_contain_text(f"{practice.TASK}: Not started")

    # Another day, on a phone: the other two, on questions that were not asked before.
    learner = new_page(width=390)
    sign_in(learner, LEARNER, PASSWORD)
    learner.goto(ASSESSMENT)
    axe(learner)
    follow(learner.get_by_role("button", name="Try again"))
    expect(learner.get_by_role("heading", level=1)).to_have_text("Question 1 of 4")
    asked_again = answer_all(learner, knowing=practice.COMPETENCIES)
    assert len(asked) == 8
    assert len(asked_again) == 4
    assert asked.isdisjoint(asked_again)
    follow(learner.get_by_role("button", name="Submit the assessment"))
    expect(learner.get_by_role("heading", level=1)).to_have_text("3 of 4 competencies shown")
    expect(learner.get_by_text("What is left is a task")).to_be_visible()
    expect(learner.get_by_role("button", name="Try again")).to_have_count(0)
    axe(learner)
    result = learner.url

    # The task: words, a file and a link are handed in.
    follow(learner.get_by_role("link", name=practice.TASK))
    axe(learner)
    follow(learner.get_by_role("button", name="Start"))
    axe(learner)
    learner.get_by_label("What you did, in words").fill("I told the next watch what was open.")
    photo = tmp_path / "log-book.png"
    photo.write_bytes(PNG)
    learner.get_by_label("Files").set_input_files(photo)
    learner.get_by_label("A link").fill("https://harbour.example/log")
    follow(learner.get_by_role("button", name="Look over and hand in"))
    expect(learner.get_by_text("3 pieces of evidence")).to_be_visible()
    axe(learner)
    follow(learner.get_by_role("button", name="Hand in", exact=True))
    expect(learner.get_by_text("Waits for an assessor").first).to_be_visible()
    axe(learner)
    work = learner.url

    # Somebody who saw it is asked by mail.
    learner.get_by_label("Their name").fill("Sol Supervisor")
    learner.get_by_label("Their e-mail address at work").fill(SUPERVISOR)
    follow(learner.get_by_role("button", name="Send the link"))
    expect(
        learner.get_by_text(f"A link was sent to Sol Supervisor ({SUPERVISOR}).")
    ).to_be_visible()
    axe(learner)

    # An assessor takes it on and judges it by the rubric.
    assessor = new_page()
    sign_in(assessor, "assessor@example.org", DEMO_PASSWORD)
    assessor.goto("/admin/submissions/")
    axe(assessor)
    follow(assessor.get_by_role("button", name=f"Take on {practice.TASK}, Pia Pilot"))
    expect(assessor.get_by_text("I told the next watch what was open.")).to_be_visible()
    axe(assessor)
    for criterion in practice.CRITERIA:
        group = assessor.get_by_role("group", name=f"Criterion {criterion}")
        group.get_by_role("radio", name=re.compile("^Proficient")).check()
        group.get_by_label("Comment").fill("You say it, and the log shows it.")
    follow(assessor.get_by_role("button", name="Judge"))
    expect(assessor.get_by_text("waits for others now")).to_be_visible()
    axe(assessor)
    learner.goto(work)
    expect(learner.get_by_text("What is missing is the confirmation")).to_be_visible()
    axe(learner)

    # The supervisor has no account, and the link works once.
    supervisor = new_page(width=390)
    link = link_in(site.mail_to(SUPERVISOR))
    supervisor.goto(link)
    expect(supervisor.get_by_role("heading", level=1)).to_contain_text("Pia Pilot asks you")
    axe(supervisor)
    for criterion in practice.CRITERIA:
        group = supervisor.get_by_role("group", name=re.compile(f"^Criterion {criterion}"))
        group.get_by_role("radio", name=re.compile("^Exemplary")).check()
        said = supervisor.get_by_label(f"What you saw: Criterion {criterion}")
        said.fill("I took the watch over from her.")
    supervisor.get_by_label("Your position").fill("Harbour master")
    supervisor.get_by_label("Your organisation").fill("The harbour")
    supervisor.get_by_label("How you know this person").fill("I head the watch")
    supervisor.get_by_role("checkbox").check()
    follow(supervisor.get_by_role("button", name="Sign off"))
    expect(supervisor.get_by_role("button", name="Sign off")).to_have_count(0)
    axe(supervisor)
    supervisor.goto(link)
    expect(supervisor.get_by_role("button", name="Sign off")).to_have_count(0)
    assert not supervisor.context.cookies()

    # A coordinator confirms that it was the supervisor. Only now is the badge earned.
    learner.goto(result)
    expect(learner.get_by_role("heading", level=1)).to_have_text("3 of 4 competencies shown")
    coordinator = new_page()
    sign_in(coordinator, "coordinator@example.org", DEMO_PASSWORD)
    coordinator.goto("/admin/submissions/")
    axe(coordinator)
    follow(coordinator.get_by_role("link", name=practice.TASK))
    expect(coordinator.get_by_text("Harbour master")).to_be_visible()
    axe(coordinator)
    follow(coordinator.get_by_role("button", name="Countersign"))
    expect(coordinator.get_by_text("The sign-off by Sol Supervisor is confirmed.")).to_be_visible()
    axe(coordinator)

    # The badge.
    learner.goto(work)
    expect(learner.get_by_text("Judged: you have shown it")).to_be_visible()
    axe(learner)
    learner.goto(result)
    expect(learner.get_by_role("heading", name=f"{practice.BADGE} is yours")).to_be_visible()
    axe(learner)
    follow(learner.get_by_role("link", name="See and share your badge"))
    wait_until_signed(learner)
    axe(learner)
    judged = f"the task “{practice.TASK}” was judged by a rubric"
    expect(learner.get_by_role("paragraph").filter(has_text=judged)).to_be_visible()
