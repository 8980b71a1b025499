"""`make lighthouse`: what Lighthouse says of the pages that people come by first, on a phone.

Needs Node and Chromium; says so in a line where one of them is missing. Lighthouse itself is
fetched into var/lighthouse the first time. Ends with an error if a score is below 95.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

from demo_site import ROOT, DemoSite, demo_site

VERSION = "lighthouse@13"
# What each page is not asked for: an award is a person's, and search engines are kept from it.
PAGES: dict[str, list[str]] = {
    "home": [],
    "catalogue": [],
    "course": [],
    "lesson with check, signed out": [],
    "award of a Badge": ["is-crawlable"],
}
LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
         "cumulative-layout-shift", "server-response-time")  # fmt: skip
FLAGS = "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run"


def main() -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if chromium is None or shutil.which("node") is None:
        missing = "Chromium" if chromium is None else "Node"
        print(f"SKIPPED: Lighthouse, since {missing} is not installed.")
        return
    tool = lighthouse()
    if tool is None:
        print("SKIPPED: Lighthouse could not be fetched with npm.")
        return
    with demo_site() as site:
        reports = {
            name: report(tool, chromium, url, PAGES[name]) for name, url in addresses(site).items()
        }
    for name, found in reports.items():
        show(name, found)
    if any(score < LEAST for found in reports.values() for score in scores(found).values()):
        sys.exit(f"A score is below {LEAST}.")


def lighthouse() -> str | None:
    """The command: one that is there, or fetched."""
    found = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if found:
        return found
    folder = ROOT / "var" / "lighthouse"
    command = folder / "node_modules" / ".bin" / "lighthouse"
    if not command.exists() and shutil.which("npm"):
        subprocess.call(
            ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit",
             "--no-fund", "--silent", VERSION]
        )  # fmt: skip
    return str(command) if command.exists() else None


def addresses(site: DemoSite) -> dict[str, str]:
    """Where the pages are, each asked for once: a page is fast from the second visit on."""
    known = {one["name"]: site.url + one["address"] for one in site.page_types()}
    found = {name: known[name] for name in PAGES}
    site.warm(list(found.values()))
    return found


def report(tool: str, chromium: str, url: str, left_out: list[str]) -> dict[str, Any]:
    """Lighthouse's report with its mobile settings."""
    skipped = [f"--skip-audits={','.join(left_out)}"] if left_out else []
    done = subprocess.run(
        [tool, url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}",
         "--disable-full-page-screenshot", f"--chrome-flags={FLAGS}", *skipped],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def scores(found: dict[str, Any]) -> dict[str, int]:
    return {name: round((found["categories"][name]["score"] or 0) * 100) for name in CATEGORIES}


def show(name: str, found: dict[str, Any]) -> None:
    print(name, "  ".join(f"{category} {score}" for category, score in scores(found).items()))
    audits = found["audits"]
    told = [f"{key} {audits[key].get('displayValue', '-')}" for key in TIMES if key in audits]
    print("    " + ", ".join(told))
    for category in CATEGORIES[1:]:
        for reference in found["categories"][category]["auditRefs"]:
            audit = audits[reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"    {category}: {audit['title']}")


if __name__ == "__main__":
    main()
