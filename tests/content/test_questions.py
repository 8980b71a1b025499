"""What every question of the courses that come with Cairn keeps to.

Where the right answer stands and how long it is must not give it away.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from assessments.question_types.reading import folded
from home.content import Content

FEWEST_IN_A_BANK = 6
MOST_LONGEST_RIGHT = 0.4
MOST_AT_ONE_POSITION = 0.4


def questions(real: Content) -> list[dict[str, Any]]:
    return [source.value for content in real.assessments for source in content.questions.values()]


def checks(real: Content) -> Iterator[dict[str, Any]]:
    for course in real.courses:
        for _module, lesson in course.lessons():
            for block in lesson.blocks:
                if block.type == "check":
                    (question,) = block.value
                    yield {
                        "type": question["type"],
                        "stem": question["value"]["stem"],
                        "options": [item["value"] for item in question["value"]["options"]],
                    }


def is_right(option: dict[str, Any]) -> bool:
    return option.get("correct") is True or option.get("judgement") == "best"


def test_each_bank_holds_more_than_an_attempt_draws(real: Content) -> None:
    for content in real.assessments:
        held = Counter(source.value["competency"] for source in content.questions.values())
        for section in content.assessment.value["sections"]:
            assert held[section["competency"]] >= FEWEST_IN_A_BANK
            assert held[section["competency"]] >= 2 * section["questions"]


def test_every_behaviour_of_a_competency_is_asked_for(real: Content) -> None:
    for content in real.assessments:
        for competency in content.competencies():
            asked = {
                source.value["behaviour"]
                for source in content.questions.values()
                if source.value["competency"] == competency
            }
            assert asked == real.badges.behaviours_of(competency)


@pytest.mark.parametrize("where", [questions, checks])
def test_the_longest_option_is_seldom_the_right_one(real: Content, where: Any) -> None:
    asked = list(where(real))
    longest_right = [
        question
        for question in asked
        if is_right(max(question["options"], key=lambda option: len(option["text"])))
    ]

    assert len(longest_right) <= MOST_LONGEST_RIGHT * len(asked)


def test_the_right_option_stands_in_every_position_alike(real: Content) -> None:
    positions = Counter(
        [is_right(option) for option in question["options"]].index(True)
        for question in questions(real)
        if question["type"] != "multiple_response"
    )

    assert set(positions) >= {0, 1, 2, 3}
    assert max(positions.values()) <= MOST_AT_ONE_POSITION * positions.total()


@pytest.mark.parametrize("where", [questions, checks])
def test_no_two_options_of_a_question_are_alike(real: Content, where: Any) -> None:
    for question in where(real):
        texts = [folded(option["text"]) for option in question["options"]]
        assert len(set(texts)) == len(texts)


def test_no_two_questions_ask_the_same(real: Content) -> None:
    stems = [folded(question["stem"]) for question in [*questions(real), *checks(real)]]

    assert [stem for stem, count in Counter(stems).items() if count > 1] == []


@pytest.mark.parametrize("where", [questions, checks])
def test_every_option_teaches_whoever_chooses_it(real: Content, where: Any) -> None:
    assert all(
        len(option["feedback"].split()) >= 5
        for question in where(real)
        for option in question["options"]
    )
