"""What the content folder says about assessments and their questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessments import content_tasks, question_types
from assessments.content_tasks import TaskContent
from assessments.models import Assessment, Question, TaskRole
from assessments.question_types import QUESTION_TYPES
from badges.content_files import Folder, Problems, Source
from badges.content_loading import longest
from badges.content_reading import BadgeContent, known_or_complain
from badges.content_shapes import (
    Shape,
    fits,
    flag,
    list_of,
    one_of,
    record,
    slug,
    text,
    whole_number,
)

ASSESSMENT = record(
    {
        "title": text("Title of the assessment", longest=longest(Assessment, "title")),
        "badge": slug("Slug of the badge that it awards"),
        "introduction": text("What to expect, in plain words"),
        "sections": list_of(
            "One for each competency of the badge",
            record(
                {
                    "competency": slug("Slug of the competency"),
                    "questions": whole_number(
                        "How many are drawn for an attempt; 0: the task alone", least=0, most=50
                    ),
                    "mastery_mark": whole_number(
                        "Percent of the competency's marks", least=1, most=100
                    ),
                },
                {
                    "task": slug("Id of a task in tasks.yaml"),
                    "task_role": one_of(
                        "Whether the task is asked beside the questions, or may be handed in "
                        "instead of them",
                        *TaskRole.values,
                    ),
                },
            ),
            least=1,
        ),
    },
    {
        "max_attempts": whole_number("Attempts allowed", least=1, most=1000),
        "wait_hours": whole_number("Hours between attempts", least=0, most=10_000),
        "time_limit_minutes": whole_number("Time limit of an attempt", least=5, most=10_000),
        "feedback": one_of("What is said after an attempt", *Assessment.Feedback.values),
        "carries_over": flag("Whether a competency shown for another badge counts"),
    },
)
MOST_LONGEST_RIGHT = 0.4
FEWEST_TO_COMPARE = 8
# The rules of an assessment that says nothing of them.
USUAL_POLICY: dict[str, Any] = {
    "max_attempts": None,
    "wait_hours": 0,
    "time_limit_minutes": None,
    "feedback": Assessment.Feedback.BEHAVIOURS.value,
    "carries_over": False,
}
_NO_COURSES = {"badges", "pathways", "pages", "schemas", "tasks"}
# What every question has; the rest is the business of its type.
_PLACE = {
    "id": slug("Unique in the file", longest=longest(Question, "slug") or 80),
    "competency": slug("Slug of the competency"),
    "behaviour": slug("Slug of the behaviour that it asks for"),
}
SCHEMAS: dict[str, tuple[str, Shape]] = {
    **content_tasks.SCHEMAS,
    "assessment": ("An assessment", ASSESSMENT),
    "questions": (
        "Questions",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {**_PLACE, "type": {"enum": sorted(QUESTION_TYPES)}},
                "required": [*_PLACE, "type"],
                "allOf": [
                    {
                        "if": {"properties": {"type": {"const": key}}},
                        "then": {
                            name: value
                            for name, value in question_types.json_schema(question_type).items()
                            if name != "$schema"
                        },
                    }
                    for key, question_type in sorted(QUESTION_TYPES.items())
                ],
            },
        },
    ),
}


@dataclass(frozen=True, slots=True)
class AssessmentContent:
    """The assessment of the course folder `course`, its questions and its tasks by their ids."""

    course: str
    assessment: Source
    questions: dict[str, Source]
    tasks: dict[str, TaskContent]

    def competencies(self) -> list[str]:
        return [section["competency"] for section in self.assessment.value["sections"]]

    def task_slug(self, section: Mapping[str, Any]) -> str:
        """The slug of a section's task; empty without one."""
        task = self.tasks.get(section.get("task") or "")
        return task.slug if task is not None else ""


def course_folders(root: Path) -> list[Path]:
    """Every folder of the content folder but those that hold something else."""
    return sorted(
        path
        for path in root.iterdir()
        if path.is_dir() and path.name not in _NO_COURSES and not path.name.startswith(".")
    )


def read(folder: Folder, badges: BadgeContent) -> list[AssessmentContent]:
    """The assessments that could be read; what is wrong is in `folder.problems`."""
    found = []
    used: dict[str, str] = {}
    for path in course_folders(folder.root):
        assessment = folder.yaml(path / "assessment.yaml")
        questions = folder.yaml(path / "questions.yaml")
        has_tasks = (path / "tasks.yaml").exists()
        tasks = folder.yaml(path / "tasks.yaml") if has_tasks else None
        if assessment is None or not fits(assessment, ASSESSMENT, folder.problems):
            continue
        _check_badge(assessment, badges, folder.problems, used)
        known = _questions(questions, badges, folder.problems) if questions is not None else {}
        of_course = content_tasks.read_of_course(folder, path.name, tasks, badges) if tasks else {}
        content = AssessmentContent(path.name, assessment, known, of_course)
        _check_sections(content, badges, folder.problems)
        if questions is not None:
            _check_lengths(questions, known.values(), folder.problems)
        found.append(content)
    return found


def question_problems(source: Source, problems: Problems) -> bool:
    """Whether the question there may be asked; if not, what its type finds wrong is noted."""
    definition = source.value
    if not isinstance(definition, dict):
        source.complain(problems, "A question has entries of its own: type, stem and options.")
        return False
    key = definition.get("type")
    if key not in QUESTION_TYPES:
        types = ", ".join(sorted(QUESTION_TYPES))
        source.complain(
            problems, f"There is no question type “{key}”. Choose one of: {types}.", "type"
        )
        return False
    found = question_types.get(str(key)).problems(definition)
    for problem in found:
        source.complain(problems, problem.message, *problem.path)
    return not found


