import io
from datetime import UTC, datetime

import pytest
from django.core import mail

from accounts.models import Notice
from badges import tasks
from badges.awarding import award, expiry_of
from badges.credentials.baking import extract
from badges.models import Artwork, Award, Credential, StatusList
from badges.models.award import STATUS_LIST_LENGTH
from badges.signals import award_made
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_award_is_signed_and_mailed_once(earned):
    assert Credential.objects.get().award == earned
    assert Notice.objects.get().award == earned
    assert len(mail.outbox) == 1


def test_the_mail_names_the_badge_and_leads_to_its_page(earned):
    message = mail.outbox[0]
    assert message.to == ["lena@example.org"]
    assert "Empathy" in message.subject
    html = message.alternatives[0][0]
    for body in (message.body, html):
        assert f"https://cairn.example/awards/{earned.pk}/" in body
        assert "Congratulations, Lena Learner." in body


def test_a_name_with_an_ampersand_is_plain_in_the_text_and_escaped_in_the_html(earn, learner):
    earn(factories.a_badge(name="Give & Take"), learner)
    message = mail.outbox[0]
    assert "Give & Take" in message.subject
    assert "Give & Take" in message.body
    assert "Give &amp; Take" in message.alternatives[0][0]


@pytest.mark.parametrize("order", [("issue", "stack"), ("stack", "issue")])
def test_tasks_that_run_twice_in_either_order_end_in_the_same_state(
    badge, learner, order, monkeypatch
):
    # Made without follow-ups, as if every message had been lost.
    monkeypatch.setattr("badges.awarding.schedule_follow_ups", lambda made: None)
    made = award(badge=badge, recipient=learner, narrative="Passed.")
    for _ in range(2):
        for name in order:
            if name == "issue":
                tasks.issue_credential(str(made.pk))
            else:
                tasks.stack(learner.pk)
    assert Credential.objects.count() == Notice.objects.count() == Award.objects.count() == 1
    assert Award.objects.get().stacked_at is not None


def test_signing_again_leaves_the_document_as_it_was(earned):
    before = earned.credential.document
    tasks.issue_credential(str(earned.pk))
    assert Credential.objects.get().document == before


def test_somebody_who_holds_a_badge_is_not_awarded_it_again(earn, earned, badge, learner):
    assert earn(badge, learner) == earned
    assert Award.objects.count() == 1
    assert len(mail.outbox) == 1


def test_the_signal_is_sent_for_a_new_award_and_not_for_one_that_is_held(
    earn, badge, learner, other_learner
):
    heard = []

    def listen(award, **kwargs):
        heard.append(award)

    award_made.connect(listen)
    try:
        first = earn(badge, learner)
        earn(badge, learner)
    finally:
        award_made.disconnect(listen)
    assert heard == [first]


def test_one_drawing_serves_everybody_who_earns_the_same_wording(
    earn, badge, learner, other_learner
):
    earn(badge, learner)
    earn(badge, other_learner)
    assert Artwork.objects.count() == 1


def test_the_downloaded_picture_carries_both_documents(earned, client):
    png = client.get(f"/awards/{earned.pk}/badge.png").content
    baked = extract(png)
    assert f"https://cairn.example/awards/{earned.pk}/credential.json" in baked.credential
    assert f"https://cairn.example/awards/{earned.pk}/assertion.json" in baked.assertion
    assert io.BytesIO(png).read(8) == b"\x89PNG\r\n\x1a\n"


def test_awards_of_an_issuer_have_places_of_their_own_in_one_list(earn, badge):
    made = [earn(badge, factories.a_user()) for _ in range(5)]
    assert len({award.status_index for award in made}) == 5
    assert all(award.status_index < STATUS_LIST_LENGTH for award in made)
    assert StatusList.objects.count() == 1


def test_a_taken_place_is_drawn_again(earn, badge, learner, other_learner, monkeypatch):
    first = earn(badge, learner)
    draws = iter([first.status_index] * 4 + [3, 3, 3, 3, 3])
    monkeypatch.setattr("badges.awarding.secrets.randbelow", lambda length: next(draws))
    second = earn(badge, other_learner)
    assert (second.status_list_id, second.status_index) != (
        first.status_list_id,
        first.status_index,
    )


def test_issuers_have_lists_of_their_own(earn, learner):
    lists = {
        earn(factories.a_badge(issuer=factories.an_issuer()), learner).status_list_id
        for _ in range(2)
    }
    assert len(lists) == 2


@pytest.mark.parametrize(
    ("awarded", "months", "expires"),
    [
        (datetime(2026, 1, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2027, 10, 31, tzinfo=UTC), 4, datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2026, 12, 15, tzinfo=UTC), 24, datetime(2028, 12, 15, tzinfo=UTC)),
    ],
)
def test_a_badge_expires_on_the_same_day_or_the_last_of_the_month(awarded, months, expires):
    badge = factories.a_badge(valid_months=months)
    assert expiry_of(badge, awarded) == expires


def test_a_badge_without_a_term_does_not_expire(badge):
    assert expiry_of(badge, datetime(2026, 1, 1, tzinfo=UTC)) is None
