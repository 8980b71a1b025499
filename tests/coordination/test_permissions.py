"""Each screen is closed to whoever was not given it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from accounts.models import User
from badges import stacking
from badges.awarding import award
from badges.models import Award, Fulfilment, Requirement, StandingReview
from badges.revoking import withdraw
from tests import factories

SCREENS = (
    "progress/",
    "progress/results/",
    "progress/?export=csv",
    "progress/?export=xlsx",
    "courses/",
    "courses/results/",
    "courses/?export=csv",
    "awards/",
    "awards/results/",
    "awards/{award}/revoke/",
    "reviews/",
    "reviews/results/",
    "reviews/{review}/",
    "steps/",
    "steps/results/",
    "steps/confirm/",
    "steps/{step}/withdraw/",
    "{learner}/",
)


@pytest.fixture
def things(db: None, learner: User, coordinator: User) -> dict[str, Any]:
    factories.a_pathway([{"kind": Requirement.Kind.TASK, "name": "A plan", "slug": "plan"}])
    plan = Requirement.objects.get(slug="plan")
    for _time in ("withdrawn", "standing"):
        step = stacking.fulfil(
            requirement=plan, learner=learner, statement="Seen.", confirmed_by=coordinator
        )
        if _time == "withdrawn":
            stacking.stack(learner.pk)
            withdraw(step)
    held = award(badge=factories.a_badge(), recipient=learner, narrative="Passed.")
    return {
        "award": held.pk,
        "review": StandingReview.objects.get().pk,
        "step": step.pk,
        "learner": learner.pk,
    }


@pytest.fixture
def person(request: pytest.FixtureRequest, db: None) -> Any:
    if request.param == "superuser":
        return factories.a_user(is_superuser=True)
    return request.getfixturevalue(request.param)


def answers(client: Client, things: dict[str, Any]) -> dict[str, Any]:
    """By screen: the status, or where one is sent to without the query."""
    found = {}
    for screen in SCREENS:
        response = client.get("/admin/learners/" + screen.format(**things))
        sent_to = response.get("Location", "").split("?")[0]
        found[screen] = sent_to or response.status_code
    return found


@pytest.mark.parametrize("person", ["coordinator", "superuser"], indirect=True)
def test_coordinators_and_superusers_see_every_screen(
    client: Client, things: dict[str, Any], person: User
) -> None:
    client.force_login(person)
    assert answers(client, things) == dict.fromkeys(SCREENS, 200)


@pytest.mark.parametrize("person", ["editor", "assessor"], indirect=True)
def test_editors_and_assessors_are_sent_away_from_every_screen(
    client: Client, things: dict[str, Any], person: User
) -> None:
    client.force_login(person)
    assert answers(client, things) == dict.fromkeys(SCREENS, "/admin/")


def test_a_visitor_has_to_sign_in(client: Client, things: dict[str, Any]) -> None:
    assert answers(client, things) == dict.fromkeys(SCREENS, "/admin/login/")


def test_a_learner_has_to_sign_in_as_somebody_else(
    client: Client, things: dict[str, Any], other_learner: User
) -> None:
    client.force_login(other_learner)
    assert answers(client, things) == dict.fromkeys(SCREENS, "/admin/login/")


@pytest.mark.parametrize("person", ["editor", "assessor", "other_learner"], indirect=True)
def test_nobody_else_can_revoke_decide_confirm_or_withdraw(
    client: Client, things: dict[str, Any], person: User, learner: User
) -> None:
    client.force_login(person)
    plan = Requirement.objects.get(slug="plan")
    before = Fulfilment.objects.count()
    for screen, data in (
        ("awards/{award}/revoke/", {"reason": "No."}),
        ("reviews/{review}/", {"decision": "revoke", "reason": "No."}),
        ("steps/confirm/", {"email": learner.email, "step": plan.pk, "statement": "No."}),
        ("steps/{step}/withdraw/", {}),
    ):
        client.post("/admin/learners/" + screen.format(**things), data)
    assert not Award.objects.exclude(revoked_at=None).exists()
    assert StandingReview.objects.get().decided_at is None
    assert Fulfilment.objects.count() == before
    assert Fulfilment.objects.standing().count() == 1


@pytest.mark.parametrize(
    ("person", "shown", "hidden"),
    [
        ("coordinator", {"Learners", "Awards"}, {"Pages", "Assessments", "Competencies"}),
        ("editor", {"Pages", "Assessments", "Competencies"}, {"Learners", "Awards", "Issuers"}),
        ("assessor", {"Questions", "Competencies"}, {"Learners", "Awards", "Pathways", "Issuers"}),
        ("superuser", {"Learners", "Assessments", "Issuers"}, set()),
    ],
    indirect=["person"],
)
def test_the_menu_has_what_a_role_has_a_use_for(
    client: Client, language: Locale, person: User, shown: set[str], hidden: set[str]
) -> None:
    factories.a_site()
    client.force_login(person)
    labels = set(_labels(client.get("/admin/").content.decode()))
    assert shown <= labels
    assert not hidden & labels


def _labels(page: str) -> Iterator[str]:
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert props is not None
    return _labels_in(json.loads(props.group(1)))


def _labels_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _labels_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _labels_in(inner)
