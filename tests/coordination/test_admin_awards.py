from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from badges import stacking
from badges.awarding import award
from badges.models import Award, Badge, Requirement, StandingReview
from tests import factories

AWARDS = "/admin/learners/awards/"


@pytest.fixture
def empathy(db: None) -> Badge:
    return factories.a_badge(name="Empathy")


@pytest.fixture
def held(empathy: Badge, learner: User) -> Award:
    return award(badge=empathy, recipient=learner, narrative="Passed.")


@pytest.fixture
def stacked(empathy: Badge, held: Award, learner: User) -> Award:
    """The badge of a level that asks for Empathy."""
    factories.a_pathway([{"kind": Requirement.Kind.ALL_OF, "badges": [empathy]}], slug="career")
    stacking.stack(learner.pk)
    return Award.objects.get(badge__slug="career-1")


def revoke_url(held: Award) -> str:
    return f"{AWARDS}{held.pk}/revoke/"


def test_the_list_shows_who_holds_what(as_coordinator: Client, held: Award) -> None:
    page = as_coordinator.get(AWARDS).content.decode()
    for said in ("Lena Learner", "lena@example.org", "Empathy", held.get_absolute_url()):
        assert said in page


def test_the_list_finds_a_holder_by_name(
    as_coordinator: Client, held: Award, other_learner: User
) -> None:
    award(badge=held.badge, recipient=other_learner, narrative="Passed.")
    page = as_coordinator.get(f"{AWARDS}?q=otto").content.decode()
    assert "Otto Other" in page
    assert "Lena Learner" not in page


@pytest.mark.parametrize(
    ("query", "shown"), [("state=active", False), ("state=revoked", True), ("", True)]
)
def test_the_list_can_be_narrowed_to_active_or_revoked_awards(
    as_coordinator: Client, held: Award, query: str, shown: bool
) -> None:
    as_coordinator.post(revoke_url(held), {"reason": "A mistake."})
    page = as_coordinator.get(f"{AWARDS}results/?{query}").content.decode()
    assert ("Lena Learner" in page) is shown


def test_the_list_can_be_narrowed_to_a_badge(
    as_coordinator: Client, held: Award, other_learner: User
) -> None:
    other = award(badge=factories.a_badge(), recipient=other_learner, narrative="Passed.")
    page = as_coordinator.get(f"{AWARDS}results/?badge={other.badge_id}").content.decode()
    assert "Otto Other" in page
    assert "Lena Learner" not in page


def test_revoking_asks_for_a_reason(as_coordinator: Client, held: Award) -> None:
    page = as_coordinator.post(revoke_url(held), {"reason": "  "}).content.decode()
    held.refresh_from_db()
    assert not held.is_revoked
    assert "This field is required." in page


def test_revoking_keeps_the_reason_and_who_did_it(
    as_coordinator: Client, held: Award, coordinator: User
) -> None:
    as_coordinator.post(revoke_url(held), {"reason": "Somebody else sat the assessment."})
    held.refresh_from_db()
    assert held.revocation_reason == "Somebody else sat the assessment."
    assert held.revoked_by == coordinator


def test_before_revoking_one_reads_what_stands_on_the_badge(
    as_coordinator: Client, held: Award, stacked: Award
) -> None:
    page = as_coordinator.get(revoke_url(held)).content.decode()
    assert stacked.get_absolute_url() in page


def test_a_badge_that_carries_nothing_says_so(as_coordinator: Client, held: Award) -> None:
    assert "No other badge stands on it." in as_coordinator.get(revoke_url(held)).content.decode()


def test_the_macro_badge_at_the_top_is_named_too(
    as_coordinator: Client, held: Award, stacked: Award, learner: User
) -> None:
    for requirement in Requirement.objects.exclude(level=stacked.badge.level_of):
        for badge in requirement.badges.all():
            award(badge=badge, recipient=learner, narrative="Passed.")
    stacking.stack(learner.pk)
    macro = Award.objects.get(badge__kind=Badge.Kind.MACRO)
    page = as_coordinator.get(revoke_url(held)).content.decode()
    assert macro.get_absolute_url() in page


