from typing import Any

import pytest

from assessments import question_types
from assessments.interchange import Reading, Severity, read


def gift(text: str) -> Reading:
    return read(text.encode(), "questions.gift")


def only(text: str) -> dict[str, Any]:
    reading = gift(text)
    assert reading.errors == ()
    [question] = reading.questions
    return dict(question.definition)


def problems(definition: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in question_types.get(definition["type"]).problems(definition)]


SINGLE = """::Open door::[html]<p>Who <b>opened</b> the door?</p>{
=Ines#She had the key.
~Olaf#He was at sea.
~Both \\= one\\: two\\~#No.
}
"""


def test_one_right_answer_makes_a_single_choice() -> None:
    assert only(SINGLE) == {
        "type": "single_choice",
        "stem": "Who **opened** the door?",
        "options": [
            {"text": "Ines", "correct": True, "feedback": "She had the key."},
            {"text": "Olaf", "feedback": "He was at sea."},
            {"text": "Both = one: two~", "feedback": "No."},
        ],
    }
    assert problems(only(SINGLE)) == []


def test_the_title_gives_the_short_name_and_the_source_id() -> None:
    [question] = gift(SINGLE).questions
    assert (question.slug, question.source_id, question.line) == ("open-door", "Open door", 1)


def test_an_id_in_the_comment_above_is_the_source_id() -> None:
    [question] = gift("// [id:Q-17] [tag:tea]\n" + SINGLE).questions
    assert (question.source_id, question.line) == ("Q-17", 2)


def test_percentages_without_a_full_answer_make_a_multiple_response() -> None:
    definition = only(
        "Which are mountains? {~%50%Cairn Gorm#Yes ~%50%Ben Nevis#Yes ~%-100%The Spey#A river}"
    )
    assert definition["type"] == "multiple_response"
    assert [option.get("correct", False) for option in definition["options"]] == [True, True, False]


def test_part_of_the_mark_for_an_answer_is_noted_as_lost() -> None:
    reading = gift("How many? {=Three ~%50%Four ~Five}")
    assert [option.get("correct") for option in reading.questions[0].definition["options"]] == [
        True,
        None,
        None,
    ]
    assert [issue.severity for issue in reading.issues] == [Severity.WARNING]


def test_two_full_answers_of_a_single_choice_are_left_for_its_type_to_refuse() -> None:
    assert any("two are marked" in text for text in problems(only("Which? {=One =Two ~Three}")))


@pytest.mark.parametrize(("word", "right"), [("T", "True"), ("FALSE", "False")])
def test_true_or_false_becomes_a_single_choice_with_its_feedback(word: str, right: str) -> None:
    definition = only(f"Stones float. {{{word}#You were wrong.#You were right.}}")
    for option in definition["options"]:
        is_right = option["text"] == right
        assert option.get("correct", False) is is_right
        assert option["feedback"] == ("You were right." if is_right else "You were wrong.")


def test_a_short_answer_keeps_its_wildcards_and_feedback() -> None:
    assert (
        only("What marks the way? {=cairn* #A heap of stones =%100%a pile ~*#Think of stones}")[
            "type"
        ]
        == "single_choice"
    )
    assert only("What marks the way? {=cairn*#A heap. =pile =%0%*#Think of stones.}") == {
        "type": "short_text",
        "stem": "What marks the way?",
        "accepted": ["cairn*", "pile"],
        "feedback_right": "A heap.",
        "feedback_wrong": "Think of stones.",
    }


@pytest.mark.parametrize(
    ("written", "target", "tolerance"),
    [
        ("#3", 3, None),
        ("#3:0.5", 3, 0.5),
        ("#-2.5..3.5", 0.5, 3),
        ("#=1822:2#Right ~#Wrong", 1822, 2),
    ],
)
def test_a_number_has_a_tolerance_or_a_range(
    written: str, target: float, tolerance: float | None
) -> None:
    definition = only(f"How many? {{{written}}}")
    assert (definition["type"], definition["target"]) == ("numeric", target)
    assert definition.get("tolerance") == tolerance


def test_a_number_with_two_right_answers_is_refused_with_its_line() -> None:
    reading = gift("\n\nHow many? {#=3 =4}")
    assert reading.questions == ()
    assert reading.errors[0].line == 3


def test_pairs_become_a_matching_question_with_distractors() -> None:
    definition = only("Match. {=Maine -> Augusta#Yes =Oregon -> Salem = -> Boston}")
    assert definition["pairs"] == [
        {"prompt": "Maine", "match": "Augusta", "feedback": "Yes"},
        {"prompt": "Oregon", "match": "Salem"},
    ]
    assert definition["distractors"] == ["Boston"]


def test_a_missing_word_becomes_a_gap_to_select_from() -> None:
    definition = only("A cairn is made of {=stones#Yes ~wool ~tea} by people.")
    assert definition["type"] == "cloze"
    assert definition["text"] == "A cairn is made of {{gap-1}} by people."
    assert definition["gaps"] == [
        {"key": "gap-1", "accepted": ["stones"], "others": ["wool", "tea"], "feedback": "Yes"}
    ]


def test_a_missing_word_that_is_typed_becomes_a_gap_to_type_into() -> None:
    definition = only("A cairn marks a {=path =way} in the hills.")
    assert definition["gaps"] == [{"key": "gap-1", "accepted": ["path", "way"]}]


def test_general_feedback_stands_in_for_feedback_that_is_missing() -> None:
    definition = only("Which? {=One#Own ~Two####It is always one.}")
    assert [option["feedback"] for option in definition["options"]] == ["Own", "It is always one."]


def test_plain_text_is_not_taken_for_markdown() -> None:
    assert only("What is 2*3*4 of snake_case? {#24}")["stem"] == "What is 2\\*3\\*4 of snake_case?"


def test_markdown_stays_markdown() -> None:
    assert only("[markdown]What is *blue*? {=Sky ~Sun}")["stem"] == "What is *blue*?"


def test_an_escaped_n_is_a_new_line() -> None:
    assert only("One\\nTwo? {=a ~b}")["stem"] == "One\nTwo?"


def test_comments_and_categories_are_passed_over() -> None:
    assert len(gift(f"// note\n$CATEGORY: tea/green\n\n{SINGLE}\n\n// end").questions) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tell us about tea. {}", "Essay"),
        ("Tea is a drink.", "description"),
        ("Open {=a ~b", "isn't closed"),
        ("Two {=a ~b} of {=c ~d}", "more than one"),
        ("::No end {=a ~b}", "title"),
        ("How? {no sign}", "= or ~"),
        ("How many? {#many}", "number"),
    ],
)
def test_what_is_not_supported_is_said_with_its_line(text: str, words: str) -> None:
    reading = gift(f"{SINGLE}\n{text}\n\n{SINGLE}")
    assert len(reading.questions) == 2
    [issue] = reading.errors
    assert words in issue.message
    assert issue.line == 7


def test_two_questions_of_one_title_get_short_names_of_their_own() -> None:
    assert [question.slug for question in gift(f"{SINGLE}\n{SINGLE}").questions] == [
        "open-door",
        "open-door-2",
    ]


def test_a_picture_is_left_out_and_said() -> None:
    reading = gift('[html]<p>What is <img src="x.png" alt="a cairn">?</p>{=Stones ~Tea}')
    assert reading.questions[0].definition["stem"] == "What is a cairn?"
    assert "picture" in reading.issues[0].message
