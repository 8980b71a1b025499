import pytest

from badges.credentials.status_list import decode, is_set
from badges.models import Award, Requirement, StandingReview
from badges.publishing import publish_status_list
from badges.revoking import decide, revoke, withdraw
from badges.signals import award_revoked
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def stacked(earn, learner, badge):
    """Lena's level, which stands on her badge."""
    factories.a_pathway([{"badges": [badge]}], slug="way")
    earn(badge, learner)
    return Award.objects.get(badge__slug="way-1")


def bit_of(award):
    document = publish_status_list(award.status_list_id)
    bits = decode(document["credentialSubject"]["encodedList"])
    return is_set(bits, award.status_index)


def test_a_revoked_award_keeps_who_when_and_why(earned, coordinator):
    revoke(earned, by=coordinator, reason="  By mistake. ")
    earned.refresh_from_db()
    assert earned.is_revoked
    assert (earned.revoked_by, earned.revocation_reason) == (coordinator, "By mistake.")


def test_revoking_needs_a_reason(earned, coordinator):
    with pytest.raises(ValueError, match="reason is public"):
        revoke(earned, by=coordinator, reason="  ")
    earned.refresh_from_db()
    assert not earned.is_revoked


def test_the_first_reason_stays(earned, coordinator):
    revoke(earned, by=coordinator, reason="First.")
    assert revoke(earned, by=coordinator, reason="Second.").revocation_reason == "First."


def test_revoking_sets_the_bit_of_that_award_and_no_other(
    earn, badge, learner, other_learner, coordinator, committed
):
    first, second = earn(badge, learner), earn(badge, other_learner)
    assert not bit_of(first)
    with committed():
        revoke(first, by=coordinator, reason="By mistake.")
    assert bit_of(first)
    assert not bit_of(second)


def test_the_signed_list_is_due_anew_whatever_the_clock_says(earned, coordinator):
    publish_status_list(earned.status_list_id)
    revoke(earned, by=coordinator, reason="By mistake.")  # and the message about it is lost
    assert bit_of(earned)


def test_a_badge_that_stands_on_a_revoked_one_is_put_up_for_review(
    stacked, badge, learner, coordinator
):
    below = Award.objects.get(badge=badge)
    revoke(below, by=coordinator, reason="By mistake.")
    review = StandingReview.objects.open().get()
    assert (review.award, review.cause) == (stacked, below)
    stacked.refresh_from_db()
    assert not stacked.is_revoked


def test_a_macro_badge_is_put_up_for_review_when_its_level_goes(earn, learner, coordinator):
    skills = [factories.a_badge() for _ in range(3)]
    factories.a_pathway(*([{"badges": [skill]}] for skill in skills), slug="way")
    for skill in skills:
        earn(skill, learner)
    revoke(Award.objects.get(badge__slug="way-2"), by=coordinator, reason="By mistake.")
    assert StandingReview.objects.open().get().award.badge.slug == "way-macro"


def test_revoking_on_review_goes_on_to_what_stands_above(earn, learner, coordinator):
    skills = [factories.a_badge() for _ in range(3)]
    factories.a_pathway(*([{"badges": [skill]}] for skill in skills), slug="way")
    for skill in skills:
        earn(skill, learner)
    revoke(Award.objects.get(badge=skills[0]), by=coordinator, reason="By mistake.")
    level = StandingReview.objects.open().get()
    decide(level, keep=False, by=coordinator, reason="It has lost its ground.")
    assert Award.objects.get(badge__slug="way-1").is_revoked
    assert StandingReview.objects.open().get().award.badge.slug == "way-macro"


def test_a_badge_that_is_kept_stands_and_the_decision_is_recorded(stacked, badge, coordinator):
    revoke(Award.objects.get(badge=badge), by=coordinator, reason="By mistake.")
    review = decide(
        StandingReview.objects.open().get(), keep=True, by=coordinator, reason="Earned since."
    )
    stacked.refresh_from_db()
    assert not stacked.is_revoked
    assert (review.decision, review.decided_by, review.reason) == (
        "keep",
        coordinator,
        "Earned since.",
    )


def test_a_decision_needs_a_reason_and_stays(stacked, badge, coordinator):
    revoke(Award.objects.get(badge=badge), by=coordinator, reason="By mistake.")
    review = StandingReview.objects.open().get()
    with pytest.raises(ValueError, match="Say why"):
        decide(review, keep=False, by=coordinator, reason=" ")
    decide(review, keep=True, by=coordinator, reason="Stands.")
    again = decide(review, keep=False, by=coordinator, reason="No, after all.")
    assert again.decision == "keep"
    stacked.refresh_from_db()
    assert not stacked.is_revoked


def test_a_step_that_is_withdrawn_puts_up_for_review_what_stands_on_it(learner, confirm):
    factories.a_pathway(
        [{"kind": Requirement.Kind.TASK, "slug": "plan", "name": "Write a plan"}], slug="way"
    )
    fulfilment = confirm(Requirement.objects.get(slug="plan"), learner)
    withdraw(fulfilment)
    review = StandingReview.objects.open().get()
    assert (review.award.badge.slug, review.cause_step) == ("way-1", fulfilment)


def test_somebody_whose_badge_was_revoked_can_earn_it_again(earn, earned, badge, coordinator):
    revoke(earned, by=coordinator, reason="By mistake.")
    again = earn(badge, earned.recipient)
    assert again != earned
    assert again.credential.document["id"] != earned.credential.document["id"]


def test_the_signal_tells_of_a_revocation_once(earned, coordinator):
    heard = []

    def listen(award, **kwargs):
        heard.append(award)

    award_revoked.connect(listen)
    try:
        revoke(earned, by=coordinator, reason="By mistake.")
        revoke(earned, by=coordinator, reason="By mistake.")
    finally:
        award_revoked.disconnect(listen)
    assert heard == [earned]
