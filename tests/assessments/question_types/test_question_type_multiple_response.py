from fractions import Fraction
from itertools import combinations

from assessments.question_types import get

DEFINITION = {
    "type": "multiple_response",
    "stem": "Which of these are signs that somebody feels heard?",
    "options": [
        {"id": "o1", "text": "They go on talking", "correct": True, "feedback": "Room is felt"},
        {"id": "o2", "text": "They correct your summary", "correct": True, "feedback": "Trusting"},
        {"id": "o3", "text": "They fall silent", "feedback": "Often a retreat"},
        {"id": "o4", "text": "They check the clock", "feedback": "Wanting to leave"},
        {"id": "o5", "text": "They thank you", "correct": True, "feedback": "It is a sign"},
    ],
}
RIGHT_ANSWER = {"chosen": ["o1", "o2", "o5"]}
RIGHT_POST = {"q": ["o1", "o2", "o5"]}
SECRETS = ('"correct"', "true")
PERMUTABLE = "options"

RIGHT, WRONG = ("o1", "o2", "o5"), ("o3", "o4")
multiple_response = get("multiple_response")


def mark(*chosen):
    return multiple_response.mark(DEFINITION, {"chosen": list(chosen)}).mark


def messages(correct) -> list[str]:
    options = [
        {"text": f"Option {number}", "feedback": "Because.", "correct": flag}
        for number, flag in enumerate(correct)
    ]
    return [
        problem.message
        for problem in multiple_response.problems({**DEFINITION, "options": options})
    ]


def all_choices():
    everything = RIGHT + WRONG
    for count in range(1, len(everything) + 1):
        yield from combinations(everything, count)


def test_each_right_choice_earns_its_share():
    assert mark("o1") == Fraction(1, 3)
    assert mark("o1", "o5") == Fraction(2, 3)


def test_a_wrong_choice_takes_away_what_a_right_one_gives():
    assert mark("o1", "o2", "o3") == Fraction(1, 3)


def test_the_mark_never_falls_below_nothing():
    assert mark("o3", "o4") == 0


def test_one_more_right_choice_never_lowers_the_mark():
    for chosen in all_choices():
        for more in set(RIGHT) - set(chosen):
            assert mark(*chosen, more) >= mark(*chosen)


def test_one_more_wrong_choice_never_raises_the_mark():
    for chosen in all_choices():
        for more in set(WRONG) - set(chosen):
            assert mark(*chosen, more) <= mark(*chosen)


def test_an_option_chosen_twice_counts_once():
    assert mark("o1", "o1", "o1") == Fraction(1, 3)


def test_part_of_the_key_is_partly_right_and_says_how_much_is_missing():
    outcome = multiple_response.mark(DEFINITION, {"chosen": ["o1"]})
    assert (outcome.verdict, outcome.missing) == ("partly", 2)


def test_feedback_speaks_of_the_chosen_options_alone():
    outcome = multiple_response.mark(DEFINITION, {"chosen": ["o3", "o1"]})
    assert [(part.option_id, part.verdict, part.text) for part in outcome.feedback] == [
        ("o1", "right", "Room is felt"),
        ("o3", "wrong", "Often a retreat"),
    ]


def test_one_correct_option_is_refused():
    assert messages([True, False, False]) == [
        "Mark two or more options as correct; one is marked."
        " With one right option, make it a single choice question."
    ]


def test_a_question_without_a_wrong_option_is_refused():
    assert messages([True, True, True]) == [
        "Every option is correct, so choosing all earns the mark. Add a wrong one."
    ]
