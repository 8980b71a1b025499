"""A lesson's body as its template draws it: what is the learner's own filled in.

What is the same for everybody is drawn once for a lesson (`common_parts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from wagtail.blocks import StreamValue

from accounts.models import User
from accounts.prepared import PreparedQuery
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
    """A block that is the same for everybody, as its own template draws it."""

    html: SafeString


@dataclass(frozen=True, slots=True)
class HeadingPart:
    anchor: str
    text: str
    level: int
    html: SafeString


@dataclass(frozen=True, slots=True)
class CheckPart:
    """`html` as long as nobody has answered: that looks the same for everybody."""

    template: ClassVar[str] = "learning/blocks/check.html"
    inner_template: ClassVar[str] = "learning/blocks/_check.html"
    id: UUID
    action: str
    definition: Mapping[str, Any]
    question: QuestionContext
    outcome: Outcome | None = None
    html: SafeString | None = None


@dataclass(frozen=True, slots=True)
class ReflectionPart:
    template: ClassVar[str] = "learning/blocks/reflection.html"
    inner_template: ClassVar[str] = "learning/blocks/_reflection_status.html"
    html: ClassVar[None] = None
    id: UUID
    action: str
    prompt: str
    help: str
    text: str = ""
    is_kept: bool = False
    error: str = ""


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
    html: ClassVar[None] = None
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


@dataclass(frozen=True, slots=True)
class UnwalkedScenario:
    """A scenario before it is known who walks it."""

    id: UUID
    action: str
    scenario: Scenario
    level: int


Part = BlockPart | HeadingPart | CheckPart | ReflectionPart | ScenarioPart
# What a lesson is for everybody: checks without an answer, reflections without words.
CommonPart = BlockPart | HeadingPart | CheckPart | ReflectionPart | UnwalkedScenario


def common_parts(lesson: LessonPage) -> tuple[CommonPart, ...]:
    """The body's parts in order, before anything of a learner's is filled in."""
    return tuple(_common_parts(lesson))


def _common_parts(lesson: LessonPage) -> Iterator[CommonPart]:
    headings = _Headings()
    for block in lesson.body:
        block_id = _id_of(block)
        match block.block_type:
            case "heading":
                yield headings.part(block.value["text"], int(block.value["level"]))
            case "check":
                check = CheckPart(
                    id=block_id,
                    action=_action("lesson_check", lesson, block_id),
                    definition=(definition := definition_in(block)),
                    question=_question(definition, block_id),
                )
                yield replace(check, html=_drawn(check.template, check))
            case "scenario":
                yield UnwalkedScenario(
                    id=block_id,
                    action=_action("lesson_scenario", lesson, block_id),
                    scenario=scenario_in(block),
                    level=headings.below,
                )
            case "reflection":
                yield ReflectionPart(
                    id=block_id,
                    action=_action("lesson_reflection", lesson, block_id),
                    prompt=block.value["prompt"],
                    help=block.value["help"],
                )
            case _:
                yield BlockPart(mark_safe(block.render_as_block()))  # noqa: S308 - a template's


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
    common = lesson.common_parts
    kept = _reflections([p.id for p in common if isinstance(p, ReflectionPart)], learner)
    chosen = _choices([p.id for p in common if isinstance(p, UnwalkedScenario)], learner)
    parts: list[Part] = []
    for part in common:
        match part:
            case CheckPart() if part.id in shown.answers or part.id in shown.errors:
                parts.append(_answered(part, shown))
            case UnwalkedScenario():
                scenario = _scenario(
                    part,
                    choices=chosen.get(part.id, []),
                    walked=None if learner is not None else shown.walks.get(part.id, ()),
                    anew=part.id in shown.anew,
                    behaviours=behaviours,
                )
                parts += [scenario] if scenario is not None else []
            case ReflectionPart():
                parts.append(_written(part, kept.get(part.id), shown))
            case _:
                parts.append(part)
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
        html = format_html('<h{0} id="{1}">{2}</h{0}>', self.level, anchor, text)
        return HeadingPart(anchor=anchor, text=text, level=self.level, html=html)


def _drawn(template: str, part: CommonPart) -> SafeString:
    return mark_safe(render_to_string(template, {"part": part}))  # noqa: S308 - a template's


def _id_of(block: StreamValue.StreamChild) -> UUID:
    """A block of a draft that is previewed before it was ever saved has no id yet."""
    return UUID(block.id) if block.id else UUID(int=0)


def _reflections(ids: Sequence[UUID], learner: User | None) -> dict[UUID, str]:
    if learner is None or not ids:
        return {}
    return dict(_reflections_in_as_many(len(ids))(learner.pk, *ids))


@lru_cache(maxsize=32)
def _reflections_in_as_many(blocks: int) -> PreparedQuery:
    return PreparedQuery(
        lambda learner_id, *ids: (
            Reflection.objects.filter(learner_id=learner_id, block_id__in=ids)
            .order_by()
            .values_list("block_id", "text")
        ),
        int,
        *[UUID] * blocks,
    )


def _choices(ids: Sequence[UUID], learner: User | None) -> dict[UUID, list[ScenarioChoice]]:
    if learner is None or not ids:
        return {}
    chosen: dict[UUID, list[ScenarioChoice]] = {}
    for choice in ScenarioChoice.objects.filter(learner=learner, block_id__in=ids):
        chosen.setdefault(choice.block_id, []).append(choice)
    return chosen


def _action(name: str, lesson: LessonPage, block_id: UUID) -> str:
    return reverse(name, args=[lesson.pk, block_id])


def _question(
    definition: Mapping[str, Any],
    block_id: UUID,
    answer: dict[str, Any] | None = None,
    error: str = "",
) -> QuestionContext:
    question = presented_question(
        definition, seed=block_id.int, prefix=prefix_of(block_id), answer=answer, error=error
    )
    assert question is not None
    return question


def _answered(part: CheckPart, shown: Shown) -> CheckPart:
    answer, error = shown.answers.get(part.id), shown.errors.get(part.id, "")
    return replace(
        part,
        question=_question(part.definition, part.id, answer, error),
        outcome=shown.outcomes.get(part.id),
        html=None,
    )


def _written(part: ReflectionPart, kept: str | None, shown: Shown) -> ReflectionPart:
    return replace(
        part,
        text=shown.drafts.get(part.id, kept or ""),
        is_kept=kept is not None,
        error=shown.errors.get(part.id, ""),
    )


def _scenario(
    part: UnwalkedScenario,
    *,
    choices: Sequence[ScenarioChoice],
    walked: Choices | None,
    anew: bool,
    behaviours: Mapping[str, str],
) -> ScenarioPart | None:
    scenario = part.scenario
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
        id=part.id,
        action=part.action,
        title=scenario.title,
        level=part.level,
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
