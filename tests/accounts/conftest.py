from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from badges import artwork
from tests.accounts.a_life import a_life
from tests.factories import PASSWORD


@pytest.fixture(autouse=True)
def small_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    small = SimpleNamespace(
        draw_png=lambda drawing: artwork.draw_png(drawing, 40), draw_svg=artwork.draw_svg
    )
    monkeypatch.setattr("badges.drawing.artwork", small)


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
