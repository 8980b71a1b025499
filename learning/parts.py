"""A lesson's body as its template draws it: what is the learner's own filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.text import slugify
from wagtail.blocks import StreamValue

from accounts.models import User
from assessments import question_types
from assessments.presenting import presented_question
from assessments.question_types import Outcome, QuestionContext
from learning.choosing import Run, run_of
from learning.models import LessonPage, Reflection, ScenarioChoice
from learning.scenarios import Scenario, Step, scenario_of, walk

Choices = Sequence[tuple[str, str]]
_LONGEST_WALK = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """What an action has to show in its lesson, by the id of the block it is about.

    `outcomes` and `answers` of knowledge checks, `drafts` of reflections that were not kept,
    with `errors` for both; `walks` of visitors; `anew` for scenarios to be walked once more.
    `note` is one that was not kept, and `note_error` says why.
    """

    answers: Mapping[UUID, dict[str, Any]] = field(default_factory=dict)
    outcomes: Mapping[UUID, Outcome] = field(default_factory=dict)
    drafts: Mapping[UUID, str] = field(default_factory=dict)
    errors: Mapping[UUID, str] = field(default_factory=dict)
    walks: Mapping[UUID, Choices] = field(default_factory=dict)
    anew: frozenset[UUID] = frozenset()
    note: str = ""
    note_error: str = ""


@dataclass(frozen=True, slots=True)
class BlockPart:
    """A block that is the same for everybody; it brings its own template."""

    block: Any


@dataclass(frozen=True, slots=True)
class HeadingPart:
    template: ClassVar[str] = "learning/blocks/heading.html"
    anchor: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class CheckPart:
    template: ClassVar[str] = "learning/blocks/check.html"
    inner_template: ClassVar[str] = "learning/blocks/_check.html"
    id: UUID
    action: str
    question: QuestionContext
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class ReflectionPart:
    template: ClassVar[str] = "learning/blocks/reflection.html"
    inner_template: ClassVar[str] = "learning/blocks/_reflection_status.html"
    id: UUID
    action: str
    prompt: str
    help: str
    text: str
    is_kept: bool
    error: str


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """`value` is what choosing it sends."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A behaviour that the choices of a walk were about, and how often they showed it."""

    behaviour: str
    shown: int
    missed: int


@dataclass(frozen=True, slots=True)
class ScenarioPart:
    """`is_kept`: the choices are stored, so each is posted; else the walk is in the address."""

    template: ClassVar[str] = "learning/blocks/scenario.html"
    inner_template: ClassVar[str] = "learning/blocks/_scenario.html"
    id: UUID
    action: str
    title: str
    level: int
    run: Run
    choices: tuple[OpenChoice, ...]
    findings: tuple[Finding, ...]
    is_kept: bool

    @property
    def restart_url(self) -> str:
        return f"{self.action}?again=1" if self.is_kept else self.action


Part = BlockPart | HeadingPart | CheckPart | ReflectionPart | ScenarioPart


def parts_of(
    lesson: LessonPage,
    *,
    learner: User | None,
    behaviours: Mapping[str, str],
    shown: Shown | None = None,
) -> list[Part]:
    """The body's parts in order: one query if there are reflections, one if scenarios.

    `behaviours` are those of the module's competency, slug to text.
    """
    shown = shown or Shown()
    kept = _reflections(lesson.body, learner)
    chosen = _choices(lesson.body, learner)
    parts: list[Part] = []
    headings = _Headings()
    for block in lesson.body:
        block_id = _id_of(block)
        match block.block_type:
            case "heading":
                parts.append(headings.part(block.value["text"], int(block.value["level"])))
            case "check":
                parts.append(_check(lesson, block_id, block, shown))
            case "scenario":
                part = _scenario(
                    lesson,
                    block_id,
                    scenario=scenario_in(block),
                    level=headings.below,
                    choices=chosen.get(block_id, []),
                    walked=None if learner is not None else shown.walks.get(block_id, ()),
                    anew=block_id in shown.anew,
                    behaviours=behaviours,
                )
                parts += [part] if part is not None else []
            case "reflection":
                parts.append(_reflection(lesson, block_id, block, kept.get(block_id), shown))
            case _:
                parts.append(BlockPart(block))
    return parts


def block_in(lesson: LessonPage, block_id: UUID, block_type: str) -> Any | None:
    """The block of that id and type in the lesson's published body."""
    return next(
        (b for b in lesson.body if b.block_type == block_type and b.id == str(block_id)), None
    )


def scenario_in(block: Any) -> Scenario:
    return scenario_of(block.block.get_prep_value(block.value))


def definition_in(block: Any) -> dict[str, Any]:
    """The question of a knowledge check, in the form of a question's definition."""
    child = block.value[0]
    return {
        "type": child.block_type,
        **question_types.plain(child.block.get_prep_value(child.value)),
    }


