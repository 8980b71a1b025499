import pytest

from learning.choosing import CannotChoose, choose, run_of
from learning.models import ScenarioChoice
from learning.parts import block_in, scenario_in
from tests.learning.lesson_bodies import SCENARIO, choice, scenario, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def choosing(learner, rich_lesson):
    """Make a choice of Lena's in the lesson's scenario."""

    def make(key, scene_key, *, run=1, step=1, who=learner):
        return choose(
            learner=who,
            lesson=rich_lesson,
            block_id=SCENARIO,
            scenario=scenario_in(block_in(rich_lesson, SCENARIO, "scenario")),
            run=run,
            step=step,
            scene=scene_key,
            choice=key,
        )

    return make


def test_each_choice_of_a_walk_is_a_row(choosing):
    choosing("ask", "opening")
    choosing("listen", "middle", step=2)
    rows = ScenarioChoice.objects.values_list("run", "step", "scene", "choice")
    assert list(rows) == [(1, 1, "opening", "ask"), (1, 2, "middle", "listen")]


def test_the_same_step_sent_twice_is_one_row_and_the_first_stays(choosing):
    first = choosing("ask", "opening")
    assert choosing("wait", "opening") == first
    assert ScenarioChoice.objects.get().choice == "ask"


def test_a_choice_that_the_scene_does_not_offer_is_refused(choosing):
    with pytest.raises(CannotChoose):
        choosing("listen", "opening")
    assert not ScenarioChoice.objects.exists()


def test_a_step_cannot_be_skipped(choosing):
    with pytest.raises(CannotChoose):
        choosing("listen", "middle", step=2)


def test_walking_again_is_a_run_of_its_own_and_keeps_the_first(choosing):
    choosing("wait", "opening")
    choosing("ask", "opening", run=2)
    rows = ScenarioChoice.objects.values_list("run", "choice")
    assert list(rows) == [(1, "wait"), (2, "ask")]


def test_a_run_far_ahead_is_refused(choosing):
    choosing("wait", "opening")
    with pytest.raises(CannotChoose):
        choosing("ask", "opening", run=3)


def test_two_learners_walk_without_one_another(choosing, other_learner):
    choosing("ask", "opening")
    choosing("wait", "opening", who=other_learner)
    assert ScenarioChoice.objects.count() == 2


def test_after_an_edit_that_breaks_a_walk_one_starts_anew_and_the_choices_stay(
    choosing, learner, rich_lesson
):
    choosing("ask", "opening")
    body = scenario(scene("opening", choice("call", "end"), choice("wait", "end")), scene("end"))
    rich_lesson.body = [body]
    rich_lesson.save()
    rich_lesson.refresh_from_db()
    changed = scenario_in(block_in(rich_lesson, SCENARIO, "scenario"))
    run = run_of(changed, list(ScenarioChoice.objects.all()))
    assert run is not None
    assert (run.number, run.next_step, run.was_rewritten) == (2, 1, True)
    choosing("call", "opening", run=2)
    assert ScenarioChoice.objects.count() == 2
