import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.question_types import get
from assessments.question_types.patterns import matches

DEFINITION = {
    "type": "short_text",
    "stem": "What is built when people keep small promises?",
    "accepted": ["trust", "mutual * confidence", "relia*"],
    "feedback_right": "Promises kept add up",
    "feedback_wrong": "Think of what a broken one costs",
}
RIGHT_ANSWER = {"text": "Trust"}
RIGHT_POST = {"q": ["  Trust "]}
SECRETS = ("trust", "relia", "Promises kept add up", "Think of what")
PERMUTABLE = ""

short_text = get("short_text")


@pytest.mark.parametrize(
    "text",
    [
        "trust",
        "TRUST",
        " trust. ",
        "\u201cTrust\u201d",
        "reliability",
        "relia",
        "mutual  and growing confidence",
    ],
)
def test_an_accepted_answer_is_right_however_it_is_typed(text):
    assert short_text.mark(DEFINITION, {"text": text}).correct


@pytest.mark.parametrize("text", ["trusty", "distrust", "unreliable", "mutual confidence", "*"])
def test_any_other_text_is_wrong(text):
    assert short_text.mark(DEFINITION, {"text": text}).mark == 0


def test_the_feedback_follows_the_verdict():
    wrong = short_text.mark(DEFINITION, {"text": "money"})
    assert [(part.choice, part.text) for part in wrong.feedback] == [
        ("money", "Think of what a broken one costs")
    ]


def test_a_regular_expression_is_read_as_plain_text():
    assert not matches("aaaa", "a+")
    assert not matches("abc", "a.c")
    assert matches("(a+)+$", "(A+)+$")


@given(text=st.text("ab ", max_size=12), pattern=st.text("ab*", min_size=1, max_size=6))
def test_a_star_stands_for_anything_or_nothing(text, pattern):
    comparable = " ".join(text.split())
    assert matches(text, pattern) == bool(re.match(fnmatch.translate(pattern), comparable))


def test_a_pattern_full_of_stars_meets_a_long_text():
    assert not matches("a" * 1000, "*a" * 400 + "*b")


def test_what_cannot_be_stored_is_taken_out_of_what_was_typed():
    assert short_text.answer_from({"q": ["tr\x00u\ud800st\r\n"]}, "q") == {"text": "trust"}


def test_a_pattern_that_accepts_everything_is_refused():
    problems = short_text.problems({**DEFINITION, "accepted": ["trust", " ** "]})
    assert [problem.message for problem in problems] == [
        "Accepted answer 2 has no letter or digit, so it tells nothing right from wrong."
        " Write a word, or part of one with *."
    ]


def test_a_question_without_accepted_answers_is_refused():
    problems = short_text.problems({**DEFINITION, "accepted": []})
    assert [problem.message for problem in problems] == [
        "The question has no accepted answers. Write them."
    ]
