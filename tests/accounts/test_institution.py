"""An institution's sign-in is configured by the environment, so each case is a process."""

import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.settings import sign_in

OIDC = {
    "OIDC_PROVIDER_ID": "university",
    "OIDC_PROVIDER_NAME": "Our University",
    "OIDC_SERVER_URL": "http://127.0.0.1:9",
    "OIDC_CLIENT_ID": "cairn",
    "OIDC_SECRET": "s3cret",
}


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_people_sign_in_with_their_institution():
    environment = {
        **os.environ,
        **OIDC,
        "OIDC_SERVER_URL": f"http://127.0.0.1:{a_free_port()}",
        "DATABASE_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/accounts/oidc_walk.py", "-q", "-x",
         "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=settings.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-5000:]


def test_nobody_is_configured_when_nothing_is_set(monkeypatch):
    for name in OIDC:
        monkeypatch.delenv(name, raising=False)

    assert sign_in.institutions() == []


@pytest.mark.parametrize("missing", OIDC)
def test_half_a_configuration_stops_the_start_and_names_what_is_missing(monkeypatch, missing):
    for name, value in OIDC.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(missing)

    with pytest.raises(ImproperlyConfigured, match=missing):
        sign_in.institutions()
