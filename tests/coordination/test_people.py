"""More time for one person, and conflicts between two, as coordinators record them."""

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Accommodation, ConflictOfInterest

TIME = "/admin/learners/accommodations/"
CONFLICTS = "/admin/learners/conflicts/"


def more_time(email: str, **others: str) -> dict[str, str]:
    return {"learner": email, "assessment": "", "extra_time_percent": "50", **others}


def test_more_time_is_granted_by_address_and_by_whoever_asks(
    as_coordinator: Client, coordinator: User, learner: User
) -> None:
    as_coordinator.post(f"{TIME}new/", more_time(learner.email))
    granted = Accommodation.objects.get()
    assert (granted.learner, granted.granted_by, granted.extra_time_percent) == (
        learner,
        coordinator,
        50,
    )


def test_an_address_that_nobody_signs_in_with_is_refused(as_coordinator: Client) -> None:
    page = as_coordinator.post(f"{TIME}new/", more_time("nobody@example.org"))
    assert "Nobody here signs in with this address." in page.content.decode()


def test_nobody_gives_themselves_more_time(as_coordinator: Client, coordinator: User) -> None:
    page = as_coordinator.post(f"{TIME}new/", more_time(coordinator.email))
    assert "You can&#x27;t give yourself more time" in page.content.decode()
    assert not Accommodation.objects.exists()


def test_more_time_for_every_assessment_is_granted_once(
    as_coordinator: Client, learner: User
) -> None:
    for _time in range(2):
        page = as_coordinator.post(f"{TIME}new/", more_time(learner.email))
    assert page.status_code == 200
    assert Accommodation.objects.count() == 1


def test_what_was_granted_is_edited_by_the_same_address(
    as_coordinator: Client, coordinator: User, learner: User
) -> None:
    granted = Accommodation.objects.create(learner=learner, granted_by=coordinator)
    url = f"{TIME}edit/{granted.pk}/"
    assert f'value="{learner.email}"' in as_coordinator.get(url).content.decode()
    as_coordinator.post(url, more_time(learner.email, untimed="on"))
    granted.refresh_from_db()
    assert granted.untimed


def test_a_conflict_is_recorded_with_who_recorded_it(
    as_coordinator: Client, coordinator: User, assessor: User, learner: User
) -> None:
    sent = {"assessor": assessor.email, "learner": learner.email, "reason": "Sisters."}
    as_coordinator.post(f"{CONFLICTS}new/", sent)
    conflict = ConflictOfInterest.objects.get()
    assert (conflict.assessor, conflict.learner, conflict.recorded_by) == (
        assessor,
        learner,
        coordinator,
    )
    assert "Sisters." in as_coordinator.get(CONFLICTS).content.decode()


def test_a_conflict_is_between_two_people(as_coordinator: Client, assessor: User) -> None:
    sent = {"assessor": assessor.email, "learner": assessor.email}
    page = as_coordinator.post(f"{CONFLICTS}new/", sent)
    assert "A conflict is between two people." in page.content.decode()


@pytest.mark.parametrize("label", ["Accommodations", "Conflicts of interest"])
def test_both_are_in_the_menu(as_coordinator: Client, label: str) -> None:
    assert label in as_coordinator.get("/admin/").content.decode()
