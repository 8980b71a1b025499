from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from badges import stacking
from badges.models import Award, Fulfilment, Requirement, StandingReview
from tests import factories

STEPS = "/admin/learners/steps/"
CONFIRM = f"{STEPS}confirm/"


@pytest.fixture
def step(db: None) -> Requirement:
    factories.a_pathway(
        [{"kind": Requirement.Kind.SIGN_OFF, "name": "A supervisor signs off", "slug": "sign"}],
        name="Career Prepared",
    )
    return Requirement.objects.get(slug="sign")


def confirm(client: Client, step: Requirement, email: str) -> Any:
    return client.post(
        CONFIRM, {"email": email, "step": step.pk, "statement": "Seen."}, follow=True
    )


def test_a_coordinator_confirms_a_step_for_a_learner(
    as_coordinator: Client, step: Requirement, learner: User, coordinator: User
) -> None:
    confirm(as_coordinator, step, "Lena@Example.org")
    fulfilment = Fulfilment.objects.get()
    assert (fulfilment.learner, fulfilment.requirement) == (learner, step)
    assert (fulfilment.statement, fulfilment.confirmed_by) == ("Seen.", coordinator)


def test_a_confirmed_step_stacks(
    as_coordinator: Client,
    step: Requirement,
    learner: User,
    committed: Callable[[], AbstractContextManager[Any]],
) -> None:
    with committed():
        confirm(as_coordinator, step, learner.email)
    assert Award.objects.get().badge == step.level.badge


def test_one_cannot_confirm_a_step_of_ones_own(
    as_coordinator: Client, step: Requirement, coordinator: User
) -> None:
    response = confirm(as_coordinator, step, coordinator.email)
    assert not Fulfilment.objects.exists()
    assert "confirm a step of your own" in response.content.decode()


def test_an_unknown_address_is_named_as_such(as_coordinator: Client, step: Requirement) -> None:
    response = confirm(as_coordinator, step, "nobody@example.org")
    assert "Nobody here signs in with this address." in response.content.decode()


def test_a_step_is_confirmed_once(as_coordinator: Client, step: Requirement, learner: User) -> None:
    confirm(as_coordinator, step, learner.email)
    response = confirm(as_coordinator, step, learner.email)
    assert Fulfilment.objects.count() == 1
    assert "has been confirmed for Lena Learner already" in response.content.decode()


def test_a_requirement_of_badges_cannot_be_confirmed(
    as_coordinator: Client, step: Requirement, learner: User
) -> None:
    of_badges = Requirement.objects.exclude(pk=step.pk).first()
    confirm(as_coordinator, of_badges, learner.email)
    assert not Fulfilment.objects.exists()


def test_control_characters_do_not_get_into_a_statement(
    as_coordinator: Client, step: Requirement, learner: User
) -> None:
    as_coordinator.post(
        CONFIRM, {"email": learner.email, "step": step.pk, "statement": "Se\x07en."}
    )
    assert Fulfilment.objects.get().statement == "Seen."


def test_the_steps_stand_under_their_pathways(as_coordinator: Client, step: Requirement) -> None:
    assert '<optgroup label="Career Prepared">' in as_coordinator.get(CONFIRM).content.decode()


def test_the_list_shows_confirmed_steps(
    as_coordinator: Client, step: Requirement, learner: User
) -> None:
    confirm(as_coordinator, step, learner.email)
    page = as_coordinator.get(STEPS).content.decode()
    for said in ("Lena Learner", "A supervisor signs off", "Career Prepared", "Seen."):
        assert said in page


@pytest.fixture
def done(step: Requirement, learner: User, coordinator: User) -> Fulfilment:
    return stacking.fulfil(
        requirement=step, learner=learner, statement="Seen.", confirmed_by=coordinator
    )


def withdraw_url(done: Fulfilment) -> str:
    return f"{STEPS}{done.pk}/withdraw/"


def test_a_step_can_be_withdrawn(as_coordinator: Client, done: Fulfilment) -> None:
    as_coordinator.post(withdraw_url(done))
    assert not Fulfilment.objects.standing().exists()


def test_looking_at_the_question_withdraws_nothing(
    as_coordinator: Client, done: Fulfilment
) -> None:
    as_coordinator.get(withdraw_url(done))
    assert Fulfilment.objects.standing().exists()


def test_the_log_keeps_who_withdrew_a_step(
    as_coordinator: Client, done: Fulfilment, coordinator: User
) -> None:
    as_coordinator.post(withdraw_url(done))
    assert ModelLogEntry.objects.get(action="badges.withdraw").user == coordinator


def test_before_withdrawing_one_reads_what_stands_on_the_step(
    as_coordinator: Client, done: Fulfilment, learner: User
) -> None:
    stacking.stack(learner.pk)
    page = as_coordinator.get(withdraw_url(done)).content.decode()
    assert Award.objects.get().get_absolute_url() in page


def test_withdrawing_opens_a_review_that_names_the_step(
    as_coordinator: Client, done: Fulfilment, learner: User
) -> None:
    stacking.stack(learner.pk)
    as_coordinator.post(withdraw_url(done))
    assert StandingReview.objects.get().cause_step == done
    page = as_coordinator.get("/admin/learners/reviews/").content.decode()
    assert "The step “A supervisor signs off”, withdrawn" in page


def test_a_withdrawn_step_can_be_confirmed_anew(
    as_coordinator: Client, done: Fulfilment, step: Requirement, learner: User
) -> None:
    as_coordinator.post(withdraw_url(done))
    confirm(as_coordinator, step, learner.email)
    assert Fulfilment.objects.standing().count() == 1
