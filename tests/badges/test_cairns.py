"""Badges as stones."""

import pytest

from badges.cairns import TALLEST, cairn_of
from badges.models import Award, Badge
from tests import factories

pytestmark = pytest.mark.django_db


def held(learner):
    return Award.objects.filter(recipient=learner).order_by("awarded_at")


def test_skills_lie_at_the_ground_and_macro_badges_on_top(learner, earn):
    for name, kind, stones in (
        ("Top", Badge.Kind.MACRO, 3),
        ("Second", Badge.Kind.LEVEL, 2),
        ("Skill", Badge.Kind.BADGE, 1),
        ("First", Badge.Kind.LEVEL, 1),
    ):
        earn(factories.a_badge(name=name, kind=kind, stones=stones), learner)
    cairn = cairn_of(held(learner))
    assert [stone["name"] for stone in cairn.stones] == ["Skill", "First", "Second", "Top"]


def test_few_stones_lie_in_one_column_and_more_in_tiers(learner, earn):
    for _ in range(TALLEST):
        earn(factories.a_badge(), learner)
    assert not cairn_of(held(learner)).tiers
    earn(factories.a_badge(kind=Badge.Kind.MACRO, stones=3), learner)
    tiers = cairn_of(held(learner)).tiers
    assert [(tier.label, len(tier.stones), tier.is_stack) for tier in tiers] == [
        ("Skill badges", TALLEST, False),
        ("A pathway, level by level", 1, True),
    ]


def test_in_tiers_each_pathway_is_a_stack_of_its_own_from_its_first_level_up(learner, earn):
    for kind, stones in ((Badge.Kind.MACRO, 3), *((Badge.Kind.LEVEL, n) for n in (3, 1, 2))):
        for emblem in ("leadership", "innovation"):
            name = f"{emblem} {stones if kind == Badge.Kind.LEVEL else 'whole'}"
            badge = factories.a_badge(name=name, kind=kind, stones=stones, emblem=emblem)
            earn(badge, learner)
    tiers = cairn_of(held(learner)).tiers
    assert [[stone["name"] for stone in tier.stones] for tier in tiers] == [
        ["leadership 1", "leadership 2", "leadership 3", "leadership whole"],
        ["innovation 1", "innovation 2", "innovation 3", "innovation whole"],
    ]


def test_nothing_earned_is_no_cairn():
    assert not cairn_of([]).stones
