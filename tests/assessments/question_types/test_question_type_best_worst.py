from fractions import Fraction

import pytest

from assessments.question_types import get

DEFINITION = {
    "type": "best_worst",
    "stem": "Sam is late for the third time this week. What do you do?",
    "options": [
        {
            "id": "ask",
            "text": "Ask Sam what stands in the way",
            "judgement": "best",
            "feedback": "It finds the cause",
        },
        {"id": "note", "text": "Make a note of it", "feedback": "Nothing changes yet"},
        {"id": "cover", "text": "Start without Sam", "feedback": "The work goes on"},
        {
            "id": "shame",
            "text": "Mention it before the team",
            "judgement": "worst",
            "feedback": "It costs trust",
        },
    ],
}
RIGHT_ANSWER = {"best": "ask", "worst": "shame"}
RIGHT_POST = {"q-best": ["ask"], "q-worst": ["shame"]}
SECRETS = ("judgement", '"best"', '"worst"')
PERMUTABLE = "options"

best_worst = get("best_worst")


def judged(*judgements) -> list[str]:
    options = [
        {"text": f"Response {number}", "feedback": "Because.", "judgement": judgement}
        for number, judgement in enumerate(judgements)
    ]
    return [p.message for p in best_worst.problems({**DEFINITION, "options": options})]


@pytest.mark.parametrize(
    ("answer", "earned"),
    [
        ({"best": "ask", "worst": "note"}, Fraction(1, 2)),
        ({"best": "note", "worst": "shame"}, Fraction(1, 2)),
        ({"best": "ask"}, Fraction(1, 2)),
        ({"worst": "shame"}, Fraction(1, 2)),
        ({"best": "note", "worst": "cover"}, 0),
        ({"best": "shame", "worst": "ask"}, 0),
    ],
)
def test_each_judgement_earns_half_the_mark(answer, earned):
    assert best_worst.mark(DEFINITION, answer).mark == earned


def test_one_judgement_is_not_a_complete_answer():
    assert not best_worst.is_complete(DEFINITION, {"best": "ask"})
    assert best_worst.mark(DEFINITION, {"best": "ask"}).missing == 1


def test_one_response_cannot_be_both_best_and_worst():
    assert not best_worst.is_complete(DEFINITION, {"best": "ask", "worst": "ask"})


def test_the_answer_in_words_says_which_was_best_and_which_was_worst():
    assert best_worst.answer_in_words(DEFINITION, {"worst": "ask", "best": "note"}) == [
        "Best: Make a note of it",
        "Worst: Ask Sam what stands in the way",
    ]


def test_the_best_response_chosen_as_worst_is_fed_back_as_wrong():
    outcome = best_worst.mark(DEFINITION, {"worst": "ask"})
    assert [(p.verdict, p.text) for p in outcome.feedback] == [("wrong", "It finds the cause")]


def test_half_a_form_is_read_as_half_an_answer():
    assert best_worst.answer_from({"q-worst": ["note"]}, "q") == {"worst": "note"}


def test_two_best_responses_are_refused():
    assert judged("best", "best", "worst") == ["Judge exactly one response as best; two are."]


def test_a_missing_worst_response_is_refused():
    assert judged("best", "", None) == ["Judge exactly one response as worst; none are."]


def test_an_unknown_judgement_is_refused():
    assert judged("best", "worst", "good") == [
        'The judgement of response 3 is "good". Choose one of: best, worst.'
    ]
