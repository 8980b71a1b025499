from assessments.answer_keys import KeyItem, KeyPart, answer_key


def test_the_right_option_is_marked_and_feedback_stands_with_it() -> None:
    definition = {
        "type": "single_choice",
        "stem": "What helps?",
        "options": [
            {"text": "Listening", "correct": True, "feedback": "Yes."},
            {"text": "Talking", "correct": False, "feedback": "No."},
        ],
    }
    assert answer_key(definition) == (
        KeyPart(
            label="Options",
            items=(
                KeyItem("Listening", ("Correct",), (("Feedback", "Yes."),)),
                KeyItem("Talking", (), (("Feedback", "No."),)),
            ),
        ),
    )


def test_a_choice_is_told_by_its_label() -> None:
    definition = {
        "type": "best_worst",
        "stem": "What would you do?",
        "options": [{"text": "Ask", "judgement": "best", "feedback": ""}],
    }
    (part,) = answer_key(definition)
    assert part.items == (KeyItem("Ask", ("Best",)),)


def test_a_number_is_told_with_its_tolerance() -> None:
    definition = {
        "type": "numeric",
        "stem": "How many?",
        "target": 12,
        "tolerance": "0.5",
        "tolerance_kind": "absolute",
        "feedback_right": "Yes.",
        "feedback_wrong": "No.",
    }
    assert {part.label: part.value for part in answer_key(definition)} == {
        "Right number": "12",
        "Tolerance": "0.5",
        "Kind of tolerance": "In the number's own unit",
        "Feedback on a right answer": "Yes.",
        "Feedback on a wrong answer": "No.",
    }


def test_what_a_gap_accepts_is_listed() -> None:
    definition = {
        "type": "cloze",
        "stem": "Fill in.",
        "text": "Trust {a}.",
        "gaps": [{"key": "a", "accepted": ["grows", "builds"], "others": [], "feedback": "Yes."}],
    }
    gaps = answer_key(definition)[-1]
    assert gaps.items == (
        KeyItem("a", (), (("Accepted answers", "grows; builds"), ("Feedback", "Yes."))),
    )


def test_lines_without_fields_are_items() -> None:
    definition = {"type": "short_text", "stem": "Name it.", "accepted": ["trust", "faith"]}
    assert answer_key(definition)[0].items == (KeyItem("trust"), KeyItem("faith"))


def test_nothing_has_no_key() -> None:
    assert answer_key({}) == ()