def prefix_of(block_id: UUID) -> str:
    return f"check-{block_id}"


def walk_in_words(choices: Choices) -> str:
    """A walk as it stands in an address: `scene.choice~scene.choice`."""
    return "~".join(f"{scene}.{choice}" for scene, choice in choices)


def walk_from_words(words: str) -> list[tuple[str, str]]:
    pairs = [tuple(step.split(".")) for step in words.split("~")[:_LONGEST_WALK]]
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]


class _Headings:
    """Gives headings their anchors, and keeps their levels in order below the lesson's title."""

    def __init__(self) -> None:
        self.level = 1
        self.taken: set[str] = set()

    @property
    def below(self) -> int:
        """The level for a title inside of the section that was begun last."""
        return 3 if self.level > 1 else 2

    def part(self, text: str, level: int) -> HeadingPart:
        self.level = min(level, self.level + 1)
        stem = slugify(text) or "section"
        anchor, number = stem, 2
        while anchor in self.taken:
            anchor, number = f"{stem}-{number}", number + 1
        self.taken.add(anchor)
        return HeadingPart(anchor=anchor, text=text, level=self.level)


def _ids(body: StreamValue, block_type: str) -> list[UUID]:
    return [_id_of(block) for block in body if block.block_type == block_type]


def _id_of(block: StreamValue.StreamChild) -> UUID:
    """A block of a draft that is previewed before it was ever saved has no id yet."""
    return UUID(block.id) if block.id else UUID(int=0)


def _reflections(body: StreamValue, learner: User | None) -> dict[UUID, Reflection]:
    ids = _ids(body, "reflection")
    if learner is None or not ids:
        return {}
    mine = Reflection.objects.filter(learner=learner, block_id__in=ids)
    return {reflection.block_id: reflection for reflection in mine}


def _choices(body: StreamValue, learner: User | None) -> dict[UUID, list[ScenarioChoice]]:
    ids = _ids(body, "scenario")
    if learner is None or not ids:
        return {}
    chosen: dict[UUID, list[ScenarioChoice]] = {}
    for choice in ScenarioChoice.objects.filter(learner=learner, block_id__in=ids):
        chosen.setdefault(choice.block_id, []).append(choice)
    return chosen


def _action(name: str, lesson: LessonPage, block_id: UUID) -> str:
    return reverse(name, args=[lesson.pk, block_id])


def _check(lesson: LessonPage, block_id: UUID, block: Any, shown: Shown) -> CheckPart:
    question = presented_question(
        definition_in(block),
        seed=block_id.int,
        prefix=prefix_of(block_id),
        answer=shown.answers.get(block_id),
        error=shown.errors.get(block_id, ""),
    )
    assert question is not None
    return CheckPart(
        id=block_id,
        action=_action("lesson_check", lesson, block_id),
        question=question,
        outcome=shown.outcomes.get(block_id),
    )


def _reflection(
    lesson: LessonPage, block_id: UUID, block: Any, kept: Reflection | None, shown: Shown
) -> ReflectionPart:
    return ReflectionPart(
        id=block_id,
        action=_action("lesson_reflection", lesson, block_id),
        prompt=block.value["prompt"],
        help=block.value["help"],
        text=shown.drafts.get(block_id, kept.text if kept is not None else ""),
        is_kept=kept is not None,
        error=shown.errors.get(block_id, ""),
    )


def _scenario(
    lesson: LessonPage,
    block_id: UUID,
    *,
    scenario: Scenario,
    level: int,
    choices: Sequence[ScenarioChoice],
    walked: Choices | None,
    anew: bool,
    behaviours: Mapping[str, str],
) -> ScenarioPart | None:
    if walked is None:
        run = run_of(scenario, choices, anew=anew)
    else:
        found = walk(scenario, walked)
        run = Run(number=1, walk=found) if found is not None else None
    if run is None:
        return None
    so_far = [(step.scene.key, step.choice.key) for step in run.walk.steps]
    now = run.walk.now
    return ScenarioPart(
        id=block_id,
        action=_action("lesson_scenario", lesson, block_id),
        title=scenario.title,
        level=level,
        run=run,
        choices=tuple(
            OpenChoice(
                value=(
                    choice.key
                    if walked is None
                    else walk_in_words([*so_far, (now.key, choice.key)])
                ),
                text=choice.text,
            )
            for choice in now.choices
        ),
        findings=_findings(run.walk.steps, behaviours) if now.is_ending else (),
        is_kept=walked is None,
    )


def _findings(steps: Sequence[Step], behaviours: Mapping[str, str]) -> tuple[Finding, ...]:
    counts: dict[str, list[int]] = {}
    for step in steps:
        if text := behaviours.get(step.choice.behaviour):
            count = counts.setdefault(text, [0, 0])
            count[0 if step.choice.shows else 1] += 1
    return tuple(Finding(text, shown, missed) for text, (shown, missed) in counts.items())
