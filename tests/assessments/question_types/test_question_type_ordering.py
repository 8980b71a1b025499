from fractions import Fraction

from assessments.question_types import get

DEFINITION = {
    "type": "ordering",
    "stem": "Put the steps of a feedback talk in order.",
    "steps": [
        {"id": "s", "text": "Say what you saw", "feedback": "Facts carry the rest"},
        {"id": "e", "text": "Say what it did", "feedback": "Effects need facts"},
        {"id": "q", "text": "Ask how they see it", "feedback": "Now there is something to see"},
    ],
}
RIGHT_ANSWER = {"places": {"s": 1, "e": 2, "q": 3}}
RIGHT_POST = {"q-place-s": ["1"], "q-place-e": ["2"], "q-place-q": ["3"]}
SECRETS = ("place",)
PERMUTABLE = ""

ordering = get("ordering")


def test_steps_are_marked_by_the_pairs_in_order():
    outcome = ordering.mark(DEFINITION, {"places": {"s": 1, "e": 3, "q": 2}})
    assert outcome.mark == Fraction(2, 3)


def test_two_steps_are_too_few():
    problems = ordering.problems({**DEFINITION, "steps": DEFINITION["steps"][:2]})
    assert [problem.message for problem in problems] == [
        "Give at least three steps; there are two."
    ]


def test_identical_steps_are_named():
    steps = [{"text": text, "feedback": "f"} for text in ("Ask", "Listen", "ASK")]
    assert [problem.message for problem in ordering.problems({**DEFINITION, "steps": steps})] == [
        "Step 1 and step 3 are identical. Change one of them or take it out."
    ]
