"""Rubrics as plain data: what is wrong with one, and what ratings by it amount to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import rubrics
from assessments.models import Level
from tests.assessments.tasks.making import KEYS, LEVELS, a_definition, rated

all_ratings = st.fixed_dictionaries({key: st.sampled_from(LEVELS) for key in KEYS})


def test_a_whole_definition_has_no_problems_and_reads_as_values():
    definition = rubrics.read(a_definition())

    assert rubrics.problems(a_definition()) == []
    assert [criterion.key for criterion in definition.criteria] == list(KEYS)
    assert list(definition.criteria[0].levels) == list(LEVELS)


@pytest.mark.parametrize("count", [0, 2, 6])
def test_a_rubric_has_three_to_five_criteria(count):
    definition = a_definition([f"key-{number}" for number in range(count)])

    assert rubrics.problems(definition) == [f"A rubric has 3 to 5 criteria; this one has {count}."]


def test_a_level_that_is_not_described_is_named():
    definition = a_definition()
    definition["criteria"][1]["levels"]["developing"] = "  "

    assert rubrics.problems(definition) == [
        "Criterion “Criterion asks” does not say what “Developing” looks like."
    ]


def test_a_level_that_does_not_exist_is_named():
    definition = a_definition()
    definition["criteria"][0]["levels"]["superb"] = "Better than best."

    assert rubrics.problems(definition) == [
        "Criterion “Criterion listens” describes “superb”, which is no level."
    ]


def test_two_criteria_can_share_neither_short_name_nor_name():
    definition = a_definition()
    definition["criteria"][2] = dict(definition["criteria"][0])

    assert rubrics.problems(definition) == [
        "Two criteria have the short name “listens”.",
        "Two criteria are called “criterion listens”.",
    ]


@pytest.mark.parametrize("key", ["", "Has Space", "é"])
def test_a_short_name_is_small_letters_digits_and_hyphens(key):
    definition = a_definition()
    definition["criteria"][0]["key"] = key

    assert "needs a short name" in rubrics.problems(definition)[0]


def test_names_are_needed():
    definition = a_definition()
    definition["name"] = ""
    definition["criteria"][1]["name"] = ""

    assert rubrics.problems(definition) == [
        "The rubric needs a name.",
        "Criterion number 2 needs a name.",
    ]


@pytest.mark.parametrize("criteria", [None, "three", [1, 2, 3]])
def test_criteria_that_are_no_list_of_criteria_are_said_so(criteria):
    definition = {"name": "R", "criteria": criteria}

    assert rubrics.problems(definition) == ["The criteria of a rubric are a list."]


def test_reading_a_definition_that_is_wrong_is_refused():
    with pytest.raises(ValueError, match="3 to 5 criteria"):
        rubrics.read(a_definition(["a"]))


@given(ratings=all_ratings, required=st.sampled_from(LEVELS))
def test_a_rubric_is_met_exactly_when_each_criterion_is_at_the_level_or_above(ratings, required):
    reached = all(LEVELS.index(level) >= LEVELS.index(required) for level in ratings.values())

    assert rubrics.meets(a_definition(), ratings, required) is reached


@given(missing=st.sampled_from(KEYS), required=st.sampled_from(LEVELS))
def test_a_missing_rating_is_never_a_pass(missing, required):
    ratings = {key: "exemplary" for key in KEYS if key != missing}

    assert not rubrics.meets(a_definition(), ratings, required)


@given(word=st.text().filter(lambda word: word not in LEVELS))
def test_a_rating_that_is_no_level_is_never_a_pass(word):
    assert not rubrics.meets(a_definition(), rated(listens=word)["ratings"], "not_yet")


def test_a_rating_of_another_criterion_does_not_make_up_for_one_that_is_missing():
    ratings = {"listens": "exemplary", "asks": "exemplary", "elsewhere": "exemplary"}

    assert not rubrics.meets(a_definition(), ratings, "developing")


def test_a_definition_without_criteria_is_met_by_nobody():
    assert not rubrics.meets({"name": "R", "criteria": []}, {}, "not_yet")


def test_a_required_level_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no level"):
        rubrics.meets(a_definition(), rated()["ratings"], "brilliant")


def test_complete_ratings_need_a_level_and_a_comment_on_every_criterion():
    found = rubrics.rating_problems(
        a_definition(), {"listens": "proficient", "asks": ""}, {"listens": " ", "asks": "Good."}
    )

    assert found == [
        "Write a comment on “Criterion listens”.",
        "Choose a level for “Criterion asks”.",
        "Choose a level for “Criterion sums-up”.",
        "Write a comment on “Criterion sums-up”.",
    ]


def test_incomplete_ratings_need_a_level_only_where_there_is_a_comment():
    found = rubrics.rating_problems(
        a_definition(), {"listens": "proficient"}, {"asks": "Hm."}, complete=False
    )

    assert found == ["Choose a level for “Criterion asks”, since you commented on it."]


def test_unknown_criteria_and_levels_are_named():
    given = rated("proficient", asks="superb")
    given["ratings"]["walks"] = "proficient"
    given["comments"]["talks"] = "Well."

    assert rubrics.rating_problems(a_definition(), given["ratings"], given["comments"]) == [
        "“walks” is no criterion of this rubric.",
        "“talks” is no criterion of this rubric.",
        "“superb” is no level of a rubric.",
    ]


def test_the_levels_of_forms_and_constraints_are_those_of_rubrics():
    assert {value: str(label) for value, label in Level.choices} == dict(rubrics.LEVELS)
