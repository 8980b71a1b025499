from fractions import Fraction
from itertools import product

from assessments.question_types import get

DEFINITION = {
    "type": "matching",
    "stem": "Match each remark to the way of listening it shows.",
    "pairs": [
        {
            "id": "p1",
            "prompt": "So you felt left out?",
            "match": "Reflecting",
            "feedback": "It names the feeling",
        },
        {
            "id": "p2",
            "prompt": "What happened then?",
            "match": "Inviting",
            "feedback": "It asks for more",
        },
        {
            "id": "p3",
            "prompt": "You were angry.",
            "match": "Reflecting",
            "feedback": "It says it back",
        },
    ],
    "distractors": ["Advising"],
}
matching = get("matching")
MATCHES = {match.text: match.id for match in matching.presented(DEFINITION, 1).matches}
REFLECTING, INVITING = MATCHES["Reflecting"], MATCHES["Inviting"]

RIGHT_ANSWER = {"matches": {"p1": REFLECTING, "p2": INVITING, "p3": REFLECTING}}
RIGHT_POST = {
    "q-match-p1": [REFLECTING],
    "q-match-p2": [INVITING],
    "q-match-p3": [REFLECTING],
}
SECRETS = ("pairs", "distractor")
PERMUTABLE = "pairs"


def mark(**matches):
    chosen = {prompt: MATCHES[text] for prompt, text in matches.items()}
    return matching.mark(DEFINITION, {"matches": chosen}).mark


def messages(**changes) -> list[str]:
    return [problem.message for problem in matching.problems({**DEFINITION, **changes})]


def pair(prompt, match):
    return {"prompt": prompt, "match": match, "feedback": "Because."}


def test_each_right_pair_earns_its_share():
    for chosen in product(MATCHES, repeat=3):
        right = sum(
            text == pair["match"] for text, pair in zip(chosen, DEFINITION["pairs"], strict=True)
        )
        assert mark(**dict(zip(("p1", "p2", "p3"), chosen, strict=True))) == Fraction(right, 3)


def test_a_match_shared_by_two_prompts_is_offered_once():
    assert sorted(MATCHES) == ["Advising", "Inviting", "Reflecting"]


def test_an_unmatched_prompt_leaves_the_answer_incomplete():
    answer = {"matches": {"p1": REFLECTING}}
    assert not matching.is_complete(DEFINITION, answer)
    assert matching.mark(DEFINITION, answer).missing == 2


def test_the_answer_in_words_names_prompt_and_match():
    assert matching.answer_in_words(DEFINITION, {"matches": {"p2": MATCHES["Advising"]}}) == [
        "What happened then?: Advising"
    ]


def test_a_match_that_is_not_on_offer_is_no_answer():
    assert matching.mark(DEFINITION, {"matches": {"p1": "unknown"}}) is None


def test_a_distractor_that_is_a_match_is_refused():
    assert messages(distractors=["Advising", "reflecting"]) == [
        "Distractor 2 is the match of a prompt. Change it or take it out."
    ]


def test_identical_prompts_are_named():
    assert messages(pairs=[pair("a", "x"), pair("A", "y")]) == [
        "Prompt 1 and prompt 2 are identical. Change one of them or take it out."
    ]


def test_a_single_match_for_every_prompt_is_refused():
    assert messages(pairs=[pair("a", "x"), pair("b", "x")], distractors=[]) == [
        "Every prompt has the same match. Give at least two different ones."
    ]
