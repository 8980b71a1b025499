from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.question_types import get
from assessments.question_types.numeric import readings

DEFINITION = {
    "type": "numeric",
    "stem": "The task took three people half a day each. How many hours is that?",
    "target": 13.25,
    "tolerance": 0.5,
    "unit": "hours",
    "feedback_right": "Three halves of a day",
    "feedback_wrong": "Count the people too",
}
RIGHT_ANSWER = {"text": "13.25"}
RIGHT_POST = {"q": ["13.25"]}
SECRETS = ("13.25", "0.5", "Three halves of a day", "Count the people too")
PERMUTABLE = ""

numeric = get("numeric")


def is_right(text, **changes):
    return numeric.mark({**DEFINITION, **changes}, {"text": text}).correct


@pytest.mark.parametrize("text", ["12.75", "13.75", "13,5", " 13 ", "13 hours", "Hours 13", "+13"])
def test_a_number_within_the_tolerance_is_right(text):
    assert is_right(text)


@pytest.mark.parametrize("text", ["12.74", "13.76", "-13", "1325", "thirteen", "13 days", "1e1"])
def test_anything_else_is_wrong(text):
    assert not is_right(text)


def test_the_feedback_follows_the_verdict():
    right = numeric.mark(DEFINITION, {"text": "13"})
    wrong = numeric.mark(DEFINITION, {"text": "4"})
    assert [part.text for part in right.feedback] == ["Three halves of a day"]
    assert [part.text for part in wrong.feedback] == ["Count the people too"]


def test_words_are_not_a_complete_answer():
    assert not numeric.is_complete(DEFINITION, {"text": "thirteen"})


def test_a_percentage_tolerance_grows_with_the_number():
    percent = {"target": -200, "tolerance": 10, "tolerance_kind": "percent", "unit": ""}
    assert is_right("-180", **percent)
    assert is_right("\u2212220", **percent)
    assert not is_right("-179.9", **percent)


def test_without_a_tolerance_only_the_number_itself_is_right():
    exact = {"target": 0.1, "tolerance": None}
    assert is_right("0,1", **exact)
    assert not is_right("0.1000001", **exact)


def test_a_target_stored_as_text_is_read_as_a_number():
    assert is_right("2.5", target="2.50", tolerance="0")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1.5", [Fraction(3, 2)]),
        ("1,5", [Fraction(3, 2)]),
        (".5", [Fraction(1, 2)]),
        ("1,500", [Fraction(3, 2), 1500]),
        ("1.500", [Fraction(3, 2), 1500]),
        ("0,125", [Fraction(1, 8)]),
        ("1,500.25", [Fraction(6001, 4)]),
        ("1.500,25", [Fraction(6001, 4)]),
        ("1 500,25", [Fraction(6001, 4)]),
        ("1\u202f500", [1500]),
        ("1\u2019500", [1500]),
        ("1,234,567", [1234567]),
        ("12,34,567", []),
        ("1,5,5", []),
        ("1.", []),
        ("--1", []),
        ("1/2", []),
        ("1e3", []),
        ("", []),
        ("9" * 41, []),
    ],
)
def test_a_number_is_read_in_every_way_it_may_be_meant(text, numbers):
    assert sorted(readings(text)) == numbers


@settings(deadline=None, database=None)
@given(value=st.decimals(-(10**9), 10**9, places=3))
def test_a_number_written_out_is_read_back(value):
    written = f"{value:f}"
    grouped = f"{value:,.3f}"
    assert Fraction(value) in readings(written)
    assert Fraction(value) in readings(written.replace(".", ","))
    assert Fraction(value) in readings(grouped)
    assert Fraction(value) in readings(grouped.translate(str.maketrans(",.", ".,")))


def test_a_target_that_is_no_number_is_refused():
    problems = numeric.problems({**DEFINITION, "target": "many"})
    assert [problem.message for problem in problems] == [
        "The right number of the question must be a number, such as 2.5."
    ]


@pytest.mark.parametrize(
    "target",
    [
        "1e999999999",
        float("inf"),
        float("nan"),
        pytest.param(10**5000, id="five thousand digits"),
        True,
    ],
)
def test_a_number_beyond_reason_is_refused(target):
    assert numeric.problems({**DEFINITION, "target": target})
    assert not is_right("1", target=target)


def test_a_tolerance_below_nothing_is_refused():
    problems = numeric.problems({**DEFINITION, "tolerance": -1})
    assert [p.message for p in problems] == ["The tolerance of the question must be 0 or more."]


def test_a_percentage_of_nothing_is_refused():
    problems = numeric.problems({**DEFINITION, "target": 0, "tolerance_kind": "percent"})
    assert [problem.message for problem in problems] == [
        "A percentage of 0 is 0. Give the tolerance as an absolute number."
    ]
