"""Difficulty, discrimination and time of one question."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.statistics import ItemTally, rest_marks, seconds_on_questions

marks = st.sampled_from([0.0, 0.33333, 0.5, 0.66667, 1.0])


def tally_of(sections, position=0):
    """The tally of the question at `position`, from the marks of each section."""
    tally = ItemTally()
    for section in sections:
        rest = rest_marks(section)[position]
        tally.add(mark=section[position], rest=rest, answer=str(section[position]))
    return tally


class TestRestMarks:
    def test_each_is_held_against_the_mean_of_the_others(self):
        assert rest_marks([1, 0, 0.5]) == [0.25, 0.75, 0.5]

    def test_one_that_stands_alone_has_nothing_to_be_held_against(self):
        assert rest_marks([1.0]) == [None]

    @given(st.lists(marks, min_size=2, max_size=8), st.randoms(use_true_random=False))
    def test_the_order_of_the_others_makes_no_difference(self, section, chance):
        others = section[1:]
        chance.shuffle(others)

        assert rest_marks([section[0], *others])[0] == rest_marks(section)[0]

    @given(st.lists(marks, min_size=2, max_size=8))
    def test_they_lie_between_0_and_1(self, section):
        assert all(0 <= rest <= 1 for rest in rest_marks(section))


class TestFigures:
    def test_difficulty_is_the_mean_mark_and_what_is_left_out_counts_as_marked(self):
        tally = ItemTally()
        tally.add(mark=1, rest=1, answer="a")
        tally.add(mark=0.5, rest=1, answer="b")
        tally.add(mark=0, rest=0, answer=None)

        assert tally.difficulty == 0.5
        assert (tally.asked, tally.answered) == (3, 2)

    def test_somebody_who_answered_nothing_is_asked_but_says_nothing(self):
        tally = ItemTally()
        tally.add(mark=1, rest=1, answer="a")
        tally.skip()

        assert (tally.asked, tally.answered, tally.difficulty) == (2, 1, 1)

    def test_discrimination_leaves_the_question_out_of_what_it_is_held_against(self):
        # Item marks 1 1 0 0; rests (of the two others) 1, .5, .5, 0.
        # Deviations ½ ½ -½ -½ and ½ 0 0 -½: products ½, squares 1 and ½: ½ / sqrt(½) = 0.7071.
        # With the item in it, the total would give 0.9045.
        tally = tally_of([[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]])

        assert tally.discrimination == pytest.approx(0.5**0.5)

    def test_a_question_that_the_better_get_wrong_discriminates_negatively(self):
        tally = tally_of([[0, 1, 1], [0, 1, 1], [1, 0, 0], [1, 0, 1]])

        assert tally.discrimination < 0

    def test_what_nobody_was_asked_has_no_figures(self):
        tally = ItemTally()

        assert (tally.difficulty, tally.discrimination, tally.median_seconds) == (None, None, None)

    def test_the_only_question_of_a_section_has_no_discrimination(self):
        assert tally_of([[1], [0], [1]]).discrimination is None

    def test_time_is_the_median_of_the_times_that_are_known(self):
        tally = ItemTally()
        for seconds in (20.2, None, 31.0, 86_400.0):
            tally.add(mark=1, rest=1, answer="a", seconds=seconds)

        assert tally.median_seconds == 31

    @given(st.lists(st.lists(marks, min_size=3, max_size=3), max_size=30))
    def test_figures_keep_within_their_bounds(self, sections):
        tally = tally_of(sections)

        assert tally.difficulty is None or 0 <= tally.difficulty <= 1
        assert tally.discrimination is None or -1 <= tally.discrimination <= 1

    @given(
        st.lists(st.lists(marks, min_size=3, max_size=3), max_size=30),
        st.randoms(use_true_random=False),
    )
    def test_who_came_first_makes_no_difference(self, sections, chance):
        shuffled = list(sections)
        chance.shuffle(shuffled)

        once, again = tally_of(sections), tally_of(shuffled)

        assert once.difficulty == again.difficulty
        assert once.discrimination == again.discrimination


class TestSeconds:
    START = datetime(2026, 3, 2, 9, 0)

    def at(self, *seconds):
        return tuple(self.START + timedelta(seconds=number) for number in seconds)

    def test_a_question_takes_from_leaving_the_one_before_to_its_last_save(self):
        saves = [self.at(20, 30), self.at(70, 75)]

        assert seconds_on_questions(self.START, saves) == [30, 45]

    def test_the_order_in_which_they_were_answered_counts_and_not_where_they_stand(self):
        saves = [self.at(70, 75), self.at(20, 30)]

        assert seconds_on_questions(self.START, saves) == [45, 30]

    def test_who_came_back_left_at_a_time_nobody_knows(self):
        # The first was changed after the second was begun: neither time is known.
        saves = [self.at(20, 90), self.at(50, 60), self.at(75, 80)]

        assert seconds_on_questions(self.START, saves) == [None, None, 20]

    def test_no_response_has_no_time(self):
        assert seconds_on_questions(self.START, []) == []

    @given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=8))
    def test_the_known_times_never_add_up_to_more_than_the_attempt(self, spans):
        saves = [self.at(first, first + more) for first, more in spans]

        known = [s for s in seconds_on_questions(self.START, saves) if s is not None]

        assert all(seconds >= 0 for seconds in known)
        assert sum(known) <= max((first + more for first, more in spans), default=0)
