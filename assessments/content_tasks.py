"""Performance tasks and their rubrics in the content folder: reading them, and loading them.

A course has its tasks in `tasks.yaml`; a step of a pathway has one in `tasks/<slug>.yaml`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import ProtectedError

from assessments import rubrics
from assessments.content_blocks import comparable, normal, stable_id
from assessments.content_markdown import rich_text
from assessments.models import EvidenceKind, Level, PerformanceTask, Rubric
from badges.content import COMPETENCY, REQUIREMENT, fields_of
from badges.content_files import Folder, Problems, Source
from badges.content_loading import Item, Kind, Loading, State, longest
from badges.content_reading import LEVELS, BadgeContent, known_or_complain
from badges.content_shapes import (
    Shape,
    fits,
    flag,
    list_of,
    one_of,
    record,
    set_of,
    slug,
    text,
    whole_number,
)

_LONGEST_CELL = 1000
_CRITERION = record(
    {
        "key": slug("Short name; ratings are compared by it", longest=60),
        "name": text("What one looks at, in a few words", longest=120),
        **{
            level: text(f"What one sees at the level “{name}”", longest=_LONGEST_CELL)
            for level, name in rubrics.LEVELS.items()
        },
    }
)
_OF_ANY_TASK = {
    "title": text("Title of the task", longest=longest(PerformanceTask, "title")),
    "evidence": set_of(
        "What may be handed in",
        one_of("A kind of evidence", *EvidenceKind.values),
        least=1,
    ),
    "instructions": text("What to do and what to hand in, in Markdown"),
    "rubric": record(
        {
            "name": text("Name of the rubric", longest=longest(Rubric, "name")),
            "criteria": list_of(
                "What is looked at",
                _CRITERION,
                least=rubrics.FEWEST_CRITERIA,
                most=rubrics.MOST_CRITERIA,
            ),
        }
    ),
}
_MORE = {
    "supervisor": flag("Whether somebody who saw the work rates it as well, by a link"),
    "required_level": one_of("The level to reach on each criterion", *Level.values),
    "second_rating_percent": whole_number("Share that is rated twice", least=0, most=100),
    "claim_hours": whole_number("Hours an assessor may keep it", least=1, most=24 * 60),
}
COURSE_TASK = record(
    {
        "id": slug("Unique in the file"),
        "competency": slug("Slug of the competency that it shows"),
        **_OF_ANY_TASK,
    },
    _MORE,
)
STEP_TASK = record(
    {
        "pathway": slug("Slug of the pathway"),
        "level": one_of("Level of the pathway", *LEVELS),
        "step": slug("The step of that level which it fulfils"),
        **_OF_ANY_TASK,
    },
    _MORE,
)
SCHEMAS: dict[str, tuple[str, Shape]] = {
    "tasks": ("The performance tasks of a course", list_of("Tasks", COURSE_TASK)),
    "task": ("The performance task of a pathway's step", STEP_TASK),
}
_TAKEN = {
    EvidenceKind.TEXT: "takes_text",
    EvidenceKind.FILE: "takes_files",
    EvidenceKind.LINK: "takes_links",
    EvidenceKind.JOURNAL: "takes_journal",
    EvidenceKind.SCENARIO: "takes_scenarios",
}
_SETTINGS = ("required_level", "needs_supervisor", "second_rating_percent", "claim_hours")
# What a task is that says nothing of it.
USUAL_TERMS: dict[str, Any] = {
    "supervisor": False,
    "required_level": Level.PROFICIENT.value,
    "second_rating_percent": 0,
    "claim_hours": 48,
}


@dataclass(frozen=True, slots=True)
class TaskContent:
    """A task; `slug` is its address, and its rubric's. `instructions` are rich text.

    It shows the `competency`, or fulfils the `step`: pathway, level, step.
    """

    slug: str
    source: Source
    instructions: str
    competency: str = ""
    step: tuple[str, str, str] | None = None


def read_of_course(
    folder: Folder, course: str, source: Source, badges: BadgeContent
) -> dict[str, TaskContent]:
    """The tasks of a course by their ids; what is wrong is in `folder.problems`."""
    problems = folder.problems
    if not isinstance(source.value, list):
        source.complain(problems, "The file must hold a list. Begin each task with - id:.")
        return {}
    found: dict[str, TaskContent] = {}
    for number in range(len(source.value)):
        entry = source.part(number)
        if not fits(entry, COURSE_TASK, problems):
            continue
        name = entry.value["id"]
        if name in found:
            entry.complain(
                problems,
                f"“{name}” is the id of line {found[name].source.line('id')} already.",
                "id",
            )
            continue
        known_or_complain(entry, badges.competencies, problems, "competency", "competency")
        found[name] = TaskContent(
            f"{course}-{name}",
            entry,
            _instructions(entry, problems),
            competency=entry.value["competency"],
        )
        _check_rubric(entry, problems)
    return found


def read_of_steps(folder: Folder, badges: BadgeContent) -> list[TaskContent]:
    """The tasks that are steps of pathways; a site need not have any."""
    path = folder.root / "tasks"
    if not path.is_dir():
        return []
    found = []
    for file in folder.files(path, ".yaml"):
        source = folder.yaml(file) if folder.is_slug(file) else None
        if source is None or not fits(source, STEP_TASK, folder.problems):
            continue
        step = tuple(source.value[name] for name in ("pathway", "level", "step"))
        _check_step(source, badges, folder.problems)
        _check_rubric(source, folder.problems)
        instructions = _instructions(source, folder.problems)
        found.append(TaskContent(file.stem, source, instructions, step=step))
    return found


def _instructions(source: Source, problems: Problems) -> str:
    found = rich_text(
        source.value["instructions"],
        file=source.file,
        line=source.line("instructions"),
        problems=problems,
        headings=True,
    )
    if "<h2" in found:
        source.complain(problems, "Headings in instructions begin with ###.", "instructions")
    return found


def _check_rubric(source: Source, problems: Problems) -> None:
    for message in rubrics.problems(definition_of(source.value["rubric"])):
        source.complain(problems, message, "rubric")


def _check_step(source: Source, badges: BadgeContent, problems: Problems) -> None:
    value = source.value
    if not known_or_complain(source, badges.pathways, problems, "pathway", "pathway"):
        return
    kinds = {
        requirement["step"]: requirement["kind"]
        for level in badges.pathways[value["pathway"]].value["levels"]
        if level["level"] == value["level"]
        for requirement in level["requirements"]
        if "step" in requirement
    }
    if not known_or_complain(source, kinds, problems, "step", "step"):
        return
    if kinds[value["step"]] == "eligibility":
        source.complain(problems, "Staff confirm an eligibility: it has no task.", "step")


def definition_of(rubric: Any) -> dict[str, Any]:
    """A rubric of the files as `assessments.rubrics` reads it."""
    return {
        "name": rubric["name"],
        "criteria": [
            {
                "key": criterion["key"],
                "name": criterion["name"],
                "levels": {level: criterion[level] for level in rubrics.LEVELS},
            }
            for criterion in rubric["criteria"]
        ],
    }


def load(contents: Sequence[TaskContent], loading: Loading) -> None:
    loading.settle(RUBRIC, _rubrics(contents, loading), len(contents))
    loading.settle(TASK, _tasks(contents, loading), len(contents))


def _rubrics(contents: Sequence[TaskContent], loading: Loading) -> Iterator[Item]:
    by_id = Rubric.objects.in_bulk()
    by_slug = {rubric.slug: rubric for rubric in by_id.values()}
    block = Rubric._meta.get_field("criteria").stream_block  # type: ignore[union-attr]
    for content in contents:
        key = RUBRIC.key(content.slug)
        found = loading.find(key, by_id, by_slug.get(content.slug))
        entry = content.source.value["rubric"]
        criteria = [
            {
                "type": "criterion",
                "value": criterion,
                "id": stable_id("rubric", content.slug, criterion["key"]),
            }
            for criterion in entry["criteria"]
        ]
        wanted = {
            "slug": content.slug,
            "name": entry["name"],
            "criteria": normal(block, criteria),
            "live": True,
            "draft": False,
        }

        def write(found: Rubric | None = found, wanted: State = wanted) -> Rubric:
            rubric = found or Rubric(live=False)
            rubric.slug, rubric.name = wanted["slug"], wanted["name"]
            rubric.criteria = json.dumps(wanted["criteria"])
            if found is None:
                rubric.save()
            rubric.save_revision().publish()
            return Rubric.objects.get(pk=rubric.pk)

        yield Item(key, wanted, found, write)


def _state_of_rubric(rubric: Rubric) -> State:
    return {
        **fields_of(rubric, "slug", "name", "live"),
        "criteria": normal(rubric.criteria.stream_block, list(rubric.criteria.raw_data)),
        "draft": rubric.has_unpublished_changes,
    }


def _tasks(contents: Sequence[TaskContent], loading: Loading) -> Iterator[Item]:
    by_id = {
        task.pk: task
        for task in PerformanceTask.objects.select_related(
            "competency", "rubric", "requirement__level__pathway"
        )
    }
    by_slug = {task.slug: task for task in by_id.values()}
    for content in contents:
        key = TASK.key(content.slug)
        found = loading.find(key, by_id, by_slug.get(content.slug))
        entry = content.source.value
        terms = {name: entry.get(name, usual) for name, usual in USUAL_TERMS.items()}
        wanted = {
            "slug": content.slug,
            "title": entry["title"],
            "competency": content.competency,
            "step": list(content.step) if content.step else None,
            "rubric": content.slug,
            "instructions": content.instructions,
            "evidence": sorted(entry["evidence"]),
            "needs_supervisor": terms["supervisor"],
            **{name: terms[name] for name in _SETTINGS if name in terms},
            "live": True,
            "draft": False,
        }

        def write(
            found: PerformanceTask | None = found,
            wanted: State = wanted,
            step: tuple[str, str, str] | None = content.step,
        ) -> PerformanceTask:
            task = found or PerformanceTask(live=False)
            for name in ("slug", "title", "instructions", *_SETTINGS):
                setattr(task, name, wanted[name])
            for kind, name in _TAKEN.items():
                setattr(task, name, kind.value in wanted["evidence"])
            task.competency = loading.record(COMPETENCY.key(wanted["competency"]))
            task.requirement = loading.record(REQUIREMENT.key(*step)) if step else None
            task.rubric = loading.record(RUBRIC.key(wanted["rubric"]))
            if found is None:
                task.save()
            task.save_revision().publish()
            return PerformanceTask.objects.select_related(
                "competency", "rubric", "requirement__level__pathway"
            ).get(pk=task.pk)

        yield Item(key, wanted, found, write)


def step_of(task: PerformanceTask) -> tuple[str, str, str] | None:
    """Pathway, level and step that a task fulfils, as the files name them."""
    if task.requirement is None:
        return None
    level = task.requirement.level
    names = {number.value: name for name, number in LEVELS.items()}
    return (level.pathway.slug, names[level.level], task.requirement.slug)


def _state_of_task(task: PerformanceTask) -> State:
    step = step_of(task)
    return {
        **fields_of(task, "slug", "title", "instructions", *_SETTINGS, "live"),
        "competency": task.competency.slug if task.competency else "",
        "step": list(step) if step else None,
        "rubric": task.rubric.slug,
        "evidence": sorted(task.kinds),
        "draft": task.has_unpublished_changes,
    }


def _withdraw(record: Rubric | PerformanceTask) -> bool:
    record.unpublish()
    return True


def _withdraw_task(task: PerformanceTask) -> bool:
    """Take away the task of a step that nobody has begun, so that the step can go as well; any
    other is unpublished."""
    if task.requirement_id is not None:
        try:
            task.delete()
        except ProtectedError:
            return _withdraw(task)
        return True
    return _withdraw(task)


RUBRIC = Kind("rubric", "rubrics", Rubric, _state_of_rubric, compared=comparable)
TASK = Kind(
    "task",
    "performance tasks",
    PerformanceTask,
    _state_of_task,
    withdraw=_withdraw_task,
    stays_deleted=True,
    compared=comparable,
)
