"""`make pictures`: every type of page in both schemes and widths, and the mails, in a folder.

    python scripts/pictures.py [FOLDER] [--only WORD]

Its index.html shows them all side by side.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import html
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from demo_site import PASSWORD, ROOT, DemoSite, demo_site
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
TALLEST = 6_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", type=Path, default=ROOT / "var" / "pictures-taken")
    arguments.add_argument("--only", default="", help="Pages whose name has this in it.")
    given = arguments.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if chromium is None:
        sys.exit("SKIPPED: no pictures, since no Chromium is installed.")
    given.folder.mkdir(parents=True, exist_ok=True)
    with demo_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--hide-scrollbars"]
        )
        wanted = [one for one in site.page_types() if given.only in one["name"]]
        cookies = {person: sign_in(browser, site, person) for person in _people(wanted)}
        for scheme in SCHEMES:
            for width in WIDTHS:
                take(browser, site, wanted, cookies, given.folder, scheme, width)
        mails = take_mails(browser, site, given.folder) if not given.only else []
        browser.close()
    write_index(given.folder, [one["name"] for one in wanted], mails)
    print(f"Look at {given.folder / 'index.html'}")


def _people(wanted: list[dict[str, Any]]) -> list[str]:
    return sorted({one["person"] for one in wanted if one["person"]})


def sign_in(browser: Browser, site: DemoSite, person: str) -> Any:
    """The cookies of `person`, signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/account/login/")
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form [type=submit]").click()
    page.wait_for_url(re.compile("/dashboard/"))
    cookies = context.cookies()
    context.close()
    return cookies


def _context(browser: Browser, scheme: Any, width: int) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        is_mobile=width < 600,
        has_touch=width < 600,
    )


def take(
    browser: Browser,
    site: DemoSite,
    wanted: list[dict[str, Any]],
    cookies: dict[str, Any],
    folder: Path,
    scheme: str,
    width: int,
) -> None:
    """A picture of each page in one look; a line for each that is wider than its window."""
    context = _context(browser, scheme, width)
    page = context.new_page()
    for one in wanted:
        context.clear_cookies()
        context.add_cookies(cookies.get(one["person"], []))
        response = page.goto(site.url + one["address"])
        if response is None or response.status != one["status"]:
            answer = response.status if response else "nothing"
            print(f"{one['name']}: answered {answer} instead of {one['status']}")
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if too_wide > 0:
            print(f"{one['name']} is {too_wide} pixels too wide at {width}")
        shoot(page, folder / file_name(one["name"], scheme, width), width)
    context.close()


def shoot(page: Page, path: Path, width: int) -> None:
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(
        path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
    )


def file_name(name: str, scheme: str, width: int) -> str:
    slug = re.sub(r"\W+", "-", name.lower()).strip("-")
    return f"{slug}-{width}-{scheme}.png"


def take_mails(browser: Browser, site: DemoSite, folder: Path) -> list[str]:
    """One of each kind of mail that the site has written: alike in how its subject begins
    and ends."""
    context = _context(browser, "light", 640)
    page = context.new_page()
    taken: list[str] = []
    kinds: set[tuple[str, ...]] = set()
    for path in sorted((Path(site.environment["CAIRN_VAR"]) / "mail").glob("*")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body(["html"])
        subject = re.sub(r"[^\w ]", "", str(message["subject"])).strip()
        words = subject.split()
        kind = (*words[:3], words[-1] if words[0] == "Your" else "")
        if body is None or kind in kinds:
            continue
        kinds.add(kind)
        page.set_content(body.get_content())
        shoot(page, folder / file_name(f"mail {subject}", "light", 640), 640)
        taken.append(subject)
    context.close()
    return taken


def write_index(folder: Path, names: list[str], mails: list[str]) -> None:
    looks = [(scheme, width) for scheme in SCHEMES for width in WIDTHS]
    rows = [(name, [file_name(name, *look) for look in looks]) for name in names]
    rows += [(mail, [file_name(f"mail {mail}", "light", 640)]) for mail in mails]
    figures = "".join(
        f"<h2>{html.escape(name)}</h2><p>"
        + "".join(
            f'<a href="{file}"><img src="{file}" alt="" loading="lazy" height="420"></a> '
            for file in files
        )
        + "</p>\n"
        for name, files in rows
    )
    (folder / "index.html").write_text(
        f"<!doctype html><meta charset='utf-8'><title>Cairn, page by page</title>\n{figures}"
    )


if __name__ == "__main__":
    main()
