import pytest

from learning.models import Reflection
from learning.reflecting import LONGEST, NotKept, discard_reflection, keep_reflection
from tests.learning.lesson_bodies import REFLECTION

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(learner, rich_lesson):
    def keep(text, who=learner):
        return keep_reflection(
            learner=who, lesson=rich_lesson, block_id=REFLECTION, prompt="How?", text=text
        )

    return keep


def test_writing_again_changes_the_one_reflection(write):
    write("First.")
    write("Second.")
    assert Reflection.objects.get().text == "Second."


def test_an_empty_text_keeps_what_was_written(write):
    write("Something.")
    with pytest.raises(NotKept):
        write("  \n ")
    assert Reflection.objects.get().text == "Something."


def test_a_text_that_is_too_long_says_by_how_much_and_changes_nothing(write):
    write("Short.")
    with pytest.raises(NotKept, match="3 characters too long"):
        write("x" * (LONGEST + 3))
    assert Reflection.objects.get().text == "Short."


def test_the_longest_text_is_kept(write):
    assert len(write("x" * LONGEST).text) == LONGEST


def test_control_characters_are_cleaned_away(write):
    assert write("a\x00b\r\nc").text == "ab\nc"


def test_discarding_deletes_only_ones_own(write, learner, other_learner):
    write("Mine.")
    write("Theirs.", who=other_learner)
    assert discard_reflection(learner=learner, block_id=REFLECTION)
    assert Reflection.objects.get().learner == other_learner


def test_discarding_nothing_says_so(learner):
    assert not discard_reflection(learner=learner, block_id=REFLECTION)


def test_a_reflection_outlives_its_lesson(write, rich_lesson):
    write("Mine.")
    rich_lesson.delete()
    kept = Reflection.objects.get()
    assert (kept.lesson, kept.prompt, kept.text) == (None, "How?", "Mine.")
