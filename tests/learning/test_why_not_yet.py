import pytest

from learning.why_not_yet import contributions_of, pathways_of
from tests import factories


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
