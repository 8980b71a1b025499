from typing import Any

import pytest

from assessments import question_types
from assessments.interchange import Reading, read

V2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def qti2(declarations: str, body: str, after: str = "") -> Reading:
    return read(
        f'<?xml version="1.0"?>\n<assessmentItem xmlns="{V2}" identifier="Tea-1" title="Tea">'
        f"{declarations}<itemBody>{body}</itemBody>{after}</assessmentItem>".encode()
    )


def declared(cardinality: str, base_type: str, *values: str, identifier: str = "RESPONSE") -> str:
    listed = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{identifier}" cardinality="{cardinality}"'
        f' baseType="{base_type}"><correctResponse>{listed}</correctResponse>'
        "</responseDeclaration>"
    )


def choices(*options: tuple[str, str]) -> str:
    return "".join(
        f'<simpleChoice identifier="{name}">{text}</simpleChoice>' for name, text in options
    )


def only(reading: Reading) -> dict[str, Any]:
    assert reading.errors == ()
    return dict(reading.questions[0].definition)


CHOICE = (
    '<p>Some <em>context</em>.</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">'
    "<prompt>Which tea?</prompt>"
    + choices(("A", "Green"), ("B", "Blue<feedbackInline identifier='B'>No.</feedbackInline>"))
    + "</choiceInteraction>"
)
FEEDBACK = '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="A">Yes.</modalFeedback>'


def test_a_choice_of_qti_2_is_a_single_choice_with_its_feedback() -> None:
    reading = qti2(declared("single", "identifier", "A"), CHOICE, FEEDBACK)
    assert only(reading) == {
        "type": "single_choice",
        "stem": "Some *context*.\n\nWhich tea?",
        "options": [
            {"text": "Green", "correct": True, "feedback": "Yes."},
            {"text": "Blue", "feedback": "No."},
        ],
    }
    assert (reading.questions[0].slug, reading.questions[0].source_id) == ("tea-1", "Tea-1")


def test_an_item_of_qti_3_reads_like_one_of_qti_2() -> None:
    reading = read(
        b"""<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
 identifier="tea"><qti-response-declaration identifier="R" cardinality="multiple"
 base-type="identifier"><qti-correct-response><qti-value>a</qti-value><qti-value>b</qti-value>
 </qti-correct-response></qti-response-declaration><qti-item-body>
 <qti-choice-interaction response-identifier="R" max-choices="0"><qti-prompt>Which?</qti-prompt>
 <qti-simple-choice identifier="a">Green</qti-simple-choice>
 <qti-simple-choice identifier="b">Black</qti-simple-choice>
 <qti-simple-choice identifier="c">Stone</qti-simple-choice>
 </qti-choice-interaction></qti-item-body></qti-assessment-item>"""
    )
    definition = only(reading)
    assert definition["type"] == "multiple_response"
    assert [option.get("correct") for option in definition["options"]] == [True, True, None]


def test_an_order_interaction_is_an_ordering_in_the_right_order() -> None:
    body = (
        "<p>Make tea.</p><orderInteraction responseIdentifier='RESPONSE'>"
        + choices(("A", "Pour"), ("B", "Boil"), ("C", "Drink"))
        + "</orderInteraction>"
    )
    definition = only(qti2(declared("ordered", "identifier", "B", "A", "C"), body))
    assert [step["text"] for step in definition["steps"]] == ["Boil", "Pour", "Drink"]


def sides(*names: str) -> str:
    return "".join(
        f"<simpleAssociableChoice identifier='{name}' matchMax='1'>{name} text"
        "</simpleAssociableChoice>"
        for name in names
    )


MATCH = (
    "<p>Match.</p><matchInteraction responseIdentifier='RESPONSE'>"
    f"<simpleMatchSet>{sides('P1', 'P2')}</simpleMatchSet>"
    f"<simpleMatchSet>{sides('M1', 'M2', 'M3')}</simpleMatchSet></matchInteraction>"
)


def test_a_match_interaction_is_a_matching_question() -> None:
    definition = only(qti2(declared("multiple", "directedPair", "P1 M2", "P2 M1"), MATCH))
    assert [(pair["prompt"], pair["match"]) for pair in definition["pairs"]] == [
        ("P1 text", "M2 text"),
        ("P2 text", "M1 text"),
    ]
    assert definition["distractors"] == ["M3 text"]


