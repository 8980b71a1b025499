from fractions import Fraction
from itertools import pairwise, permutations

from assessments.question_types import get

DEFINITION = {
    "type": "ranking",
    "stem": "Two people in your team have stopped speaking to each other.",
    "options": [
        {"id": "k", "text": "Hear each of them alone", "feedback": "Both sides come first"},
        {"id": "d", "text": "Bring them together to talk", "feedback": "Good, once prepared"},
        {"id": "x", "text": "Share out the work anew", "feedback": "It goes round the matter"},
        {"id": "b", "text": "Let it pass", "feedback": "It seldom does"},
    ],
}
RIGHT_ANSWER = {"places": {"k": 1, "d": 2, "x": 3, "b": 4}}
RIGHT_POST = {"q-place-k": ["1"], "q-place-d": ["2"], "q-place-x": ["3"], "q-place-b": ["4"]}
SECRETS = ("place",)
PERMUTABLE = ""

ranking = get("ranking")


def mark(**places):
    return ranking.mark(DEFINITION, {"places": places}).mark


def test_a_swap_of_neighbours_costs_one_pair():
    assert mark(k=2, d=1, x=3, b=4) == Fraction(5, 6)


def test_the_order_turned_round_earns_nothing():
    assert mark(k=4, d=3, x=2, b=1) == 0


def test_putting_two_neighbours_in_order_always_raises_the_mark():
    for order in permutations("kdxb"):
        places = {option: place for place, option in enumerate(order, start=1)}
        for first, second in pairwise(order):
            swapped = {**places, first: places[second], second: places[first]}
            better = "kdxb".index(first) > "kdxb".index(second)
            assert (mark(**swapped) > mark(**places)) is better


def test_responses_that_share_a_place_are_not_in_order():
    assert mark(k=1, d=1, x=1, b=1) == 0


def test_a_shared_place_is_not_a_complete_answer():
    answer = {"places": {"k": 1, "d": 1, "x": 3, "b": 4}}
    assert not ranking.is_complete(DEFINITION, answer)
    assert ranking.mark(DEFINITION, answer).missing == 1


def test_a_response_without_a_place_leaves_its_pairs_unearned():
    assert mark(k=1, d=2, x=3) == Fraction(1, 2)
    assert not ranking.is_complete(DEFINITION, {"places": {"k": 1, "d": 2, "x": 3}})


def test_places_beyond_the_list_are_no_answer():
    assert ranking.mark(DEFINITION, {"places": {"k": 5, "d": 0, "x": -1, "b": True}}) is None


def test_feedback_follows_the_order_of_the_learner():
    outcome = ranking.mark(DEFINITION, {"places": {"k": 2, "d": 1, "x": 3, "b": 4}})
    assert [(part.choice, part.verdict) for part in outcome.feedback] == [
        ("1. Bring them together to talk", "wrong"),
        ("2. Hear each of them alone", "wrong"),
        ("3. Share out the work anew", "right"),
        ("4. Let it pass", "right"),
    ]


def test_ids_made_from_texts_do_not_tell_the_order():
    options = [{"text": text, "feedback": "f"} for text in ("a", "b", "c")]
    first = ranking.presented({**DEFINITION, "options": options}, 1)
    turned = ranking.presented({**DEFINITION, "options": options[::-1]}, 1)
    assert first == turned


def test_identical_responses_are_named():
    options = [{"text": text, "feedback": "f"} for text in ("Wait", "Ask", "wait")]
    assert [p.message for p in ranking.problems({**DEFINITION, "options": options})] == [
        "Response 1 and response 3 are identical. Change one of them or take it out."
    ]
