"""Arranging a public page and making links from several tabs in the same second."""

import pytest
from django.db import transaction

from assessments import sharing
from assessments.models import EvidenceShare
from assessments.sharing import CannotShare
from badges import profiles
from badges.awarding import award
from badges.models import PublicProfile
from tests import factories
from tests.assessments.tasks.making import handed_in
from tests.assessments.tasks.test_sharing import in_days
from tests.services.test_award_pipeline import in_threads


@pytest.fixture(autouse=True)
def _private_root(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def learner():
    return factories.a_user(name="Lena Learner", email="lena@example.org")


def keep(learner):
    return profiles.keep(person=learner, slug="lena", about="", is_on=True, is_listed=False)


def made_award(learner):
    with transaction.atomic():
        return award(badge=factories.a_badge(), recipient=learner, narrative="Passed.")


def test_no_badge_is_lost_from_a_page_that_ten_tabs_arrange(learner):
    profile = keep(learner)
    awards = [made_award(learner) for _ in range(10)]
    in_threads(10, lambda index: profiles.show(profile, awards[index].pk))
    assert {one.pk for one in profiles.shown_awards(profile)} == {one.pk for one in awards}


def test_ten_tabs_that_switch_the_page_on_make_one(learner):
    in_threads(10, lambda _index: keep(learner))
    assert PublicProfile.objects.count() == 1


def test_ten_tabs_make_no_more_links_than_a_learner_may_have(learner, monkeypatch):
    monkeypatch.setattr(sharing, "MOST_OPEN", 3)
    item = handed_in(learner).evidence.get()

    def share(_index):
        try:
            return sharing.share(
                learner=learner, title="X", item_ids=[item.pk], last_day=in_days(3)
            )
        except CannotShare as refusal:
            return refusal

    in_threads(10, share)
    assert EvidenceShare.objects.count() == 3
