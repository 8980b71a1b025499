"""A real server on a database of its own, loaded as `make run` loads it, and a real browser."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from home.demo import PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
# What is still fading in has colours that nobody will see.
_ALL_HAS_FADED_IN = """() => Promise.allSettled(
    document.getAnimations()
        .filter(one => one.effect.getComputedTiming().iterations !== Infinity)
        .map(one => one.finished)
)"""
AXE_SCRIPT = Path(axe_playwright_python.__file__).parent / "axe.min.js"
LONGEST_WAIT = 20_000  # milliseconds: a busy machine is slow, and what it shows is right
expect.set_options(timeout=LONGEST_WAIT)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.journey)


class RunningSite:
    """A served site: its address, and the folder its mail is written to."""

    def __init__(self, url: str, mailbox: Path, environment: dict[str, str]) -> None:
        self.url = url
        self.mailbox = mailbox
        self.environment = environment

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints for `arguments`, on this site."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mail_to(self, address: str, seconds: float = 30) -> str:
        """The newest mail to `address`; waits for it, since it is sent after the page."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for path in sorted(self.mailbox.glob("*"), reverse=True):
                text = path.read_text()
                if f"To: {address}" in text:
                    return text
            time.sleep(0.2)
        return pytest.fail(f"no mail to {address} within {seconds:.0f} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    if CHROMIUM is None:
        if os.environ.get("CAIRN_REQUIRE_BROWSER"):
            pytest.fail("CAIRN_REQUIRE_BROWSER is set, but no Chromium is installed")
        pytest.skip("needs Chromium: install the package `chromium`")
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "BASE_URL": f"http://localhost:{port}",
        "CAIRN_VAR": str(folder),
        "CELERY_BROKER_URL": "",
        "DEBUG": "1",
    }
    running = RunningSite(f"http://localhost:{port}", folder / "mail", environment)
    running.manage("prepare_demo")
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_it_answers(running.url, server, Path(log.name))
        yield running
    finally:
        server.terminate()
        server.wait()


def _wait_until_it_answers(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the server stopped:\n{log.read_text()}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not answer:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                  "--disable-background-networking", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(site: RunningSite, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`new_page(width=…, dark=…, javascript=…)`: a page of a browser nobody has used before.

    A script error on any of them fails the test: the Content-Security-Policy is strict.
    """
    contexts = []
    errors: list[str] = []

    def make(*, width: int = 1280, dark: bool = False, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONGEST_WAIT)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text)
                if message.type == "error" and "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture(scope="session")
def page_types(site: RunningSite) -> list[dict[str, Any]]:
    """Every type of page: its name, its address, who looks at it, what it answers with."""
    return json.loads(site.manage("list_pages", "--json"))


@pytest.fixture(scope="session")
def cookies_of(site: RunningSite, browser: Browser) -> Callable[[str], Any]:
    """`cookies_of(email)`: what makes a browser that of a demo person; of a visitor, none."""

    @cache
    def cookies(person: str) -> Any:
        if not person:
            return []
        context = browser.new_context(base_url=site.url)
        page = context.new_page()
        page.goto("/account/login/")
        page.get_by_label("Email").fill(person)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        expect(page).not_to_have_url(re.compile("/account/"))
        found = context.cookies()
        context.close()
        return found

    return cookies


@pytest.fixture
def sign_in(cookies_of: Callable[[str], Any]) -> Callable[[Page, str], None]:
    """`sign_in(page, email)`: from now on `page` is that demo person's, or a visitor's."""

    def become(page: Page, person: str) -> None:
        page.context.clear_cookies()
        page.context.add_cookies(cookies_of(person))

    return become


def violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe-core finds on the page as it looks now; by `rules` alone if some are named."""
    page.evaluate(_ALL_HAS_FADED_IN)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT.read_text())
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    found = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only)[
        "violations"
    ]
    return [
        f"{violation['id']}: {violation['help']}\n    "
        + "\n    ".join(node["html"][:160] for node in violation["nodes"][:4])
        for violation in found
    ]


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with the violations that axe-core finds on the page, if any."""

    def check(page: Page) -> None:
        told = violations(page)
        assert not told, f"{page.url}\n" + "\n".join(told)

    return check
