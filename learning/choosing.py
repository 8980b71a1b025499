"""Walking through a scenario: every choice is a row, and no row ever changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from learning.models import LessonPage, ScenarioChoice
from learning.scenarios import Scenario, Walk, walk


class CannotChoose(Exception):
    """That choice is not open (any more); `str()` tells the learner why."""

    def __init__(self) -> None:
        super().__init__(
            _("That choice is no longer open here. You see where you stand in the scenario now.")
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One time through a scenario. `number` counts from 1; the next choice is step `next_step`.

    `was_rewritten`: an editor changed the scenario after the run before this one had begun, so
    that it could not be gone on with.
    """

    number: int
    walk: Walk
    was_rewritten: bool = False

    @property
    def next_step(self) -> int:
        return len(self.walk.steps) + 1


def run_of(
    scenario: Scenario, choices: Sequence[ScenarioChoice], *, anew: bool = False
) -> Run | None:
    """The run a learner is in, from all their choices in the scenario; the next one if `anew`.

    None for a scenario without a first scene.
    """
    start = walk(scenario, [])
    if start is None:
        return None
    last = max((choice.run for choice in choices), default=0)
    made = [(choice.scene, choice.choice) for choice in choices if choice.run == last]
    so_far = walk(scenario, made)
    if anew or not last or so_far is None:
        return Run(number=last + 1, walk=start)
    if len(so_far.steps) < len(made):
        return Run(number=last + 1, walk=start, was_rewritten=True)
    return Run(number=last, walk=so_far)


def choose(
    *,
    learner: User,
    lesson: LessonPage,
    block_id: UUID,
    scenario: Scenario,
    run: int,
    step: int,
    scene: str,
    choice: str,
) -> ScenarioChoice:
    """Record a choice; the row that is there, if that step of the run was chosen before.

    Raises CannotChoose for one that the scenario does not offer at that point, or for a run
    that is neither the last nor the next.
    """
    with transaction.atomic():
        # Two tabs walk one behind the other: each sees the other's rows.
        User.objects.select_for_update().get(pk=learner.pk)
        mine = list(ScenarioChoice.objects.filter(learner=learner, block_id=block_id))
        for row in mine:
            if (row.run, row.step) == (run, step):
                return row
        last = max((row.run for row in mine), default=0)
        current = run_of(scenario, mine, anew=run == last + 1)
        if current is None or (current.number, current.next_step) != (run, step):
            raise CannotChoose
        now = current.walk.now
        if now.key != scene or now.choice(choice) is None:
            raise CannotChoose
        return ScenarioChoice.objects.create(
            learner=learner,
            lesson=lesson,
            block_id=block_id,
            run=run,
            step=step,
            scene=scene,
            choice=choice,
        )
