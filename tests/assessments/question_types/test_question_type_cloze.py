from fractions import Fraction

from assessments.question_types import get

DEFINITION = {
    "type": "cloze",
    "stem": "Complete the note.",
    "text": "First we {{one}} the facts.\n\nThen we {{two}} what we assumed, and {{three}}.",
    "gaps": [
        {
            "id": "g-one",
            "key": "one",
            "accepted": ["gather*", "collect"],
            "feedback": "Facts come before views",
        },
        {
            "id": "g-two",
            "key": "two",
            "accepted": ["question"],
            "others": ["hide", "forget"],
            "feedback": "An assumption is a claim",
        },
        {
            "id": "g-three",
            "key": "three",
            "accepted": ["decide"],
            "feedback": "A conclusion closes it",
        },
    ],
}
cloze = get("cloze")


def select_options(definition=DEFINITION):
    paragraphs = cloze.presented(definition, 1).paragraphs
    gaps = [part for parts in paragraphs for part in parts if not isinstance(part, str)]
    return {option.text: option.id for gap in gaps for option in gap.options}


OPTIONS = select_options()
RIGHT_ANSWER = {"gaps": {"one": "gather", "two": OPTIONS["question"], "three": "decide"}}
RIGHT_POST = {
    "q-gap-one": ["gather"],
    "q-gap-two": [OPTIONS["question"]],
    "q-gap-three": ["decide"],
}
SECRETS = ("gather", "collect", "decide", "accepted", "others")
PERMUTABLE = "gaps"


def mark(**gaps):
    return cloze.mark(DEFINITION, {"gaps": gaps})


def messages(**changes) -> list[str]:
    return [problem.message for problem in cloze.problems({**DEFINITION, **changes})]


def gap(key, accepted, **entries):
    return {"key": key, "accepted": accepted, "feedback": "Because.", **entries}


def test_each_gap_filled_in_right_earns_its_share():
    assert mark(one="collect").mark == Fraction(1, 3)
    assert mark(one="collect", two=OPTIONS["question"]).mark == Fraction(2, 3)
    assert mark(one="lose", two=OPTIONS["hide"], three="wait").mark == 0


def test_a_gap_left_empty_leaves_the_answer_incomplete():
    answer = {"gaps": {"one": "gather", "three": "decide"}}
    assert not cloze.is_complete(DEFINITION, answer)
    assert cloze.mark(DEFINITION, answer).missing == 1


def test_a_gap_with_a_list_takes_nothing_that_is_not_on_it():
    assert mark(two="question") is None


def test_the_text_is_presented_as_paragraphs_of_text_and_gaps():
    paragraphs = cloze.presented(DEFINITION, 1).paragraphs
    as_read = [
        [
            part if isinstance(part, str) else (part.number, part.key, len(part.options))
            for part in parts
        ]
        for parts in paragraphs
    ]
    assert as_read == [
        ["First we ", (1, "one", 0), " the facts."],
        ["Then we ", (2, "two", 3), " what we assumed, and ", (3, "three", 0), "."],
    ]


def test_the_answer_in_words_numbers_the_gaps_as_they_are_read():
    answer = {"gaps": {"three": "wait", "two": OPTIONS["hide"]}}
    assert cloze.answer_in_words(DEFINITION, answer) == ["Gap 2: hide", "Gap 3: wait"]


def test_a_gap_that_the_text_does_not_have_is_named():
    assert messages(text="We {{one}} and {{two}}.") == [
        "The text has no {{three}}. Write it where the gap belongs, or remove the gap."
    ]


def test_a_gap_in_the_text_that_is_not_described_is_named():
    assert messages(text=DEFINITION["text"] + " {{four}}") == [
        'The text has a gap "four" that is not described. Add it to the gaps, or take it out of'
        " the text."
    ]


def test_a_gap_that_stands_twice_in_the_text_is_named():
    assert messages(text=DEFINITION["text"] + " {{one}}") == [
        'The text has the gap "one" more than once. Give each its own key.'
    ]


def test_a_star_in_a_list_is_refused():
    gaps = [gap("one", ["gather*"], others=["lose"])]
    assert messages(text="{{one}}", gaps=gaps) == [
        "Gap 1 offers a list, so write accepted answer 1 without *."
    ]


def test_an_answer_both_accepted_and_wrong_is_refused():
    gaps = [gap("one", ["gather"], others=["Gather"])]
    assert messages(text="{{one}}", gaps=gaps) == [
        '"gather" is both accepted and wrong in gap 1. Keep it once.'
    ]


def test_two_gaps_of_one_key_are_refused():
    assert messages(text="{{one}}", gaps=[gap("one", ["a"]), gap("one", ["b"])]) == [
        "The key of gap 1 and the key of gap 2 are identical. Change one of them or take it out."
    ]


def test_an_accepted_answer_left_blank_is_named_with_its_gap():
    assert messages(text="{{one}}", gaps=[gap("one", ["a", " "])]) == [
        "Accepted answer 2 of gap 1 is blank. Write it as text."
    ]
