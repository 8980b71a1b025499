"""The demo site, started for a tool that looks at its pages, and stopped when it has done so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT", "8137")
PASSWORD = "cairn-demo-2026"  # noqa: S105 - every start of the demo site prints it


@dataclass(frozen=True)
class DemoSite:
    url: str
    environment: dict[str, str]

    def page_types(self) -> list[dict[str, Any]]:
        """What `manage.py list_pages` knows: name, address, person and status of each."""
        listed = subprocess.run(
            [sys.executable, "manage.py", "list_pages", "--json"],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return json.loads(listed.stdout)

    def warm(self, urls: list[str]) -> None:
        """Ask for each page once."""
        for url in urls:
            _answers(url)


@contextmanager
def demo_site() -> Iterator[DemoSite]:
    """A site of its own in var/pictures (or CAIRN_VAR), on PORT; one that answers there is used
    as it is."""
    var = os.environ.get("CAIRN_VAR") or str(ROOT / "var" / "pictures")
    Path(var).mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "CAIRN_VAR": var,
        "PORT": PORT,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    site = DemoSite(f"http://localhost:{PORT}", environment)
    if _answers(site.url):
        yield site
        return
    server = subprocess.Popen(
        [sys.executable, "scripts/cairn.py", "run"], cwd=ROOT, env=environment
    )
    try:
        while not _answers(site.url):
            if server.poll() is not None:
                sys.exit("The site did not start.")
            time.sleep(0.5)
        yield site
    finally:
        server.terminate()
        server.wait()


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
    except OSError:
        return False
    return True
