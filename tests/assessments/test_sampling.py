from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assessments.sampling import draw

banks = st.lists(st.integers(1, 200), unique=True, max_size=40)


@given(banks, st.integers(0, 50), st.integers())
def test_no_question_is_drawn_twice_and_never_more_than_the_bank_holds(bank, count, seed):
    drawn = draw(bank, count, seen={}, chance=Random(seed))

    assert len(drawn) == len(set(drawn)) == min(count, len(bank))
    assert set(drawn) <= set(bank)


@given(banks, st.sets(st.integers(1, 200)), st.integers(0, 50), st.integers())
def test_seen_questions_are_drawn_only_when_the_unseen_run_out(bank, seen, count, seed):
    drawn = draw(bank, count, seen=dict.fromkeys(seen, 1), chance=Random(seed))

    unseen = set(bank) - seen
    assert len(unseen & set(drawn)) == min(count, len(unseen))


def test_among_seen_questions_those_asked_longest_ago_come_first():
    drawn = draw([1, 2, 3, 4], 2, seen={1: 3, 2: 1, 3: 2, 4: 3}, chance=Random(0))

    assert set(drawn) == {2, 3}


def test_every_question_has_the_same_chance_to_be_drawn_and_to_come_first():
    chance = Random(2026)
    draws = [draw(range(10), 3, seen={}, chance=chance) for _ in range(3000)]

    drawn = Counter(question for one in draws for question in one)
    first = Counter(one[0] for one in draws)
    assert all(800 < drawn[question] < 1000 for question in range(10))
    assert all(240 < first[question] < 360 for question in range(10))
