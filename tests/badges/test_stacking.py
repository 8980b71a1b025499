import pytest

from badges.models import Award, Badge, Fulfilment, Requirement
from badges.revoking import revoke
from badges.stacking import fulfil, stack, standing_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills():
    return [factories.a_badge(slug=slug) for slug in ("empathy", "initiative", "resilience")]


@pytest.fixture
def step_fields():
    return {"kind": Requirement.Kind.TASK, "slug": "plan", "name": "Write a plan"}


def held(learner):
    awards = Award.objects.active().filter(recipient=learner)
    return set(awards.values_list("badge__slug", flat=True))


def test_a_badge_that_meets_a_level_earns_the_level(earn, learner, skills):
    factories.a_pathway([{"badges": skills[:1]}], slug="way")
    earn(skills[0], learner)
    assert held(learner) == {"empathy", "way-1"}


def test_three_levels_earn_the_macro_badge(earn, learner, skills):
    factories.a_pathway(*([{"badges": [skill]}] for skill in skills), slug="way")
    for skill in skills:
        earn(skill, learner)
    assert held(learner) >= {"way-1", "way-2", "way-3", "way-macro"}


def test_two_levels_do_not_earn_the_macro_badge(earn, learner, skills):
    factories.a_pathway(*([{"badges": [skill]}] for skill in skills), slug="way")
    for skill in skills[:2]:
        earn(skill, learner)
    assert held(learner) == {"empathy", "initiative", "way-1", "way-2"}


def test_a_level_that_is_half_met_is_not_awarded(earn, learner, skills):
    factories.a_pathway([{"badges": skills[:2]}], slug="way")
    earn(skills[0], learner)
    assert held(learner) == {"empathy"}


def test_all_requirements_of_a_level_have_to_be_met(earn, learner, skills, step_fields):
    factories.a_pathway([{"badges": skills[:1]}, step_fields], slug="way")
    earn(skills[0], learner)
    assert held(learner) == {"empathy"}


def test_any_two_of_three_earn_a_level(earn, learner, skills):
    asked = {"kind": Requirement.Kind.ANY_OF, "at_least": 2, "badges": skills}
    factories.a_pathway([asked], slug="way")
    earn(skills[2], learner)
    assert "way-1" not in held(learner)
    earn(skills[0], learner)
    assert "way-1" in held(learner)


def test_a_step_that_is_confirmed_counts(earn, learner, skills, step_fields, confirm):
    factories.a_pathway([{"badges": skills[:1]}, step_fields], slug="way")
    earn(skills[0], learner)
    confirm(Requirement.objects.get(slug="plan"), learner)
    assert held(learner) == {"empathy", "way-1"}


def test_a_level_shows_the_badges_and_steps_it_stands_on(
    earn, learner, skills, step_fields, confirm
):
    factories.a_pathway([{"badges": skills[:1]}, step_fields], slug="way")
    earn(skills[0], learner)
    confirm(Requirement.objects.get(slug="plan"), learner)
    level = Award.objects.get(badge__slug="way-1")
    assert [on.badge for on in level.stands_on.all()] == [skills[0]]
    assert [on.requirement.slug for on in level.stands_on_steps.all()] == ["plan"]
    assert [(item["genre"], item["name"]) for item in level.evidence] == [
        ("Badge", skills[0].name),
        ("Step", "Write a plan"),
    ]


def test_the_credential_of_a_level_leads_to_the_badges_below(earn, learner, skills):
    factories.a_pathway([{"badges": skills[:1]}], slug="way")
    below = earn(skills[0], learner)
    level = Award.objects.get(badge__slug="way-1")
    (evidence,) = level.credential.document["evidence"]
    assert evidence["id"] == f"https://cairn.example/awards/{below.pk}/"


def test_a_badge_counts_on_every_pathway_that_asks_for_it(earn, learner, skills):
    factories.a_pathway([{"badges": skills[:1]}], slug="one")
    factories.a_pathway([{"badges": skills[:1]}], slug="two")
    earn(skills[0], learner)
    assert held(learner) == {"empathy", "one-1", "two-1"}


def test_a_level_of_another_pathway_can_be_asked_for(earn, learner, skills):
    factories.a_pathway([{"badges": skills[:1]}], slug="one")
    level = Badge.objects.get(slug="one-1")
    factories.a_pathway([{"badges": [level]}], slug="two")
    earn(skills[0], learner)
    assert "two-1" in held(learner)


def test_the_badges_of_somebody_else_do_not_count(earn, learner, other_learner, skills):
    factories.a_pathway([{"badges": skills[:2]}], slug="way")
    earn(skills[0], learner)
    earn(skills[1], other_learner)
    assert held(learner) == {"empathy"}


def test_stacking_again_awards_nothing_more(earn, learner, skills):
    factories.a_pathway([{"badges": skills[:1]}], slug="way")
    earn(skills[0], learner)
    assert stack(learner.pk) == []


def test_an_unfinished_requirement_is_met_by_nobody(earn, learner, skills):
    factories.a_pathway([{"kind": Requirement.Kind.ALL_OF, "badges": []}], slug="way")
    earn(skills[0], learner)
    assert "way-1" not in held(learner)


def test_a_level_that_was_revoked_does_not_come_back_by_itself(earn, learner, skills, coordinator):
    factories.a_pathway([{"badges": skills[:1]}], slug="way")
    earn(skills[0], learner)
    revoke(Award.objects.get(badge__slug="way-1"), by=coordinator, reason="By mistake.")
    stack(learner.pk)
    assert held(learner) == {"empathy"}


def test_a_level_that_was_revoked_comes_back_when_something_it_asks_for_is_earned_anew(
    earn, learner, skills, coordinator
):
    factories.a_pathway([{"badges": skills[:1]}], slug="way")
    below = earn(skills[0], learner)
    revoke(Award.objects.get(badge__slug="way-1"), by=coordinator, reason="By mistake.")
    revoke(below, by=coordinator, reason="By mistake.")
    earn(skills[0], learner)
    assert held(learner) == {"empathy", "way-1"}


def test_a_step_is_fulfilled_once_however_often_it_is_confirmed(learner, step_fields, confirm):
    factories.a_pathway([step_fields], slug="way")
    requirement = Requirement.objects.get(slug="plan")
    assert confirm(requirement, learner) == confirm(requirement, learner)
    assert Fulfilment.objects.count() == 1


def test_nobody_confirms_a_step_of_their_own(learner, step_fields):
    factories.a_pathway([step_fields])
    with pytest.raises(ValueError, match="of their own"):
        fulfil(
            requirement=Requirement.objects.get(slug="plan"),
            learner=learner,
            statement="I did.",
            confirmed_by=learner,
        )


def test_a_requirement_for_badges_cannot_be_confirmed_by_hand(learner, other_learner, skills):
    factories.a_pathway([{"badges": skills[:1]}], slug="way")
    with pytest.raises(ValueError, match="asks for badges"):
        fulfil(
            requirement=Requirement.objects.get(level__badge__slug="way-1"),
            learner=learner,
            statement="Surely.",
            confirmed_by=other_learner,
        )


def test_the_standing_of_a_visitor_is_that_of_somebody_who_has_nothing(skills):
    pathway = factories.a_pathway([{"badges": skills[:1]}])
    standing = standing_of(None, pathway)
    assert not standing.is_earned
    assert standing.levels[0].requirements[0].wanting == 1
