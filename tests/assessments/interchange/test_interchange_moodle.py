from typing import Any

import pytest

from assessments import question_types
from assessments.interchange import Reading, read


def quiz(*questions: str) -> Reading:
    return read(f'<?xml version="1.0"?>\n<quiz>\n{"".join(questions)}</quiz>'.encode())


def only(question: str) -> dict[str, Any]:
    reading = quiz(question)
    assert reading.errors == ()
    return dict(reading.questions[0].definition)


def question(kind: str, inside: str, stem: str = "<p>Which?</p>", name: str = "Tea one") -> str:
    return f"""<question type="{kind}"><name><text>{name}</text></name>
<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>
<generalfeedback format="html"><text>Tea matters.</text></generalfeedback>
{inside}</question>
"""


def answer(text: str, fraction: str, feedback: str = "", more: str = "") -> str:
    return f"""<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>
<feedback format="html"><text>{feedback}</text></feedback>{more}</answer>"""


ONE = question(
    "multichoice",
    "<single>true</single>"
    "<incorrectfeedback><text>Your answer is incorrect.</text></incorrectfeedback>"
    + answer("<p>Green</p>", "100", "Yes")
    + answer("Blue", "0"),
    stem="<p>Which <strong>tea</strong>?</p><ul><li>one</li><li>two &amp; three</li></ul>",
)


def test_a_multichoice_with_one_answer_is_a_single_choice() -> None:
    assert only(ONE) == {
        "type": "single_choice",
        "stem": "Which **tea**?\n\n- one\n- two & three",
        "options": [
            {"text": "Green", "correct": True, "feedback": "Yes"},
            {"text": "Blue", "feedback": "Tea matters."},
        ],
    }


def test_a_question_knows_its_line_and_name() -> None:
    [found] = quiz('<question type="category"/>', ONE).questions
    assert (found.line, found.slug, found.source_id) == (3, "tea-one", "Tea one")


def test_a_multichoice_with_several_answers_is_a_multiple_response() -> None:
    definition = only(
        question(
            "multichoice",
            "<single>false</single>"
            + answer("Green", "50")
            + answer("Black", "50")
            + answer("Stone", "-100"),
        )
    )
    assert definition["type"] == "multiple_response"
    assert [option.get("correct") for option in definition["options"]] == [True, True, None]


def test_feedback_on_all_wrong_answers_stands_in_for_that_on_each() -> None:
    definition = only(
        question(
            "multichoice",
            "<single>true</single><incorrectfeedback><text>Look again.</text></incorrectfeedback>"
            + answer("Green", "100")
            + answer("Blue", "0"),
        )
    )
    assert definition["options"][1]["feedback"] == "Look again."


def test_true_or_false_is_a_single_choice() -> None:
    definition = only(question("truefalse", answer("true", "0", "No.") + answer("false", "100")))
    assert definition["options"] == [
        {"text": "True", "feedback": "No."},
        {"text": "False", "correct": True, "feedback": "Tea matters."},
    ]


def test_short_answers_keep_what_is_accepted_and_what_is_said_to_others() -> None:
    definition = only(
        question("shortanswer", answer("green*", "100", "Right.") + answer("*", "0", "Not that."))
    )
    assert (definition["accepted"], definition["feedback_right"], definition["feedback_wrong"]) == (
        ["green*"],
        "Right.",
        "Not that.",
    )


def test_a_number_keeps_tolerance_and_unit() -> None:
    definition = only(
        question(
            "numerical",
            answer("80", "100", more="<tolerance>2.5</tolerance>")
            + "<units><unit><multiplier>1</multiplier><unit_name>°C</unit_name></unit></units>",
        )
    )
    assert (definition["target"], definition["tolerance"], definition["unit"]) == (80, 2.5, "°C")
    assert question_types.get("numeric").problems(definition) == []


def test_matching_keeps_pairs_and_makes_distractors_of_lone_answers() -> None:
    row = "<subquestion format='html'><text>{}</text><answer><text>{}</text></answer></subquestion>"
    definition = only(
        question(
            "matching",
            row.format("Japan", "Sencha") + row.format("India", "Assam") + row.format("", "Mate"),
        )
    )
    assert [(pair["prompt"], pair["match"]) for pair in definition["pairs"]] == [
        ("Japan", "Sencha"),
        ("India", "Assam"),
    ]
    assert definition["distractors"] == ["Mate"]


def test_ordering_is_sorted_by_place() -> None:
    definition = only(
        question("ordering", answer("Pour", "2") + answer("Boil", "1") + answer("Drink", "3"))
    )
    assert [step["text"] for step in definition["steps"]] == ["Boil", "Pour", "Drink"]


def test_embedded_answers_become_gaps() -> None:
    definition = only(
        question(
            "cloze",
            "",
            stem="<p>Green tea at {1:NUMERICAL:=80:0#Warm} degrees for"
            " {1:SA:=two~=three#Yes~%50%four} minutes.</p>"
            "<p>Then {2:MULTICHOICE:drink#No~=pour &amp; wait#Yes} it.</p>",
        )
    )
    assert definition["text"] == (
        "Green tea at {{gap-1}} degrees for {{gap-2}} minutes.\n\nThen {{gap-3}} it."
    )
    assert definition["gaps"] == [
        {"key": "gap-1", "accepted": ["80"], "feedback": "Warm"},
        {"key": "gap-2", "accepted": ["two", "three"], "feedback": "Yes"},
        {"key": "gap-3", "accepted": ["pour & wait"], "others": ["drink"], "feedback": "Yes"},
    ]
    assert question_types.get("cloze").problems(definition) == []


def test_words_to_select_become_gaps_of_their_group() -> None:
    def option(text: str, group: int) -> str:
        return f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"

    definition = only(
        question(
            "gapselect",
            option("boil", 1) + option("freeze", 1) + option("leaves", 2) + option("stones", 2),
            stem="<p>First [[1]] the water, then add the [[3]].</p>",
        )
    )
    assert definition["text"] == "First {{gap-1}} the water, then add the {{gap-2}}."
    assert [(gap["accepted"], gap["others"]) for gap in definition["gaps"]] == [
        (["boil"], ["freeze"]),
        (["leaves"], ["stones"]),
    ]


@pytest.mark.parametrize(
    ("kind", "inside", "stem", "words", "line"),
    [
        ("essay", "", "<p>Tell.</p>", "essay", 3),
        ("cloze", "", "{1:NUMERICAL:=3:0.5}", "tolerance", 4),
        ("cloze", "", "{1:MULTIRESPONSE:=a~=b}", "MULTIRESPONSE", 4),
        ("cloze", "", "{1:SA:=never closed", "isn't closed", 4),
        ("gapselect", "", "[[4]]", "no choice", 3),
        ("numerical", answer("one", "0"), "How many?", "right number", 3),
    ],
)
def test_what_is_not_supported_is_said_with_its_line(
    kind: str, inside: str, stem: str, words: str, line: int
) -> None:
    reading = quiz(question(kind, inside, stem=stem), ONE)
    assert len(reading.questions) == 1
    [issue] = reading.errors
    assert words in issue.message
    assert issue.line == line


def test_formatting_that_is_not_kept_leaves_its_text_and_a_warning() -> None:
    reading = quiz(question("truefalse", answer("true", "100"), stem="Water is H<sub>2</sub>O."))
    assert reading.questions[0].definition["stem"] == "Water is H2O."
    assert "<sub>" in reading.issues[0].message
