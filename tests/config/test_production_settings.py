"""Production starts only when everything it needs is there and sound."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STRONG = "wU4nX0c8kQ2mZ7rT5vB1yH6jL9pD3sFgAeIoKqNtRxCbM5uYhWz"
GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": STRONG,
    "ISSUER_KEY_SECRET": STRONG[::-1],
    "BASE_URL": "https://badges.example.edu",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_HOST": "mail.example.edu",
    "DEFAULT_FROM_EMAIL": "badges@example.edu",
}


def start(**changes: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.environ["PATH"], **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_whole_and_sound_environment_passes_the_deploy_check():
    done = start()

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too weak"),
        ({"ISSUER_KEY_SECRET": ""}, "Set ISSUER_KEY_SECRET"),
        ({"ISSUER_KEY_SECRET": f"{STRONG} weak"}, "ISSUER_KEY_SECRET is too weak"),
        ({"BASE_URL": ""}, "Set BASE_URL"),
        ({"BASE_URL": "http://badges.example.edu"}, "BASE_URL must look like https"),
        ({"BASE_URL": "https://example.edu/badges/"}, "BASE_URL must look like https"),
        ({"DATABASE_URL": ""}, "Set DATABASE_URL"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"EMAIL_HOST": ""}, "Set EMAIL_HOST"),
        ({"DEFAULT_FROM_EMAIL": ""}, "Set DEFAULT_FROM_EMAIL"),
    ],
)
def test_a_missing_or_insecure_value_stops_the_start_and_is_named(changes, told):
    done = start(**changes)

    assert done.returncode != 0
    assert told in done.stderr
