from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.accounts.a_life import a_life
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def private_root(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


@pytest.fixture
def life(learner: Any, assessor: Any, coordinator: Any, committed: Any) -> SimpleNamespace:
    return a_life(learner, assessor, coordinator, committed)


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """`sign_in(user)` is a browser in which they have just confirmed that it is them."""

    def run(user: Any) -> Client:
        client = Client()
        response = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
        assert response.status_code == 302, response.content.decode()
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        return client

    return run
