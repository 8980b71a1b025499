from assessments.question_types import plain
from assessments.question_types.reading import MOST_ITEMS, items_of


def ids(*entries) -> list[str]:
    return [item.id for item in items_of({"options": list(entries)}, "options")]


def test_entries_of_one_text_or_one_id_still_have_an_id_each():
    assert len(set(ids({"text": "a"}, {"text": "a"}, {"text": "b", "id": "x"}, {"id": "x"}))) == 4


def test_an_id_that_does_not_fit_a_form_gives_way_to_one_made_from_the_text():
    assert ids({"text": "a", "id": 'x" onclick="'}) == ids({"text": "a"})


def test_a_number_as_an_id_is_kept():
    assert ids({"text": "a", "id": 7}) == ["7"]


def test_no_more_entries_are_read_than_a_question_can_hold():
    assert len(ids(*({"text": str(number)} for number in range(10 * MOST_ITEMS)))) == MOST_ITEMS


def test_a_definition_nested_without_end_is_cut_off():
    nested: dict[str, object] = {}
    nested["stem"] = nested
    assert isinstance(plain(nested), dict)


def test_an_id_of_its_own_comes_before_that_of_the_wrapper():
    stored = {"options": [{"type": "item", "value": {"text": "a", "id": "own"}, "id": "wrapper"}]}
    assert plain(stored) == {"options": [{"text": "a", "id": "own"}]}
