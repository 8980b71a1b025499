"""Loading assessments, question banks and questions from the content folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.core.serializers.json import DjangoJSONEncoder

from assessments import question_types
from assessments.content_reading import AssessmentContent, plain_question
from assessments.models import Assessment, AssessmentSection, Question, QuestionBank
from assessments.question_types import Field
from badges.content import BADGE, BEHAVIOUR, COMPETENCY, fields_of
from badges.content_loading import Item, Kind, Loading, State

# Ids of blocks come from their names, so that a second load finds the same block.
_NAMESPACE = UUID("5c0a7b0e-6d3f-5a43-9b1e-0f8f3a6f6f0c")

_SECTION_FIELDS = ("questions", "mastery_mark")


def load(contents: Sequence[AssessmentContent], loading: Loading) -> None:
    sections = sum(len(content.competencies()) for content in contents)
    loading.settle(BANK, _banks(contents, loading), sections)
    questions = sum(len(content.questions) for content in contents)
    loading.settle(QUESTION, _questions(contents, loading), questions)
    loading.settle(ASSESSMENT, _assessments(contents, loading), len(contents))


def stable_id(*names: str) -> str:
    """The id of a block: the same for the same names, and telling nothing about them."""
    return str(uuid5(_NAMESPACE, "/".join(names)))


def question_body(definition: Mapping[str, Any], *names: str) -> list[dict[str, Any]]:
    """The raw StreamField value of a question; `names` make the ids of its options its own.

    An option keeps its id as long as its text (or the `id` written with it) stays the same.
    """
    question_type = question_types.get(definition["type"])
    return [
        {
            "type": definition["type"],
            "value": _raw(question_type.fields, definition, names),
            "id": stable_id(*names),
        }
    ]


def normal(block: Any, raw: Any) -> Any:
    """A raw block value as Wagtail stores it once somebody has looked at it."""
    stored = block.get_prep_value(block.to_python(raw))
    return json.loads(json.dumps(stored, cls=DjangoJSONEncoder))


def _raw(
    fields: Sequence[Field], entry: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, Any]:
    return {field.name: _raw_value(field, entry.get(field.name), names) for field in fields}


def _raw_value(field: Field, value: Any, names: tuple[str, ...]) -> Any:
    if field.kind == "list":
        items: list[dict[str, Any]] = []
        for item in value or ():
            own = item.get("id") or item.get("text") if field.item_fields else item
            inner = (*names, field.name, str(own or len(items)))
            raw = _raw(field.item_fields, item, inner) if field.item_fields else str(item)
            items.append({"type": "item", "value": raw, "id": stable_id(*inner)})
        return items
    if field.kind == "flag":
        return bool(value)
    if field.kind == "number":
        return None if value is None else str(value)
    return "" if value is None else str(value)


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
            "sections__competency", "sections__bank"
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
            "sections": [
                {**section, "bank": banks[section["competency"]].slug}
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
            assessment.introduction = wanted["introduction"]
            assessment.badge = loading.record(BADGE.key(wanted["badge"]))
            assessment.sections = [
                AssessmentSection(
                    competency=loading.record(COMPETENCY.key(section["competency"])),
                    bank=banks[section["competency"]],
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
        **fields_of(assessment, "slug", "title", "introduction"),
        "badge": assessment.badge.slug,
        "sections": [
            {
                **fields_of(section, *_SECTION_FIELDS),
                "competency": section.competency.slug,
                "bank": section.bank.slug,
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
)
ASSESSMENT = Kind("assessment", "assessments", Assessment, _state_of_assessment)
