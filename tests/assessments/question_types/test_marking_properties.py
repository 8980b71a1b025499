"""What holds of marks and mastery for every question that may be asked and every answer."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.mastery import mastery_of
from assessments.question_types import get
from tests.assessments.interchange.generated import TYPES, definitions
from tests.assessments.question_types.answering import any_post, right_post

# The lists of a definition whose order is not what is asked.
PERMUTABLE = {
    "single_choice": ("options",),
    "multiple_response": ("options",),
    "best_worst": ("options",),
    "matching": ("pairs", "distractors"),
    "cloze": ("gaps",),
    "short_text": ("accepted",),
}
every_type = pytest.mark.parametrize("key", TYPES)
any_question = st.sampled_from(TYPES).flatmap(definitions)


def mark_of(definition: Any, post: Any) -> Fraction:
    question_type = get(definition["type"])
    outcome = question_type.mark(definition, question_type.answer_from(post, "q"))
    return outcome.mark if outcome else Fraction(0)


@every_type
@given(data=st.data())
def test_any_post_to_any_question_is_marked_from_0_to_1(key: str, data: Any) -> None:
    definition = data.draw(definitions(key))
    assert 0 <= mark_of(definition, data.draw(any_post(definition, "q"))) <= 1


@every_type
@given(data=st.data())
def test_who_knows_earns_the_whole_mark_of_any_question(key: str, data: Any) -> None:
    definition = data.draw(definitions(key))
    assert mark_of(definition, right_post(definition, "q")) == 1


@pytest.mark.parametrize("key", sorted(PERMUTABLE))
@given(data=st.data())
def test_permuting_what_is_offered_never_changes_a_mark(key: str, data: Any) -> None:
    definition = data.draw(definitions(key))
    permuted = {
        **definition,
        **{
            name: data.draw(st.permutations(definition[name]))
            for name in PERMUTABLE[key]
            if name in definition
        },
    }
    right = right_post(definition, "q")
    post = data.draw(st.just(right) | any_post(definition, "q"))

    assert mark_of(permuted, post) == mark_of(definition, post)
    assert mark_of(permuted, right) == 1


@every_type
@given(data=st.data())
def test_whatever_order_options_are_shown_in_they_are_the_same_options(key: str, data: Any) -> None:
    definition = data.draw(definitions(key))
    first, second = (
        get(key).presented(definition, seed)
        for seed in data.draw(st.lists(st.integers(), min_size=2, max_size=2))
    )
    assert set(first.options) == set(second.options)
    assert set(getattr(first, "matches", ())) == set(getattr(second, "matches", ()))


@pytest.mark.parametrize("key", ["best_worst", "matching", "cloze"])
@given(data=st.data())
def test_putting_one_part_right_never_lowers_a_mark(key: str, data: Any) -> None:
    definition = data.draw(definitions(key))
    right = right_post(definition, "q")
    post = data.draw(any_post(definition, "q"))
    part = data.draw(st.sampled_from(sorted(right)))

    assert mark_of(definition, {**post, part: right[part]}) >= mark_of(definition, post)


@given(data=st.data())
def test_a_right_choice_more_or_a_wrong_one_less_never_lowers_a_mark(data: Any) -> None:
    definition = data.draw(definitions("multiple_response"))
    right = set(right_post(definition, "q")["q"])
    offered = [option.id for option in get("multiple_response").presented(definition, 0).options]
    chosen = data.draw(st.sets(st.sampled_from(offered)))
    changed = data.draw(st.sampled_from(offered))
    better = chosen | {changed} if changed in right else chosen - {changed}

    assert mark_of(definition, {"q": sorted(better)}) >= mark_of(definition, {"q": sorted(chosen)})


@given(data=st.data())
def test_a_right_answer_in_place_of_any_other_never_unmakes_mastery(data: Any) -> None:
    questions = data.draw(st.lists(any_question, min_size=1, max_size=5))
    mastery_mark = data.draw(st.integers(1, 100))
    marks = [mark_of(asked, data.draw(any_post(asked, "q"))) for asked in questions]
    known = data.draw(st.integers(0, len(questions) - 1))
    better = [*marks]
    better[known] = mark_of(questions[known], right_post(questions[known], "q"))

    before, after = mastery_of(marks, mastery_mark), mastery_of(better, mastery_mark)

    assert 0 <= before.score <= after.score <= 100
    assert after.is_demonstrated >= before.is_demonstrated


@given(st.lists(any_question, min_size=1, max_size=5), st.integers(1, 100))
def test_who_knows_everything_shows_the_competency_whatever_its_mark(
    questions: list[Any], mastery_mark: int
) -> None:
    marks = [mark_of(asked, right_post(asked, "q")) for asked in questions]

    assert mastery_of(marks, mastery_mark).score == 100
    assert mastery_of(marks, mastery_mark).is_demonstrated
