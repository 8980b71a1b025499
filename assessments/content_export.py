"""Writing assessments, their questions and tasks back as the content folder holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.content_reading import USUAL_POLICY
from assessments.content_tasks import USUAL_TERMS, step_of
from assessments.importing import placed
from assessments.interchange import written_yaml
from assessments.markdown_writing import Address, markdown_of
from assessments.models import Assessment, AssessmentSection, PerformanceTask, Question, TaskRole
from assessments.rubrics import LEVELS
from badges.content import fields_of
from badges.content_export import CannotExport, File
from badges.content_yaml import dumped, said


def files(folders: Mapping[int, str], address: Address) -> Iterator[File]:
    """The files of the assessments, each in the folder of its course (`folders`, by the id of
    the assessment), and of the tasks that are steps of pathways.

    Raises CannotExport for questions of one assessment that share a slug.
    """
    for assessment in Assessment.objects.filter(pk__in=folders).select_related("badge"):
        folder = folders[assessment.pk]
        sections = list(
            assessment.sections.select_related(
                "competency", "bank", "task__rubric", "task__competency"
            )
        )
        tasks = {section.task.pk: section.task for section in sections if section.task}
        own = [task for task in _tasks_of_course(folder) if task.pk not in tasks]
        named = {task.pk: _id_of(task, folder) for task in [*tasks.values(), *own]}
        yield f"{folder}/assessment.yaml", dumped(_assessment(assessment, sections, named))
        yield f"{folder}/questions.yaml", _questions(assessment, sections)
        if named:
            yield (
                f"{folder}/tasks.yaml",
                "\n".join(
                    dumped([{"id": named[task.pk], **_task(task, address)}])
                    for task in [*tasks.values(), *own]
                ),
            )
    steps = PerformanceTask.objects.filter(live=True, competency=None)
    for task in steps.select_related("rubric", "requirement__level__pathway").order_by("slug"):
        pathway, level, step = step_of(task) or ("", "", "")
        place = {"pathway": pathway, "level": level, "step": step}
        yield f"tasks/{task.slug}.yaml", dumped({**place, **_task(task, address)})


def _tasks_of_course(folder: str) -> list[PerformanceTask]:
    """Tasks that came with the course and that no section asks for at present."""
    return list(
        PerformanceTask.objects.filter(live=True, slug__startswith=f"{folder}-")
        .exclude(competency=None)
        .select_related("rubric", "competency")
        .order_by("slug")
    )


def _id_of(task: PerformanceTask, folder: str) -> str:
    return task.slug.removeprefix(f"{folder}-")


def _assessment(
    assessment: Assessment, sections: list[AssessmentSection], named: Mapping[int, str]
) -> dict[str, Any]:
    return {
        "title": assessment.title,
        "badge": assessment.badge.slug,
        "introduction": assessment.introduction,
        **said(fields_of(assessment, *USUAL_POLICY), **USUAL_POLICY),
        "sections": [
            {
                "competency": section.competency.slug,
                **fields_of(section, "questions", "mastery_mark"),
                **(
                    said(
                        {"task": named[section.task.pk], "task_role": section.task_role},
                        task_role=TaskRole.REQUIRED,
                    )
                    if section.task
                    else {}
                ),
            }
            for section in sections
        ],
    }


def _questions(assessment: Assessment, sections: list[AssessmentSection]) -> str:
    order = {section.bank_id: position for position, section in enumerate(sections)}
    rows = list(
        Question.objects.live()
        .filter(bank__in=[section.bank_id for section in sections])
        .select_related("bank__competency", "behaviour")
    )
    rows.sort(key=lambda question: (order[question.bank_id], question.pk))
    slugs = [question.slug for question in rows]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise CannotExport(f"“{assessment}” has two questions “{slug}”. Rename one of them.")
    return written_yaml(placed(question) for question in rows)


def _task(task: PerformanceTask, address: Address) -> dict[str, Any]:
    terms = {
        "supervisor": task.needs_supervisor,
        **fields_of(task, "required_level", "second_rating_percent", "claim_hours"),
    }
    rubric = task.rubric.definition
    return {
        **({"competency": task.competency.slug} if task.competency else {}),
        "title": task.title,
        "evidence": task.kinds,
        **said(terms, **USUAL_TERMS),
        "instructions": markdown_of(task.instructions, address=address, tidy=True),
        "rubric": {
            "name": rubric["name"],
            "criteria": [
                {
                    "key": criterion["key"],
                    "name": criterion["name"],
                    **{level: criterion["levels"][level] for level in LEVELS},
                }
                for criterion in rubric["criteria"]
            ],
        },
    }
