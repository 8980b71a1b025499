import pytest

from assessments.question_types import QUESTION_TYPES, get, registry_of


def test_the_types_on_offer_are_found_without_being_listed():
    assert sorted(QUESTION_TYPES) == [
        "best_worst",
        "cloze",
        "matching",
        "multiple_response",
        "numeric",
        "ordering",
        "ranking",
        "short_text",
        "single_choice",
    ]


def test_a_type_is_got_by_its_key():
    assert get("best_worst") is QUESTION_TYPES["best_worst"]


def test_an_unknown_key_is_answered_with_the_known_ones():
    with pytest.raises(LookupError, match=r"no question type 'essay'.*best_worst, cloze"):
        get("essay")


def test_a_second_class_with_the_same_key_is_refused():
    single_choice = type(get("single_choice"))
    impostor = type("Impostor", (single_choice,), {})
    with pytest.raises(ValueError, match="Impostor and SingleChoice both have the key"):
        registry_of([single_choice, impostor])