def _check_badge(
    assessment: Source, badges: BadgeContent, problems: Problems, used: dict[str, str]
) -> None:
    if not known_or_complain(assessment, badges.badges, problems, "badge", "badge"):
        return
    badge = assessment.value["badge"]
    if badges.badges[badge].value["kind"] != "badge":
        assessment.complain(problems, "An assessment awards a badge of kind “badge”.", "badge")
    if used.setdefault(badge, assessment.file) != assessment.file:
        assessment.complain(
            problems, f"{used[badge]} awards this badge already. Name another.", "badge"
        )


def _questions(source: Source, badges: BadgeContent, problems: Problems) -> dict[str, Source]:
    if not isinstance(source.value, list):
        source.complain(problems, "The file must hold a list. Begin each question with - id:.")
        return {}
    found: dict[str, Source] = {}
    place = record(_PLACE)
    for number, definition in enumerate(source.value):
        question = source.part(number)
        if not question_problems(question, problems):
            continue
        where = Source(
            question.file,
            {name: definition[name] for name in _PLACE if name in definition},
            question.lines,
            question.place,
        )
        if not fits(where, place, problems):
            continue
        name, competency = definition["id"], definition["competency"]
        if name in found:
            question.complain(
                problems, f"“{name}” is the id of line {found[name].line('id')} already.", "id"
            )
            continue
        found[name] = question
        if not known_or_complain(
            question, badges.competencies, problems, "competency", "competency"
        ):
            continue
        if definition["behaviour"] not in badges.behaviours_of(competency):
            question.complain(
                problems,
                f"“{competency}” has no behaviour “{definition['behaviour']}”. Correct the slug, "
                "or add the behaviour to competencies.yaml.",
                "behaviour",
            )
    return found


def _check_sections(content: AssessmentContent, badges: BadgeContent, problems: Problems) -> None:
    assessment = content.assessment
    badge = badges.badges.get(assessment.value["badge"])
    rests_on: list[str] = (badge.value.get("competencies") or []) if badge else []
    asked = content.competencies()
    for missing in [name for name in rests_on if name not in asked]:
        assessment.complain(
            problems, f"The badge rests on “{missing}” too. Add a section for it.", "sections"
        )
    bank = [question.value["competency"] for question in content.questions.values()]
    for number, section in enumerate(assessment.value["sections"]):
        name, wanted = section["competency"], section["questions"]
        if badge is not None and name not in rests_on:
            assessment.complain(
                problems,
                f"The badge does not rest on “{name}”. Take the section out, or correct the slug.",
                *("sections", number, "competency"),
            )
        if asked.index(name) != number:
            assessment.complain(
                problems, f"“{name}” has a section already.", "sections", number, "competency"
            )
        if bank.count(name) < wanted:
            assessment.complain(
                problems,
                f"{wanted} questions are drawn on “{name}”, but there are {bank.count(name)}. "
                "Write more, or draw fewer.",
                *("sections", number, "questions"),
            )
        _check_task(content, number, section, problems)
    for question in content.questions.values():
        if question.value["competency"] not in asked:
            question.complain(
                problems, "The assessment has no section for this competency.", "competency"
            )


def _check_lengths(source: Source, questions: Iterable[Source], problems: Problems) -> None:
    """Whoever always takes the longest answer must not do well by it."""
    asked = [q.value for q in questions if q.value["type"] in ("single_choice", "best_worst")]
    longest_right = [q for q in asked if _is_right(max(q["options"], key=_length))]
    if len(asked) >= FEWEST_TO_COMPARE and len(longest_right) > MOST_LONGEST_RIGHT * len(asked):
        source.complain(
            problems,
            f"In {len(longest_right)} of {len(asked)} questions the longest answer is the right "
            f"one. Shorten right answers or lengthen wrong ones until it is at most "
            f"{MOST_LONGEST_RIGHT:.0%} of them.",
        )


def _length(option: Mapping[str, Any]) -> int:
    return len(option["text"])


def _is_right(option: Mapping[str, Any]) -> bool:
    return option.get("correct") is True or option.get("judgement") == "best"


def _check_task(
    content: AssessmentContent, number: int, section: Mapping[str, Any], problems: Problems
) -> None:
    assessment, place = content.assessment, ("sections", number)
    if "task" in section and known_or_complain(
        assessment, content.tasks, problems, "task", *place, "task"
    ):
        if content.tasks[section["task"]].competency != section["competency"]:
            assessment.complain(problems, "The task shows another competency.", *place, "task")
    elif not section["questions"]:
        assessment.complain(
            problems, "Ask at least one question, or name a task.", *place, "questions"
        )
    is_alternative = section.get("task_role") == TaskRole.ALTERNATIVE
    if is_alternative and not (section["questions"] and "task" in section):
        assessment.complain(
            problems,
            "A task can be handed in instead of the questions only if there are both.",
            *place,
            "task_role",
        )


def plain_question(source: Source) -> dict[str, Any]:
    """The entries that belong to the question's type, without where it belongs."""
    return {name: value for name, value in source.value.items() if name not in _PLACE}
