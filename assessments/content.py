"""Loading assessments, question banks and questions from the content folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments import content_tasks
from assessments.content_blocks import comparable, normal, question_body
from assessments.content_reading import USUAL_POLICY, AssessmentContent, plain_question
from assessments.content_tasks import TASK, TaskContent
from assessments.models import Assessment, AssessmentSection, Question, QuestionBank, TaskRole
from badges.content import BADGE, BEHAVIOUR, COMPETENCY, fields_of
from badges.content_loading import Item, Kind, Loading, State

_SECTION_FIELDS = ("questions", "mastery_mark")


def load(
    contents: Sequence[AssessmentContent], steps: Sequence[TaskContent], loading: Loading
) -> None:
    """Bring in the assessments with their questions and tasks, and the tasks of pathways."""
    tasks = [task for content in contents for task in content.tasks.values()]
    content_tasks.load([*tasks, *steps], loading)
    sections = sum(len(content.competencies()) for content in contents)
    loading.settle(BANK, _banks(contents, loading), sections)
    questions = sum(len(content.questions) for content in contents)
    loading.settle(QUESTION, _questions(contents, loading), questions)
    loading.settle(ASSESSMENT, _assessments(contents, loading), len(contents))


def _banks(contents: Sequence[AssessmentContent], loading: Loading) -> Iterator[Item]:
    by_id = {bank.pk: bank for bank in QuestionBank.objects.select_related("competency")}
    by_slug = {bank.slug: bank for bank in by_id.values()}
    for content in contents:
        for competency_slug in content.competencies():
            key = BANK.key(content.course, competency_slug)
            slug = f"{content.course}-{competency_slug}"
            found = loading.find(key, by_id, by_slug.get(slug))
            competency = loading.record(COMPETENCY.key(competency_slug))
            badge = loading.record(BADGE.key(content.assessment.value["badge"]))
            wanted = {
                "slug": slug,
                "name": f"{badge.name}: {competency.name}"[:200],
                "competency": competency.slug,
            }

            def write(
                found: QuestionBank | None = found,
                wanted: State = wanted,
                competency: Any = competency,
            ) -> QuestionBank:
                bank = found or QuestionBank()
                bank.slug, bank.name, bank.competency = wanted["slug"], wanted["name"], competency
                bank.save()
                return bank

            yield Item(key, wanted, found, write)


def _questions(contents: Sequence[AssessmentContent], loading: Loading) -> Iterator[Item]:
    by_id = {
        question.pk: question for question in Question.objects.select_related("bank", "behaviour")
    }
    by_slug = {(question.bank_id, question.slug): question for question in by_id.values()}
    body_field: Any = Question._meta.get_field("body")
    for content in contents:
        for name, source in content.questions.items():
            entry = source.value
            bank = loading.record(BANK.key(content.course, entry["competency"]))
            behaviour = loading.record(BEHAVIOUR.key(entry["competency"], entry["behaviour"]))
            key = QUESTION.key(content.course, name)
            found = loading.find(key, by_id, by_slug.get((bank.pk, name)))
            body = question_body(plain_question(source), "question", content.course, name)
            wanted = {
                "bank": bank.slug,
                "slug": name,
                "behaviour": behaviour.slug,
                "body": normal(body_field.stream_block, body),
                "live": True,
                "draft": False,
            }

            def write(
                found: Question | None = found,
                wanted: State = wanted,
                bank: QuestionBank = bank,
                behaviour: Any = behaviour,
            ) -> Question:
                question = found or Question(live=False)
                question.bank, question.behaviour = bank, behaviour
                question.slug, question.body = wanted["slug"], json.dumps(wanted["body"])
                if found is None:
                    question.save()
                question.save_revision().publish()
                return Question.objects.select_related("bank", "behaviour").get(pk=question.pk)

            yield Item(key, wanted, found, write)


def _state_of_question(question: Question) -> State:
    return {
        **fields_of(question, "slug", "live"),
        "bank": question.bank.slug,
        "behaviour": question.behaviour.slug if question.behaviour else None,
        "body": normal(question.body.stream_block, list(question.body.raw_data)),
        "draft": question.has_unpublished_changes,
    }


def _assessments(contents: Sequence[AssessmentContent], loading: Loading) -> Iterator[Item]:
    by_id = {
        assessment.pk: assessment
        for assessment in Assessment.objects.select_related("badge").prefetch_related(
            "sections__competency", "sections__bank", "sections__task"
        )
    }
    by_slug = {assessment.slug: assessment for assessment in by_id.values()}
    for content in contents:
        entry = content.assessment.value
        key = ASSESSMENT.key(content.course)
        found = loading.find(key, by_id, by_slug.get(content.course))
        banks = {
            name: loading.record(BANK.key(content.course, name)) for name in content.competencies()
        }
        wanted = {
            "slug": content.course,
            **{name: entry[name] for name in ("title", "badge", "introduction")},
            **{name: entry.get(name, usual) for name, usual in USUAL_POLICY.items()},
            "sections": [
                {
                    **{name: section[name] for name in _SECTION_FIELDS},
                    "competency": section["competency"],
                    "bank": banks[section["competency"]].slug,
                    "task": content.task_slug(section),
                    "task_role": section.get("task_role") or TaskRole.REQUIRED.value,
                }
                for section in entry["sections"]
            ],
        }

        def write(
            found: Assessment | None = found,
            wanted: State = wanted,
            banks: Mapping[str, QuestionBank] = banks,
        ) -> Assessment:
            assessment = found or Assessment()
            assessment.slug, assessment.title = wanted["slug"], wanted["title"]
            for name in ("introduction", *USUAL_POLICY):
                setattr(assessment, name, wanted[name])
            assessment.badge = loading.record(BADGE.key(wanted["badge"]))
            assessment.sections = [
                AssessmentSection(
                    competency=loading.record(COMPETENCY.key(section["competency"])),
                    bank=banks[section["competency"]],
                    task=loading.record(TASK.key(section["task"])),
                    task_role=section["task_role"],
                    sort_order=order,
                    **{name: section[name] for name in _SECTION_FIELDS},
                )
                for order, section in enumerate(wanted["sections"])
            ]
            assessment.save()
            return assessment

        yield Item(key, wanted, found, write)


def _state_of_assessment(assessment: Assessment) -> State:
    return {
        **fields_of(assessment, "slug", "title", "introduction", *USUAL_POLICY),
        "badge": assessment.badge.slug,
        "sections": [
            {
                **fields_of(section, *_SECTION_FIELDS),
                "competency": section.competency.slug,
                "bank": section.bank.slug if section.bank else None,
                "task": section.task.slug if section.task else "",
                "task_role": section.task_role,
            }
            for section in assessment.sections.all()
        ],
    }


def _withdraw_question(question: Question) -> bool:
    question.unpublish()
    return True


BANK = Kind(
    "bank",
    "question banks",
    QuestionBank,
    lambda bank: {**fields_of(bank, "slug", "name"), "competency": bank.competency.slug},
)
QUESTION = Kind(
    "question",
    "questions",
    Question,
    _state_of_question,
    withdraw=_withdraw_question,
    stays_deleted=True,
    compared=comparable,
)
ASSESSMENT = Kind("assessment", "assessments", Assessment, _state_of_assessment)
