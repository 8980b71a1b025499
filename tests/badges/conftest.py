from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache

from badges import artwork
from badges.models import Award, Badge
from tests import factories


@pytest.fixture(autouse=True)
def small_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same drawings, drawn small: a full-sized one takes half a second."""
    small = SimpleNamespace(
        draw_png=lambda drawing: artwork.draw_png(drawing, 40), draw_svg=artwork.draw_svg
    )
    monkeypatch.setattr("badges.drawing.artwork", small)


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Nobody has verified anything yet, as far as the limit is concerned."""
    cache.clear()


@pytest.fixture
def badge(db: None) -> Badge:
    return factories.a_badge(competencies=2, name="Empathy", slug="empathy")


@pytest.fixture
def earned(earn: Callable[..., Award], badge: Badge, learner: Any) -> Award:
    """Lena has earned Empathy, and it is signed."""
    return earn(badge, learner)