def test_a_revoked_badge_is_not_revoked_twice(as_coordinator: Client, held: Award) -> None:
    as_coordinator.post(revoke_url(held), {"reason": "First."})
    as_coordinator.post(revoke_url(held), {"reason": "Second."})
    held.refresh_from_db()
    assert held.revocation_reason == "First."


def test_revoking_opens_a_review_of_what_stands_on_it(
    as_coordinator: Client, held: Award, stacked: Award
) -> None:
    as_coordinator.post(revoke_url(held), {"reason": "A mistake."})
    page = as_coordinator.get("/admin/learners/reviews/").content.decode()
    assert str(stacked) in page
    assert "“Empathy”, revoked: A mistake." in page


@pytest.fixture
def review(as_coordinator: Client, held: Award, stacked: Award) -> StandingReview:
    as_coordinator.post(revoke_url(held), {"reason": "A mistake."})
    return StandingReview.objects.get()


def decide_url(review: StandingReview) -> str:
    return f"/admin/learners/reviews/{review.pk}/"


def test_a_coordinator_can_let_a_badge_stand(
    as_coordinator: Client, review: StandingReview, coordinator: User
) -> None:
    as_coordinator.post(
        decide_url(review), {"decision": "keep", "reason": "The other evidence carries it."}
    )
    review.refresh_from_db()
    assert (review.decision, review.decided_by) == ("keep", coordinator)
    assert not review.award.is_revoked


def test_a_coordinator_can_revoke_a_badge_with_what_it_stood_on(
    as_coordinator: Client, review: StandingReview
) -> None:
    as_coordinator.post(decide_url(review), {"decision": "revoke", "reason": "Nothing is left."})
    review.refresh_from_db()
    review.award.refresh_from_db()
    assert review.award.revocation_reason == "Nothing is left."


def test_a_decision_needs_a_reason(as_coordinator: Client, review: StandingReview) -> None:
    as_coordinator.post(decide_url(review), {"decision": "keep", "reason": ""})
    review.refresh_from_db()
    assert review.decided_at is None


def test_a_decision_stays_as_it_was_made(as_coordinator: Client, review: StandingReview) -> None:
    as_coordinator.post(decide_url(review), {"decision": "keep", "reason": "It stands."})
    response = as_coordinator.post(
        decide_url(review), {"decision": "revoke", "reason": "Or not."}, follow=True
    )
    review.refresh_from_db()
    assert review.decision == "keep"
    assert "This has been decided already." in response.content.decode()


def test_open_reviews_come_first(
    as_coordinator: Client, review: StandingReview, held: Award, other_learner: User
) -> None:
    as_coordinator.post(decide_url(review), {"decision": "keep", "reason": "It stands."})
    theirs = award(badge=held.badge, recipient=other_learner, narrative="Passed.")
    stacking.stack(other_learner.pk)
    as_coordinator.post(revoke_url(theirs), {"reason": "A mistake."})
    page = as_coordinator.get("/admin/learners/reviews/results/").content.decode()
    assert page.index("Otto Other") < page.index("Lena Learner")


def test_the_first_screen_tells_a_coordinator_what_waits(
    as_coordinator: Client, review: StandingReview
) -> None:
    page = as_coordinator.get("/admin/").content.decode()
    assert "1 badge to review" in page
    assert "Badges to review (1)" in page


def test_the_first_screen_is_silent_when_nothing_waits(as_coordinator: Client) -> None:
    assert "to review</a>" not in as_coordinator.get("/admin/").content.decode()


def test_an_editor_is_not_told_of_reviews(
    client: Client, review: StandingReview, editor: User
) -> None:
    client.force_login(editor)
    assert "to review" not in client.get("/admin/").content.decode()


def test_whoever_may_not_revoke_can_only_let_a_badge_stand(
    client: Client, review: StandingReview, grant: Callable[..., Any]
) -> None:
    client.force_login(grant("view_standingreview", "change_standingreview"))
    client.post(decide_url(review), {"decision": "revoke", "reason": "Nothing is left."})
    review.refresh_from_db()
    assert review.decided_at is None
