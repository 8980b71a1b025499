from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from badges.models import Award, Badge
from tests import factories


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
