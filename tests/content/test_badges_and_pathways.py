"""What every badge, competency, pathway and page that comes with Cairn keeps to."""

import re
from collections import Counter

import pytest

from home.content import Content

PAGES = {
    "home", "about", "for-learners", "for-employers", "how-badges-are-assessed",
    "accessibility", "privacy",
}  # fmt: skip


def sentences(text: str) -> int:
    return len(re.findall(r"[.?!](?:\s|$)", text))


@pytest.mark.parametrize("entry", ["description", "criteria"])
def test_what_a_badge_says_is_three_or_four_plain_sentences(real: Content, entry: str) -> None:
    for slug, badge in real.badges.badges.items():
        text = badge.value[entry]
        assert 3 <= sentences(text) <= 4, slug
        assert not re.search(r"https?://|\*\*|^- |<\w", text, re.MULTILINE), slug


def test_no_two_badges_say_the_same(real: Content) -> None:
    for entry in ("name", "tagline", "description", "criteria"):
        said = Counter(badge.value[entry] for badge in real.badges.badges.values())
        assert max(said.values()) == 1, entry


def test_there_are_eight_skill_badges_and_four_badges_for_each_of_three_pathways(
    real: Content,
) -> None:
    kinds = Counter(badge.value["kind"] for badge in real.badges.badges.values())

    assert kinds == {"badge": 8, "level": 9, "macro": 3}
    assert len(real.badges.pathways) == 3


def test_every_competency_is_used_by_a_badge(real: Content) -> None:
    used = {
        slug
        for badge in real.badges.badges.values()
        for slug in badge.value.get("competencies") or []
    }

    assert used == set(real.badges.competencies)


def test_a_behaviour_is_one_sentence(real: Content) -> None:
    for competency in real.badges.competencies.values():
        for behaviour in competency.value["behaviours"]:
            assert sentences(behaviour["text"]) == 1, behaviour["slug"]


def test_every_step_says_the_shortest_way_to_it_in_one_sentence(real: Content) -> None:
    for pathway in real.badges.pathways.values():
        for level in pathway.value["levels"]:
            for requirement in level["requirements"]:
                if "step" in requirement:
                    assert sentences(requirement["how"]) == 1, requirement["step"]


def test_the_standing_pages_are_there(real: Content) -> None:
    assert {page.slug for page in real.pages} == PAGES
