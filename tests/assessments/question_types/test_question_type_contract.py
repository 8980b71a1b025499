"""What every question type promises. Each is tried with the sample in its own test module:

DEFINITION, a definition that may be published; RIGHT_ANSWER, the answer that earns the whole mark;
RIGHT_POST, the form post it comes from (prefix "q"); SECRETS, what the browser must not be told;
PERMUTABLE, the list whose order is not part of the key, empty if there is none.
"""

import json
import runpy
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.question_types import QUESTION_TYPES, QuestionType, json_schema, plain

HERE = Path(__file__).parent
TEMPLATES = Path(__file__).parents[3] / "templates" / "assessments" / "questions"
SAMPLES = {
    key: runpy.run_path(str(HERE / f"test_question_type_{key}.py")) for key in QUESTION_TYPES
}
LARGEST_ANSWER = 60_000

every_type = pytest.mark.parametrize("key", sorted(QUESTION_TYPES))
patiently = settings(deadline=None, max_examples=60, database=None)

any_text = st.text(st.characters(exclude_categories=()), max_size=30)
any_number = st.integers() | st.floats(allow_nan=True, allow_infinity=True)
any_json = st.recursive(
    st.none() | st.booleans() | any_number | any_text,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(any_text, inner, max_size=6),
    max_leaves=20,
)


