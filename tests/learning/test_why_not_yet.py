import pytest

from badges.requirements import (
    BadgesRequired,
    Holdings,
    LevelRules,
    PathwayRules,
    StepRequired,
    pathway_standing,
)
from learning.why_not_yet import contributions_of, explained, pathways_of
from tests import factories

NAMES = {"a": "Alpha", "b": "Beta", "c": "Gamma"}


def steps(required, *, badges=(), done=(), courses=None):
    """How one requirement reads to somebody who holds `badges` and has done the steps `done`."""
    rules = PathwayRules(
        slug="way",
        name="Way",
        macro_badge="macro",
        levels=(LevelRules(number=1, name="First", badge="level", requirements=(required,)),),
    )
    holdings = Holdings(badges=frozenset(badges), steps=frozenset(done))
    return explained(pathway_standing(rules, holdings), courses or {}).levels[0].steps[0]


def test_one_missing_badge_is_named_with_the_way_to_its_course():
    step = steps(BadgesRequired({"a": "Alpha"}, 1), courses={"a": "/courses/a/"})
    assert step.sentence == "Earn the badge Alpha."
    assert (step.met, step.url) == (False, "/courses/a/")


def test_a_badge_without_a_course_leads_to_its_page():
    assert steps(BadgesRequired({"a": "Alpha"}, 1)).url == "/badges/a/"


def test_of_all_only_those_that_are_missing_are_asked_for():
    step = steps(BadgesRequired(NAMES, 3), badges={"a"})
    assert step.sentence == "Earn the badges Beta and Gamma."
    assert step.how == "You hold Alpha already."


def test_any_of_leaves_the_choice():
    step = steps(BadgesRequired(NAMES, 1))
    assert step.sentence == "Earn one of these badges: Alpha, Beta or Gamma."
    assert step.url == "/badges/"


def test_any_two_of_three_says_two():
    step = steps(BadgesRequired(NAMES, 2))
    assert step.sentence == "Earn 2 of these badges: Alpha, Beta or Gamma."


def test_what_is_met_says_by_which_badges():
    step = steps(BadgesRequired(NAMES, 1), badges={"b"})
    assert (step.met, step.sentence) == (True, "You hold Beta.")


def test_a_step_says_what_to_do_and_the_shortest_way():
    required = StepRequired(
        key="step:1", name="Write a plan", kind="task", description="One page.", how="Begin."
    )
    step = steps(required)
    assert (step.sentence, step.how) == ("Write a plan.", "One page. Begin.")


def test_a_step_that_is_done_says_so():
    required = StepRequired(key="step:1", name="Write a plan", kind="task")
    step = steps(required, done={"step:1"})
    assert (step.met, step.sentence) == (True, "Done: Write a plan.")


def test_a_requirement_without_badges_is_met_by_nobody():
    step = steps(BadgesRequired({}, 1))
    assert not step.met


@pytest.mark.django_db
def test_a_pathway_sums_up_what_its_next_level_misses(learner):
    factories.a_pathway(name="Leadership")
    [pathway] = pathways_of(learner)
    assert pathway.summary == "Level 1, Foundational: 1 thing is missing."
    assert not pathway.has_begun


@pytest.mark.django_db
def test_a_changed_pathway_is_explained_anew(learner):
    pathway = factories.a_pathway(name="Before")
    pathways_of(learner)
    pathway.name = "After"
    pathway.save()
    assert [found.name for found in pathways_of(learner)] == ["After"]


@pytest.mark.django_db
def test_a_badge_counts_towards_each_level_that_names_it():
    badge = factories.a_badge()
    factories.a_pathway([{"badges": [badge]}], name="One")
    factories.a_pathway(name="Two")
    assert [(c.pathway, c.level_number) for c in contributions_of(badge.slug)] == [("One", 1)]