def test_a_prompt_with_two_matches_is_refused() -> None:
    reading = qti2(declared("multiple", "directedPair", "P1 M2", "P1 M1", "P2 M1"), MATCH)
    assert "exactly one match" in reading.errors[0].message


ENTRY = "<p>How warm? <textEntryInteraction responseIdentifier='RESPONSE'/></p>"


def test_a_text_entry_of_words_is_a_short_text_with_all_that_is_mapped() -> None:
    declaration = declared("single", "string", "warm").replace(
        "</responseDeclaration>",
        "<mapping><mapEntry mapKey='warm' mappedValue='1'/><mapEntry mapKey='hot' mappedValue='1'/>"
        "<mapEntry mapKey='cold' mappedValue='0'/></mapping></responseDeclaration>",
    )
    definition = only(
        qti2(
            declaration,
            ENTRY,
            '<modalFeedback outcomeIdentifier="F" identifier="incorrect">Feel.</modalFeedback>',
        )
    )
    assert (definition["stem"], definition["accepted"]) == ("How warm?", ["warm", "hot"])
    assert definition["feedback_wrong"] == "Feel."


def test_a_text_entry_of_a_number_keeps_its_tolerance() -> None:
    processing = (
        "<responseProcessing><responseCondition><responseIf>"
        "<equal toleranceMode='relative' tolerance='5 5'><variable identifier='RESPONSE'/>"
        "<correct identifier='RESPONSE'/></equal></responseIf></responseCondition>"
        "</responseProcessing>"
    )
    definition = only(qti2(declared("single", "float", "80"), ENTRY, processing))
    assert (definition["target"], definition["tolerance"]) == (80, 5)
    assert definition["tolerance_kind"] == "percent"


def test_several_gaps_in_a_text_are_a_cloze() -> None:
    body = (
        "<p>Boil <textEntryInteraction responseIdentifier='R1'/> of water.</p><p>Add"
        " <inlineChoiceInteraction responseIdentifier='R2'><inlineChoice identifier='x'>tea"
        "</inlineChoice><inlineChoice identifier='y'>stones</inlineChoice>"
        "</inlineChoiceInteraction>.</p>"
    )
    definition = only(
        qti2(
            declared("single", "string", "a litre", identifier="R1")
            + declared("single", "identifier", "x", identifier="R2"),
            body,
        )
    )
    assert definition["text"] == "Boil {{gap-1}} of water.\n\nAdd {{gap-2}}."
    assert definition["gaps"] == [
        {"key": "gap-1", "accepted": ["a litre"]},
        {"key": "gap-2", "accepted": ["tea"], "others": ["stones"]},
    ]
    assert [problem.path[-1] for problem in question_types.get("cloze").problems(definition)] == [
        "feedback",
        "feedback",
    ]


def test_a_gap_in_the_midst_of_a_sentence_shows_in_the_stem() -> None:
    body = "<p>Boil <textEntryInteraction responseIdentifier='RESPONSE'/> of water.</p>"
    assert only(qti2(declared("single", "string", "a litre"), body))["stem"].endswith("of water.")
    assert "\\_\\_" in only(qti2(declared("single", "string", "a litre"), body))["stem"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>Nothing.</p>", "no interaction"),
        ("<extendedTextInteraction responseIdentifier='RESPONSE'/>", "extendedtextinteraction"),
        (CHOICE + CHOICE, "several questions"),
        (
            "<orderInteraction responseIdentifier='X'>"
            + choices(("A", "a"), ("B", "b"))
            + "</orderInteraction>",
            "right order",
        ),
    ],
)
def test_what_is_not_supported_is_said_with_its_line(body: str, words: str) -> None:
    reading = qti2(declared("single", "identifier", "A"), body)
    [issue] = reading.errors
    assert words in issue.message
    assert issue.line == 2


def test_a_choice_without_a_key_is_left_for_its_type_to_refuse() -> None:
    definition = only(qti2("", CHOICE))
    assert any(
        "exactly one option" in problem.message
        for problem in question_types.get("single_choice").problems(definition)
    )


def test_qti_1_is_refused_by_name() -> None:
    assert "QTI 1.2" in read(b"<questestinterop/>").errors[0].message
