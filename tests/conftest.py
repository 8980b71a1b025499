import gc
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from hypothesis import HealthCheck, settings

from badges import artwork
from badges.awarding import award
from badges.models import Award, Fulfilment
from badges.stacking import fulfil
from tests import factories
from tests.search_index import ensure_full_text

# A test never asserts times: a slow machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("cairn", unhurried, max_examples=30)
settings.register_profile("thorough", unhurried, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "cairn"))


# Most of what a run holds stays to its end: the modules, the tests, what Django knows of the
# models. Looking through it again and again for garbage took a tenth of the time.
gc.set_threshold(100_000, 20, 100)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


# Their tests share what takes seconds to make, a running site or loaded content, so that one worker
# runs all that begin so. (xdist's own marks for it do nothing with pytest 9.)
TOGETHER = (
    "tests/home/test_demo.py",
    "tests/home/test_export_content.py",
    "tests/home/test_load_content.py",
    "tests/journeys/",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class Scheduling(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            begins = (begin for begin in TOGETHER if nodeid.startswith(begin))
            return next(begins, None) or super()._split_scope(nodeid)

    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test is rolled back without a sign to what was remembered during it; and the time for
    which a process keeps something does not end in the middle of it."""
    for alias in ("default", "pages"):
        caches[alias].clear()
    now = time.monotonic()
    monkeypatch.setattr("learning.remembered.time", SimpleNamespace(monotonic=lambda: now))


DRAWN_SMALL = SimpleNamespace(
    draw_png=cache(lambda drawing: artwork.draw_png(drawing, 40)),
    draw_svg=cache(artwork.draw_svg),
)


@pytest.fixture(autouse=True)
def small_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same drawings, but small, and the same one once: a full-sized one takes half a second."""
    monkeypatch.setattr("badges.drawing.artwork", DRAWN_SMALL)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables come from the models; what only a migration makes of the search index, too."""
    with django_db_blocker.unblock():
        ensure_full_text()


@pytest.fixture
def committed(
    django_capture_on_commit_callbacks: Any,
) -> Callable[[], AbstractContextManager[Any]]:
    """`with committed():` runs what is scheduled inside as a commit would, tasks included."""

    def run() -> AbstractContextManager[Any]:
        return django_capture_on_commit_callbacks(execute=True)

    return run


@pytest.fixture
def learner(db: None) -> Any:
    return factories.a_user(name="Lena Learner", email="lena@example.org")


@pytest.fixture
def other_learner(db: None) -> Any:
    return factories.a_user(name="Otto Other", email="otto@example.org")


@pytest.fixture
def editor(db: None) -> Any:
    return factories.a_member_of("Content editors", name="Edith Editor")


@pytest.fixture
def assessor(db: None) -> Any:
    return factories.a_member_of("Assessors", name="Asa Assessor")


@pytest.fixture
def coordinator(db: None) -> Any:
    return factories.a_member_of("Coordinators", name="Cora Coordinator")


@pytest.fixture
def earn(committed: Any) -> Callable[..., Any]:
    """`earn(badge, learner)` awards a badge and lets everything follow that follows."""

    def run(badge: Any, learner: Any, **fields: Any) -> Award:
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
def confirm(committed: Any) -> Callable[..., Fulfilment]:
    """`confirm(requirement, learner)` says that a step has been done."""

    def run(requirement: Any, learner: Any, by: Any = None) -> Fulfilment:
        by = by or factories.a_user(name="Sam Staff")
        with committed():
            return fulfil(
                requirement=requirement, learner=learner, statement="Seen.", confirmed_by=by
            )

    return run
