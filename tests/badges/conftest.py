from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache

from badges import artwork
from badges.awarding import award
from badges.models import Award, Badge, Fulfilment
from badges.stacking import fulfil
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
def earn(committed: Any) -> Callable[..., Award]:
    """`earn(badge, learner)` awards a badge and lets everything follow that follows."""

    def run(badge: Badge, learner: Any, **fields: Any) -> Award:
        with committed():
            made = award(
                badge=badge,
                recipient=learner,
                narrative=fields.pop("narrative", "Passed the assessment."),
                results=fields.pop(
                    "results",
                    [
                        {"competency": competency.name, "statement": "Reached the mark."}
                        for competency in badge.ordered_competencies
                    ],
                ),
                **fields,
            )
        return Award.objects.get(pk=made.pk)

    return run


@pytest.fixture
def earned(earn: Callable[..., Award], badge: Badge, learner: Any) -> Award:
    """Lena has earned Empathy, and it is signed."""
    return earn(badge, learner)


@pytest.fixture
def confirm(committed: Any) -> Callable[..., Fulfilment]:
    """`confirm(requirement, learner)` says that a step has been done."""

    def run(requirement: Any, learner: Any, by: Any = None) -> Fulfilment:
        by = by or factories.a_user(name="Sam Staff")
        with committed():
            return fulfil(
                requirement=requirement, learner=learner, statement="Seen.", confirmed_by=by
            )

    return run
