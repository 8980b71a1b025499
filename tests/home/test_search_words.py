import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.search_words import excerpt, marked, nearest, root_of, tidied, words_of


def text_of(pieces):
    return "".join(piece.text for piece in pieces)


def found_in(pieces):
    return [piece.text for piece in pieces if piece.found]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Listen", ("listen",)),
        ("  conflict   at work ", ("conflict", "work")),
        ("how do I listen", ("listen",)),
        ("what is it", ("what", "is", "it")),
        ("non-verbal", ("non", "verbal")),
        ("listen listen LISTEN", ("listen",)),
        ('"trust" AND NOT (silence*)', ("trust", "silence")),
        ("don't", ("don", "t")),
        ("☃ 🙂", ()),
        ("\x00\x07", ()),
        ("", ()),
    ],
)
def test_words_are_letters_and_digits_and_the_telling_ones(query, words):
    assert [word for word in words_of(query) if word not in ("and", "not")] == [
        word for word in words if word not in ("and", "not")
    ]


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("listening", "listen"),
        ("empathy", "empath"),
        ("collaboration", "collaborat"),
        ("skills", "skill"),
        ("career", "career"),
        ("using", "using"),
        ("trust", "trust"),
    ],
)
def test_a_root_is_shared_by_the_forms_of_a_word(word, root):
    assert root_of(word) == root


def test_words_that_begin_with_a_root_are_marked_and_no_others():
    pieces = marked("Listeners listen; they glisten not.", ["listen"])
    assert found_in(pieces) == ["Listeners", "listen"]
    assert text_of(pieces) == "Listeners listen; they glisten not."


def test_an_excerpt_stands_around_what_was_found():
    text = "Nothing here. " * 30 + "At last they listen to her. " + "And no more. " * 30
    pieces = excerpt(text, ["listen"])
    assert found_in(pieces) == ["listen"]
    assert text_of(pieces).startswith("… At last they listen to her.")
    assert text_of(pieces).endswith(" …")
    assert len(text_of(pieces)) < 200


def test_an_excerpt_of_a_short_text_is_all_of_it():
    assert text_of(excerpt("All  of\nit.", ["zebra"])) == "All of it."


def test_an_unknown_word_is_replaced_by_the_one_most_like_it():
    assert nearest(["empthy", "badge"], {"empathy", "badges"}) == ("empathy", "badge")


def test_nothing_is_suggested_for_words_that_are_like_none_or_known_already():
    assert nearest(["zebra"], {"empathy"}) is None
    assert nearest(["empath"], {"empathy"}) is None


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_few_plain_words(query):
    assert len(tidied(query)) <= 200
    assert tidied(query) == tidied(tidied(query))
    words = words_of(query)
    assert len(words) <= 8
    assert all(word.isalnum() and 0 < len(root_of(word)) <= 40 for word in words)


@given(st.text(max_size=300), st.lists(st.text("abcAB1é", min_size=1, max_size=5), max_size=4))
def test_marking_loses_and_adds_nothing(text, roots):
    assert text_of(marked(text, roots)) == text


@given(st.text(max_size=600), st.lists(st.text("abcAB1é", min_size=1, max_size=5), max_size=4))
def test_an_excerpt_is_a_passage_of_the_text(text, roots):
    passage = text_of(excerpt(text, roots)).removeprefix("… ").removesuffix(" …")
    assert passage in " ".join(text.split())
