from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client

from accounts.models import User
from badges import revoking, stacking
from badges.models import Requirement
from learning.models import LessonPage, Reflection
from tests import factories
from tests.coordination.learning_people import attempt, enrol, read


def page_of(client: Client, learner: User) -> str:
    return client.get(f"/admin/learners/{learner.pk}/").content.decode()


def test_a_learner_s_page_shows_their_courses(
    as_coordinator: Client, course: Any, learner: User
) -> None:
    enrol(learner, course)
    read(learner, course, lessons=1)
    page = page_of(as_coordinator, learner)
    assert "lena@example.org" in page
    assert "1/4 (25%)" in page


def test_it_shows_each_attempt_by_competency(
    as_coordinator: Client, course: Any, learner: User
) -> None:
    enrol(learner, course)
    attempt(learner, course, right_up_to=3)
    page = page_of(as_coordinator, learner)
    assert "shown, 100%" in page
    assert "not yet, 50% of the 75% it takes" in page


def test_it_shows_which_competencies_are_still_missing(
    as_coordinator: Client, course: Any, learner: User
) -> None:
    enrol(learner, course)
    attempt(learner, course, right_up_to=2)
    page = page_of(as_coordinator, learner)
    assert "shown on" in page
    assert "not shown yet" in page


def test_a_competency_that_went_with_its_badge_says_so(
    as_coordinator: Client, course: Any, learner: User, coordinator: User
) -> None:
    enrol(learner, course)
    attempt(learner, course, right_up_to=4)
    revoking.revoke(learner.awards.get(), by=coordinator, reason="A mistake.")
    page = page_of(as_coordinator, learner)
    assert "withdrawn with the badge on" in page
    assert "A mistake." in page


def test_it_shows_confirmed_steps(as_coordinator: Client, learner: User, coordinator: User) -> None:
    factories.a_pathway([{"kind": Requirement.Kind.TASK, "name": "A plan", "slug": "plan"}])
    stacking.fulfil(
        requirement=Requirement.objects.get(slug="plan"),
        learner=learner,
        statement="I have read it.",
        confirmed_by=coordinator,
    )
    page = page_of(as_coordinator, learner)
    assert "A plan" in page
    assert "I have read it." in page


def test_it_never_shows_a_reflection(as_coordinator: Client, course: Any, learner: User) -> None:
    enrol(learner, course)
    Reflection.objects.create(
        learner=learner,
        lesson=LessonPage.objects.descendant_of(course).first(),
        block_id=uuid4(),
        prompt="What did you learn about yourself?",
        text="Something private.",
    )
    page = page_of(as_coordinator, learner)
    assert "Something private." not in page
    assert "about yourself" not in page


def test_it_never_shows_an_answer(as_coordinator: Client, course: Any, learner: User) -> None:
    enrol(learner, course)
    attempt(learner, course, right_up_to=4)
    assert "Option 0" not in page_of(as_coordinator, learner)


def test_awards_are_shown_to_whoever_may_view_awards(
    client: Client, course: Any, learner: User, grant: Callable[..., Any]
) -> None:
    enrol(learner, course)
    attempt(learner, course, right_up_to=4)
    client.force_login(grant("view_enrolment"))
    assert learner.awards.get().get_absolute_url() not in page_of(client, learner)
