"""What every question of the courses that come with Cairn keeps to.

Where the right answer stands and how long it is must not give it away.
"""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from assessments.question_types.reading import folded
from assessments.sampling import draw
from home.content import Content

FEWEST_IN_A_BANK = 12
SITUATIONAL = {"best_worst", "ranking"}
WITH_OPTIONS = {"single_choice", "best_worst"}
MOST_BY_LENGTH = 0.4
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
                        **{
                            name: [item["value"] for item in value]
                            if isinstance(value, list)
                            else value
                            for name, value in question["value"].items()
                        },
                    }


def choices(question: dict[str, Any]) -> list[dict[str, Any]]:
    """What somebody may choose, place or match, each with its feedback."""
    for name in ("options", "steps", "pairs", "gaps"):
        if name in question:
            found: list[dict[str, Any]] = question[name]
            return found
    return []


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


def length(option: dict[str, Any]) -> int:
    return len(option["text"])


def of_each_course(real: Content) -> Iterator[list[dict[str, Any]]]:
    """The questions of each course in which one picks one option."""
    for content in real.assessments:
        asked = [source.value for source in content.questions.values()]
        yield [question for question in asked if question["type"] in WITH_OPTIONS]


@pytest.mark.parametrize("extreme", [max, min])
def test_no_question_can_be_answered_from_the_length_of_its_options(
    real: Content, extreme: Any
) -> None:
    for asked in of_each_course(real):
        right = [one for one in asked if is_right(extreme(one["options"], key=length))]
        assert len(right) <= MOST_BY_LENGTH * len(asked)


def test_the_longest_option_of_a_check_is_seldom_the_right_one(real: Content) -> None:
    asked = [check for check in checks(real) if "options" in check]
    right = [one for one in asked if is_right(max(one["options"], key=length))]

    assert len(right) <= MOST_BY_LENGTH * len(asked)


def test_the_right_option_stands_in_every_position_alike(real: Content) -> None:
    for asked in of_each_course(real):
        positions = Counter(
            [is_right(option) for option in question["options"]].index(True) for question in asked
        )
        assert set(positions) >= {0, 1, 2, 3}
        assert max(positions.values()) <= MOST_AT_ONE_POSITION * positions.total()


def test_most_questions_of_a_bank_describe_a_situation(real: Content) -> None:
    for content in real.assessments:
        for competency in content.competencies():
            types = [
                source.value["type"]
                for source in content.questions.values()
                if source.value["competency"] == competency
            ]
            assert sum(kind in SITUATIONAL for kind in types) > len(types) / 2, competency


def test_two_forms_of_an_assessment_can_be_drawn_without_overlap(real: Content) -> None:
    for content in real.assessments:
        for section in content.assessment.value["sections"]:
            bank = [
                number
                for number, source in enumerate(content.questions.values())
                if source.value["competency"] == section["competency"]
            ]
            chance = Random(7)
            first = draw(bank, section["questions"], seen={}, chance=chance)
            second = draw(bank, section["questions"], seen=dict.fromkeys(first, 1), chance=chance)
            assert not set(first) & set(second)


@pytest.mark.parametrize("where", [questions, checks])
def test_no_two_options_of_a_question_are_alike(real: Content, where: Any) -> None:
    for question in where(real):
        texts = [
            folded(option.get("text") or option.get("prompt") or option["key"])
            for option in choices(question)
        ]
        assert len(set(texts)) == len(texts)


def test_no_two_questions_ask_the_same(real: Content) -> None:
    stems = [folded(question["stem"]) for question in [*questions(real), *checks(real)]]

    assert [stem for stem, count in Counter(stems).items() if count > 1] == []


@pytest.mark.parametrize("where", [questions, checks])
def test_every_option_teaches_whoever_chooses_it(real: Content, where: Any) -> None:
    assert all(
        len(option["feedback"].split()) >= 5
        for question in where(real)
        for option in choices(question)
    )
