import pytest

from assessments.question_types import get, json_schema

DEFINITION = {
    "type": "single_choice",
    "stem": "A colleague goes quiet in the meeting. What comes **first**?",
    "options": [
        {"id": "ask", "text": "Ask what is on their mind", "correct": True, "feedback": "It opens"},
        {"id": "wait", "text": "Wait for the next meeting", "feedback": "It stays hidden"},
        {"id": "tell", "text": "Tell them to speak up", "feedback": "It presses"},
    ],
}
RIGHT_ANSWER = {"chosen": "ask"}
RIGHT_POST = {"q": ["ask"]}
SECRETS = ("correct", "true")
PERMUTABLE = "options"

single_choice = get("single_choice")


def messages(**changes) -> list[str]:
    return [problem.message for problem in single_choice.problems({**DEFINITION, **changes})]


def option(text, **entries):
    return {"text": text, "feedback": "Because.", **entries}


@pytest.mark.parametrize("wrong", ["wait", "tell"])
def test_a_wrong_option_earns_nothing(wrong):
    outcome = single_choice.mark(DEFINITION, {"chosen": wrong})
    assert (outcome.mark, outcome.correct, outcome.verdict) == (0, False, "wrong")


def test_feedback_speaks_of_the_chosen_option_alone():
    outcome = single_choice.mark(DEFINITION, {"chosen": "wait"})
    assert [(part.option_id, part.choice, part.text) for part in outcome.feedback] == [
        ("wait", "Wait for the next meeting", "It stays hidden")
    ]


def test_an_option_the_question_does_not_have_is_no_answer():
    assert single_choice.mark(DEFINITION, {"chosen": "leave"}) is None


def test_the_last_of_several_posted_options_counts():
    assert single_choice.answer_from({"q": ["wait", "ask"]}, "q") == {"chosen": "ask"}


def test_two_correct_options_are_refused():
    assert messages(options=[option("a", correct=True), option("b", correct=True)]) == [
        "Mark exactly one option as correct; two are marked."
    ]


def test_no_correct_option_is_refused():
    assert messages(options=[option("a"), option("b")]) == [
        "Mark exactly one option as correct; none are marked."
    ]


def test_a_single_option_is_refused():
    assert messages(options=[option("a", correct=True)]) == [
        "Give at least two options; there is one."
    ]


def test_identical_options_are_named():
    options = [option("Ask  them", correct=True), option("Wait"), option("ask them")]
    assert messages(options=options) == [
        "Option 1 and option 3 are identical. Change one of them or take it out."
    ]


def test_an_option_without_feedback_is_named():
    assert messages(options=[option("a", correct=True), {"text": "b"}]) == [
        "Option 2 has no feedback. Write it."
    ]


def test_a_misspelt_entry_is_named():
    options = [option("a", correct=True), option("b", corect=True)]
    assert messages(options=options) == [
        'Option 2 has an unknown entry "corect". Correct its name or remove it.'
    ]


def test_options_that_are_no_list_are_refused():
    assert messages(options="a, b") == [
        "The options must be a list. Write each on a line with a dash."
    ]


def test_a_flag_that_is_neither_true_nor_false_is_refused():
    assert "The correct of option 2 must be true or false." in messages(
        options=[option("a", correct=True), option("b", correct="perhaps")]
    )


def test_two_options_with_one_id_are_refused():
    options = [option("a", correct=True, id="x"), option("b", id="x")]
    assert messages(options=options) == [
        "Option 1 has the same id as option 2. Change one of them."
    ]


def test_a_problem_says_where_it_is():
    problems = single_choice.problems({**DEFINITION, "options": [option("a", correct=True), {}]})
    assert [str(problem) for problem in problems] == [
        "options 2 text: Option 2 has no text. Write it.",
        "options 2 feedback: Option 2 has no feedback. Write it.",
    ]


def test_options_without_ids_get_ids_that_do_not_tell_their_position():
    options = [option("a", correct=True), option("b"), option("c")]

    def ids(written):
        presented = single_choice.presented({**DEFINITION, "options": written}, 1)
        return {shown.text: shown.id for shown in presented.options}

    assert ids(options) == ids(options[::-1])
    assert len(set(ids(options).values())) == 3


def test_the_schema_of_an_option_is_closed_and_asks_for_text_and_feedback():
    options = json_schema(single_choice)["properties"]["options"]
    assert (options["minItems"], options["maxItems"]) == (2, 12)
    assert options["items"]["required"] == ["text", "feedback"]
    assert set(options["items"]["properties"]) == {"id", "text", "correct", "feedback"}
    assert options["items"]["additionalProperties"] is False
