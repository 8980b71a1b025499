"""Verifying hosted Open Badges 2.0 assertions."""

import json
from datetime import timedelta
from typing import Any

import pytest

from badges.credentials import facts, ob2
from badges.credentials.baking import Baked, bake
from badges.credentials.report import Report
from tests.badges.credentials.published import AWARDED, EMAIL, World

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def _verdicts(report: Report) -> dict[str, str]:
    return {check.key: check.verdict for check in report.checks}


@pytest.fixture
def assertion(award: facts.AwardFacts) -> dict[str, Any]:
    return ob2.assertion(award)


@pytest.mark.parametrize("form", ["document", "text", "address", "image"])
def test_a_hosted_assertion_passes_in_any_form(
    world: World, assertion: dict[str, Any], form: str
) -> None:
    text = json.dumps(assertion)
    presented = {
        "document": assertion,
        "text": text,
        "address": assertion["id"],
        "image": bake(SVG, Baked(text)),
    }
    report = world.verify(presented[form], email=EMAIL)
    assert set(_verdicts(report).values()) == {"passed"}
    assert report.standard == "Open Badges 2.0"
    assert report.summary.achievement_name == "Empathy"
    assert report.summary.issuer_name == "Example University"


def test_a_badge_that_is_only_named_is_fetched(world: World, assertion: dict[str, Any]) -> None:
    by_address = {**assertion, "badge": assertion["badge"]["id"]}
    world.documents[assertion["id"]] = by_address
    report = world.verify(by_address)
    assert report.verdict == "passed"
    assert report.summary.achievement_name == "Empathy"


def test_a_withdrawn_assertion_fails_with_the_reason(
    world: World, assertion: dict[str, Any]
) -> None:
    world.documents[assertion["id"]] = ob2.revoked_assertion(assertion["id"], "Awarded in error.")
    world.gone.add(assertion["id"])
    report = world.verify(assertion)
    assert _verdicts(report)["not_revoked"] == "failed"
    assert "Awarded in error." in report.checks[3].explanation


def test_an_assertion_that_is_gone_without_a_word_is_withdrawn(
    world: World, assertion: dict[str, Any]
) -> None:
    world.documents[assertion["id"]] = {}
    world.gone.add(assertion["id"])
    assert _verdicts(world.verify(assertion))["not_revoked"] == "failed"


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": {"type": "email", "hashed": False, "identity": "eve@example.org"}},
        {"badge": "https://badges.example.org/badges/leadership"},
        {"expires": "2099-01-01T00:00:00Z"},
    ],
    ids=["recipient", "badge", "expiry"],
)
def test_a_copy_that_differs_from_the_issuers_own_fails(
    world: World, assertion: dict[str, Any], change: dict[str, Any]
) -> None:
    report = world.verify({**assertion, **change})
    assert _verdicts(report)["unchanged"] == "failed"


def test_another_assertion_at_the_address_fails(world: World, assertion: dict[str, Any]) -> None:
    world.documents[assertion["id"]] = {**assertion, "id": "https://badges.example.org/a/2"}
    assert _verdicts(world.verify(assertion))["unchanged"] == "failed"


def test_a_silent_issuer_leaves_the_question_open(world: World, assertion: dict[str, Any]) -> None:
    del world.documents[assertion["id"]]
    assert _verdicts(world.verify(assertion))["unchanged"] == "unknown"
    assert world.verify(assertion["id"]).verdict == "unknown"


def _published_elsewhere(world: World, assertion: dict[str, Any], badge: Any) -> dict[str, Any]:
    forged = {**assertion, "id": "https://forger.example/1", "badge": badge}
    world.documents[forged["id"]] = forged
    return forged


def test_a_forger_cannot_publish_in_an_issuers_name(
    world: World, assertion: dict[str, Any]
) -> None:
    forged = _published_elsewhere(world, assertion, assertion["badge"])
    assert _verdicts(world.verify(forged))["issuer"] == "failed"


def test_a_forger_cannot_bring_along_the_issuers_permission(
    world: World, assertion: dict[str, Any]
) -> None:
    profile = {
        "id": assertion["badge"]["issuer"],
        "name": "Example University",
        "verification": {"allowedOrigins": "forger.example"},
    }
    badge = {**assertion["badge"], "issuer": profile}
    own_badge = {**badge, "id": "https://forger.example/badge"}
    for embedded in (badge, own_badge):
        forged = _published_elsewhere(world, assertion, embedded)
        assert _verdicts(world.verify(forged))["issuer"] == "failed"


@pytest.mark.parametrize(
    "permission",
    [{"allowedOrigins": ["forger.example"]}, {"startsWith": "https://forger.example/"}],
)
def test_an_issuer_may_let_somebody_else_publish(
    world: World, assertion: dict[str, Any], permission: dict[str, Any]
) -> None:
    issuer = assertion["badge"]["issuer"]
    world.documents[issuer] = {**world.documents[issuer], "verification": permission}
    hosted = _published_elsewhere(world, assertion, assertion["badge"])
    assert _verdicts(world.verify(hosted))["issuer"] == "passed"


def test_an_issuer_that_cannot_be_had_leaves_the_question_open(
    world: World, assertion: dict[str, Any]
) -> None:
    del world.documents[assertion["badge"]["issuer"]]
    assert _verdicts(world.verify(assertion))["issuer"] == "unknown"


def test_an_expired_assertion_fails(world: World, assertion: dict[str, Any]) -> None:
    report = world.verify(assertion, now=AWARDED + timedelta(days=400))
    assert _verdicts(report)["in_date"] == "failed"


def test_another_persons_address_fails(world: World, assertion: dict[str, Any]) -> None:
    assert _verdicts(world.verify(assertion, email="eve@example.org"))["recipient"] == "failed"


def test_a_signed_assertion_is_not_judged(world: World, assertion: dict[str, Any]) -> None:
    report = world.verify({**assertion, "verification": {"type": "SignedBadge"}})
    assert report.verdict == "unknown"
    assert world.asked == []


def test_an_incomplete_assertion_is_told_what_is_missing(
    world: World, assertion: dict[str, Any]
) -> None:
    del assertion["recipient"]
    report = world.verify(assertion)
    assert "whom it was issued to" in report.checks[0].explanation
