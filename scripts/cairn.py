#!/usr/bin/env python3
"""What `make` calls: environment, start, tests. Standard library only; safe to run again.

The environment is stamped with the hash of the lock file it was made from, so a second
run installs nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
RUNTIME_LOCK = ROOT / "requirements.txt"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.txt"


def say(text: str) -> None:
    print(text, flush=True)


def call(*command: str | Path, env: Mapping[str, str] | None = None) -> int:
    return subprocess.call(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}
    )


def must(*command: str | Path, env: Mapping[str, str] | None = None) -> None:
    code = call(*command, env=env)
    if code:
        sys.exit(code)


def python(*arguments: str, env: Mapping[str, str] | None = None) -> None:
    must(PYTHON, *arguments, env=env)


def stamp_of(lock: Path) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()


def environment(lock: Path) -> None:
    """A virtual environment that holds what `lock` says, with uv if it can be had."""
    stamp = VENV / "cairn-lock"
    made_from = stamp.read_text().split() if stamp.exists() else []
    wanted = stamp_of(lock)
    # The development lock holds everything that the runtime lock does.
    if PYTHON.exists() and (wanted in made_from):
        return
    started = time.monotonic()
    if not PYTHON.exists():
        say("Making the environment in .venv …")
        venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    say("Installing what requirements lock, with their hashes …")
    uv = _uv(pip)
    if uv is not None:
        command = [uv, "pip", "install", "--quiet", "--require-hashes", "--python", str(PYTHON)]
    else:
        command = [*pip, "--require-hashes"]
    must(*command, "-r", lock)
    known = {stamp_of(RUNTIME_LOCK), wanted} if lock == DEVELOPMENT_LOCK else {wanted}
    stamp.write_text("\n".join(sorted(known)))
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def _uv(pip: list[str]) -> str | None:
    """The path of uv, which installs several times faster than pip; None if it can't be had."""
    found = shutil.which("uv")
    if found:
        return found
    own = BIN / "uv"
    if not own.exists():
        subprocess.call([*pip, "uv"], cwd=ROOT, stderr=subprocess.DEVNULL)
    return str(own) if own.exists() else None


def run() -> None:
    """Install, migrate, load content and demo people, serve on PORT.

    What was prepared from the same files is not prepared again: the second start only serves.
    """
    environment(RUNTIME_LOCK)
    port = os.environ.get("PORT", "8000")
    # This machine only: the demo people, an administrator among them, share a known password.
    host = os.environ.get("CAIRN_HOST", "127.0.0.1")
    var = Path(os.environ.get("CAIRN_VAR") or ROOT / "var")
    welcome, prepared = var / "welcome.txt", var / "prepared"
    state = state_of_the_files(port)
    if welcome.exists() and prepared.exists() and prepared.read_text() == state:
        say(welcome.read_text())
    else:
        var.mkdir(exist_ok=True)
        python("manage.py", "prepare_demo", "--welcome", str(welcome))
        prepared.write_text(state)
    say(f"Serving on http://localhost:{port}/ (stop with Ctrl+C)\n")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.chdir(ROOT)
    if os.name == "nt":
        command = [str(PYTHON), "manage.py", "runserver", "--noreload", f"{host}:{port}"]
    else:
        command = [str(PYTHON), "-m", "gunicorn", "config.wsgi", f"--bind={host}:{port}",
                   "--threads=4", "--log-level=warning"]  # fmt: skip
    os.execv(command[0], command)  # noqa: S606


def state_of_the_files(port: str) -> str:
    """A digest of everything that preparing depends on: code, migrations, content, settings."""
    digest = hashlib.sha256()
    for name in ("DATABASE_URL", "BASE_URL", "CELERY_BROKER_URL"):
        digest.update(f"{name}={os.environ.get(name, '')};".encode())
    digest.update(f"port={port};".encode() + RUNTIME_LOCK.read_bytes())
    tracked = [*ROOT.glob("[a-z]*/**/*.py"), *(ROOT / "content").rglob("*")]
    for path in sorted(path for path in tracked if path.is_file()):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def test(*arguments: str) -> None:
    """Lint, types, floors, migrations and the whole test suite."""
    environment(DEVELOPMENT_LOCK)
    lint()
    types()
    python("manage.py", "makemigrations", "--check", "--dry-run", env=TEST)
    python("-m", "pytest", "-n", "auto", "--dist", "loadgroup", *arguments)
    services()


def services() -> None:
    """The tests on real PostgreSQL and Redis, or a line that says why they are left out."""
    environment(DEVELOPMENT_LOCK)
    settings = {
        "DATABASE_URL": os.environ.get("CAIRN_SERVICES_DATABASE_URL")
        or "postgres://postgres@127.0.0.1:5432/postgres",
        "CELERY_BROKER_URL": os.environ.get("CAIRN_SERVICES_BROKER_URL")
        or "redis://127.0.0.1:6379/15",
    }
    if call(PYTHON, "tests/services/available.py", env=settings):
        say("SKIPPED: the tests on real services, since PostgreSQL and Redis do not both answer.")
        if os.environ.get("CAIRN_REQUIRE_SERVICES"):
            sys.exit("CAIRN_REQUIRE_SERVICES is set, so this is a failure.")
        return
    python("-m", "pytest", "tests/services", env=settings)


TEST = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}


def lint() -> None:
    environment(DEVELOPMENT_LOCK)
    must(BIN / "ruff", "check", ".")
    must(BIN / "ruff", "format", "--check", ".")
    must(BIN / "lint-imports")
    must(BIN / "djlint", "--lint", "--quiet", "templates")


def types() -> None:
    environment(DEVELOPMENT_LOCK)
    must(BIN / "mypy", env=TEST)


def lock() -> None:
    """Compile the lock files anew from requirements.in and requirements-dev.in."""
    environment(DEVELOPMENT_LOCK)
    uv = _uv([str(PYTHON), "-m", "pip", "install", "--quiet"])
    if uv is None:
        sys.exit("Locking needs uv: python -m pip install uv")
    for name in ("requirements", "requirements-dev"):
        must(
            uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes",
            "--python-version", "3.11", "--no-header", f"{name}.in", "-o", f"{name}.txt",
        )  # fmt: skip


def pictures(*arguments: str) -> None:
    """Every type of page in both schemes and widths, as pictures in a folder."""
    environment(DEVELOPMENT_LOCK)
    python("scripts/pictures.py", *arguments)


def lighthouse(*arguments: str) -> None:
    """What Lighthouse says of the pages that people come by first."""
    environment(DEVELOPMENT_LOCK)
    python("scripts/lighthouse.py", *arguments)


COMMANDS = {
    "run": run,
    "test": test,
    "services": services,
    "lint": lint,
    "types": types,
    "lock": lock,
    "pictures": pictures,
    "lighthouse": lighthouse,
}

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - it may be started by an older one
        sys.exit("Cairn needs Python 3.11 or newer.")
    name, *arguments = sys.argv[1:] or ["run"]
    if name not in COMMANDS:
        sys.exit(f"Known commands: {', '.join(COMMANDS)}.")
    COMMANDS[name](*arguments)
