"""An award says what its badge said on the day, whatever becomes of the badge."""

import pytest

from badges.models import Award
from badges.snapshots import achievement_of

pytestmark = pytest.mark.django_db


def rewrite(badge):
    badge.name = "Kindness"
    badge.description = "Something else entirely."
    badge.criteria = "Nothing much."
    badge.emblem = "initiative"
    badge.save()
    badge.tags.add("new")
    for link in badge.competency_links.all():
        link.competency.name = "Renamed"
        link.competency.save()


def test_editing_a_badge_changes_nothing_in_an_award(earned, badge, client):
    page = f"/awards/{earned.pk}/"
    shown = ["credential.json", "assertion.json", "badge.png", "badge.svg"]
    before = [client.get(page + name).content for name in shown]
    rewrite(badge)
    assert [client.get(page + name).content for name in shown] == before
    html = client.get(page).content.decode()
    assert "Empathy" in html
    assert "Kindness" not in html
    assert Award.objects.get().name == "Empathy"


def test_a_new_name_of_the_person_does_not_change_an_award(earned, learner, client):
    learner.name = "Lena Lately"
    learner.save()
    assert "Lena Learner" in client.get(f"/awards/{earned.pk}/").content.decode()


def test_the_version_changes_with_what_the_badge_says_and_only_then(badge):
    first = achievement_of(badge)["version"]
    badge.position = 7
    badge.save()
    assert achievement_of(badge)["version"] == first
    badge.criteria = "More."
    badge.save()
    assert achievement_of(badge)["version"] != first


def test_the_credential_names_the_version_of_the_badge(earned, badge):
    achievement = earned.credential.document["credentialSubject"]["achievement"]
    assert achievement["version"] == achievement_of(badge)["version"]