def sample(key: str) -> tuple[QuestionType, dict[str, Any]]:
    return QUESTION_TYPES[key], SAMPLES[key]


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names of entries included."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield name
            yield from texts_in(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from texts_in(entry)
    elif isinstance(value, str):
        yield value


def serialised(presented: Any) -> str:
    return json.dumps(asdict(presented))


def almost_an_answer(key: str) -> st.SearchStrategy[Any]:
    """Answers of the right shape, with known and unknown ids in the right and wrong places."""
    question_type, known = sample(key)
    presented = json.loads(serialised(question_type.presented(known["DEFINITION"], 1)))
    pieces = (
        st.sampled_from(sorted({*texts_in(known["RIGHT_ANSWER"]), *texts_in(presented)}))
        | st.integers(-2, 12)
        | any_json
    )
    parts = (
        pieces
        | st.lists(pieces, max_size=6)
        | st.dictionaries(
            any_text | pieces.filter(lambda piece: isinstance(piece, str)), pieces, max_size=6
        )
    )
    names = sorted(known["RIGHT_ANSWER"])
    return st.dictionaries(st.sampled_from(names) | any_text, parts, max_size=4)


def any_post(key: str) -> st.SearchStrategy[dict[str, list[str]]]:
    _, known = sample(key)
    names = st.sampled_from(
        [*known["RIGHT_POST"], "q", "q-best", "q-place-x", "q-gap-", "q-match-"]
    )
    known_values = sorted({value for values in known["RIGHT_POST"].values() for value in values})
    values = st.sampled_from(known_values) | any_text | st.integers().map(str)
    return st.dictionaries(names | any_text, st.lists(values, max_size=6), max_size=12)


def wrapped(value: Any, *, name: str = "item") -> Any:
    """A definition as Wagtail stores it: every list item in a wrapper that carries its id."""
    if isinstance(value, list):
        items = []
        for position, item in enumerate(value):
            content = wrapped(item)
            option_id = content.pop("id", None) if isinstance(content, dict) else None
            items.append({"type": name, "value": content, "id": option_id or f"w{position}"})
        return items
    if isinstance(value, dict):
        return {key: wrapped(entry) for key, entry in value.items()}
    return value


@every_type
def test_a_type_has_a_template_of_its_name(key):
    assert (TEMPLATES / f"{key}.html").is_file()


@every_type
def test_a_type_tells_editors_what_it_is(key):
    question_type = QUESTION_TYPES[key]
    assert question_type.key == key
    assert question_type.name
    assert question_type.description.endswith(".")


@every_type
def test_the_sample_may_be_published(key):
    question_type, known = sample(key)
    assert question_type.problems(known["DEFINITION"]) == []


@every_type
def test_the_key_earns_the_whole_mark(key):
    question_type, known = sample(key)
    outcome = question_type.mark(known["DEFINITION"], known["RIGHT_ANSWER"])
    assert outcome is not None
    assert (outcome.mark, outcome.correct, outcome.missing) == (1, True, 0)


@every_type
def test_the_key_is_a_complete_answer(key):
    question_type, known = sample(key)
    assert question_type.is_complete(known["DEFINITION"], known["RIGHT_ANSWER"])


@every_type
def test_every_choice_of_the_key_is_fed_back_as_right(key):
    question_type, known = sample(key)
    outcome = question_type.mark(known["DEFINITION"], known["RIGHT_ANSWER"])
    assert outcome.feedback
    assert all(part.verdict == "right" and part.text for part in outcome.feedback)


@every_type
def test_the_posted_key_is_read_as_the_key(key):
    question_type, known = sample(key)
    assert question_type.answer_from(known["RIGHT_POST"], "q") == known["RIGHT_ANSWER"]


@every_type
def test_the_order_of_the_fields_in_a_post_does_not_matter_to_the_mark(key):
    question_type, known = sample(key)
    backwards = dict(reversed(known["RIGHT_POST"].items()))
    answer = question_type.answer_from(backwards, "q")
    assert question_type.mark(known["DEFINITION"], answer).correct


@every_type
def test_an_answer_to_another_question_is_not_read(key):
    question_type, known = sample(key)
    assert question_type.answer_from(known["RIGHT_POST"], "p") is None


@every_type
@pytest.mark.parametrize("nothing", [None, {}, [], "", 0, {"chosen": None}, {"text": "  "}])
def test_no_answer_is_not_marked(key, nothing):
    question_type, known = sample(key)
    assert question_type.mark(known["DEFINITION"], nothing) is None
    assert question_type.answer_in_words(known["DEFINITION"], nothing) == []
    assert not question_type.is_complete(known["DEFINITION"], nothing)


@every_type
def test_empty_fields_are_no_answer(key):
    question_type, known = sample(key)
    assert question_type.answer_from({name: [""] for name in known["RIGHT_POST"]}, "q") is None


@every_type
@patiently
@given(data=st.data())
def test_any_json_answer_is_marked_from_0_to_1_or_not_at_all(key, data):
    question_type, known = sample(key)
    answer = data.draw(any_json | almost_an_answer(key))
    outcome = question_type.mark(known["DEFINITION"], answer)
    assert outcome is None or 0 <= outcome.mark <= 1
    assert outcome is None or outcome.missing >= 0
    question_type.is_complete(known["DEFINITION"], answer)
    question_type.controls(question_type.presented(known["DEFINITION"], 1), answer)


@every_type
@patiently
@given(data=st.data())
def test_any_form_post_becomes_a_json_answer_of_bounded_size(key, data):
    question_type, known = sample(key)
    answer = question_type.answer_from(data.draw(any_post(key)), "q")
    stored = json.dumps(answer, ensure_ascii=False, allow_nan=False)
    assert len(stored.encode()) < LARGEST_ANSWER
    assert "\\u0000" not in json.dumps(answer)
    question_type.mark(known["DEFINITION"], json.loads(stored))


@every_type
def test_a_huge_post_becomes_an_answer_of_bounded_size(key):
    question_type, known = sample(key)
    huge = ["9" * 1_000_000] * 1000
    post = dict.fromkeys(known["RIGHT_POST"], huge)
    for start in ("q-place-", "q-match-", "q-gap-"):
        post |= {f"{start}{number}": huge for number in range(2000)}
    answer = question_type.answer_from(post, "q")
    assert len(json.dumps(answer)) < LARGEST_ANSWER


@every_type
@patiently
@given(data=st.data())
def test_any_definition_is_checked_without_failing(key, data):
    question_type, known = sample(key)
    names = st.sampled_from(sorted(known["DEFINITION"])) | any_text
    definition = data.draw(any_json | st.dictionaries(names, any_json, max_size=5))
    for problem in question_type.problems(definition):
        assert problem.message.endswith(".")
        assert str(problem)
    question_type.presented(definition, 1)
    question_type.mark(definition, known["RIGHT_ANSWER"])
    question_type.is_complete(definition, known["RIGHT_ANSWER"])


@every_type
@patiently
@given(data=st.data())
def test_a_sample_with_one_entry_spoilt_is_checked_without_failing(key, data):
    question_type, known = sample(key)
    definition = json.loads(json.dumps(known["DEFINITION"]))
    spoilt = definition
    while True:
        places = range(len(spoilt)) if isinstance(spoilt, list) else sorted(spoilt)
        place = data.draw(st.sampled_from(list(places)))
        if (
            not spoilt[place]
            or not isinstance(spoilt[place], list | dict)
            or data.draw(st.booleans())
        ):
            spoilt[place] = data.draw(any_json)
            break
        spoilt = spoilt[place]
    assert all(problem.message.endswith(".") for problem in question_type.problems(definition))
    outcome = question_type.mark(definition, known["RIGHT_ANSWER"])
    assert outcome is None or 0 <= outcome.mark <= 1
    question_type.controls(question_type.presented(definition, 1), known["RIGHT_ANSWER"])


@every_type
@patiently
@given(seed=st.integers())
def test_what_is_presented_tells_neither_key_nor_feedback(key, seed):
    question_type, known = sample(key)
    shown = serialised(question_type.presented(known["DEFINITION"], seed))
    feedback = [
        entry["feedback"]
        for entries in known["DEFINITION"].values()
        if isinstance(entries, list)
        for entry in entries
        if isinstance(entry, dict)
    ]
    for secret in [*feedback, *known["SECRETS"]]:
        assert secret not in shown


@every_type
@patiently
@given(seed=st.integers())
def test_the_same_seed_presents_the_same_order(key, seed):
    question_type, known = sample(key)
    first = question_type.presented(known["DEFINITION"], seed)
    assert question_type.presented(known["DEFINITION"], seed) == first


@every_type
def test_seeds_change_the_order_and_nothing_else(key):
    question_type, known = sample(key)
    orders = {question_type.presented(known["DEFINITION"], seed).options for seed in range(40)}
    assert len({frozenset(order) for order in orders}) == 1
    assert len(orders) > 1 or len(orders.pop()) < 2


@every_type
@patiently
@given(data=st.data())
def test_the_order_of_writing_never_changes_mark_or_presentation(key, data):
    question_type, known = sample(key)
    if not known["PERMUTABLE"]:
        return
    definition = known["DEFINITION"]
    entries = data.draw(st.permutations(definition[known["PERMUTABLE"]]))
    permuted = {**definition, known["PERMUTABLE"]: entries}
    answer = data.draw(st.just(known["RIGHT_ANSWER"]) | almost_an_answer(key))
    before, after = question_type.mark(definition, answer), question_type.mark(permuted, answer)
    assert (before and before.mark) == (after and after.mark)
    assert (
        question_type.presented(permuted, 5).options
        == question_type.presented(definition, 5).options
    )


@every_type
def test_a_definition_stored_by_wagtail_is_read_as_the_one_in_the_file(key):
    question_type, known = sample(key)
    stored = wrapped(known["DEFINITION"])
    assert plain(stored) == known["DEFINITION"]
    assert question_type.problems(stored) == []
    assert question_type.presented(stored, 3) == question_type.presented(known["DEFINITION"], 3)
    assert question_type.mark(stored, known["RIGHT_ANSWER"]).correct


@every_type
def test_a_whole_question_in_a_stream_is_read_as_the_one_in_the_file(key):
    _, known = sample(key)
    content = {name: entry for name, entry in known["DEFINITION"].items() if name != "type"}
    block = {"type": key, "value": wrapped(content), "id": "block-1"}
    assert plain(block) == {**content, "type": key, "id": "block-1"}


@every_type
def test_an_entry_left_out_is_named_as_missing(key):
    question_type, known = sample(key)
    for field in question_type.fields:
        definition = {
            name: entry for name, entry in known["DEFINITION"].items() if name != field.name
        }
        missing = [
            problem
            for problem in question_type.problems(definition)
            if problem.path == (field.name,)
        ]
        assert bool(missing) == field.required


@every_type
def test_the_schema_knows_every_field_and_refuses_others(key):
    question_type, known = sample(key)
    schema = json.loads(json.dumps(json_schema(question_type)))
    assert schema["properties"]["type"] == {"const": key}
    assert set(known["DEFINITION"]) <= set(schema["properties"])
    assert set(schema["required"]) == {
        "type",
        *(field.name for field in question_type.fields if field.required),
    }
    assert schema["additionalProperties"] is False
