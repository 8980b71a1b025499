"""Editors at rubrics and performance tasks in the Wagtail admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import User
from assessments.models import PerformanceTask, Rubric
from tests import factories
from tests.assessments.tasks.making import KEYS, LEVELS, a_rubric, a_task, handed_in


def url(model: type, view: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_assessments_{model._meta.model_name}:{view}", args=args)


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    Locale.objects.get_or_create(language_code="en")
    client.force_login(editor)
    return client


def a_rubric_as_posted(*keys: str) -> dict[str, Any]:
    criteria = [
        ("criterion", {"name": key.title(), "key": key, **dict.fromkeys(LEVELS, "Seen.")})
        for key in keys
    ]
    sent: dict[str, Any] = nested_form_data(
        {
            "name": "Listening",
            "slug": "listening",
            "criteria": streamfield(criteria),
            "action-publish": "1",
        }
    )
    return sent


def test_an_editor_publishes_a_rubric(as_editor: Client) -> None:
    as_editor.post(url(Rubric, "add"), a_rubric_as_posted(*KEYS))
    rubric = Rubric.objects.get()
    assert rubric.live
    assert [criterion["key"] for criterion in rubric.definition["criteria"]] == list(KEYS)


def test_a_rubric_with_too_few_criteria_is_not_published(as_editor: Client) -> None:
    as_editor.post(url(Rubric, "add"), a_rubric_as_posted("listens"))
    assert not Rubric.objects.exists()


def test_an_editor_publishes_a_task(as_editor: Client) -> None:
    sent = nested_form_data(
        {
            "title": "Listen to somebody",
            "slug": "listen",
            "competency": factories.a_competency().pk,
            "rubric": a_rubric().pk,
            "instructions": rich_text("<p>Listen for ten minutes.</p>"),
            "takes_text": "on",
            "required_level": "proficient",
            "claim_hours": "48",
            "second_rating_percent": "20",
            "requirement": "",
            "action-publish": "1",
        }
    )
    as_editor.post(url(PerformanceTask, "add"), sent)
    task = PerformanceTask.objects.get()
    assert (task.live, task.kinds, task.second_rating_percent) == (True, ["text"], 20)


def test_the_list_of_tasks_says_how_much_waits(
    as_editor: Client, learner: User, other_learner: User
) -> None:
    task = a_task()
    handed_in(learner, task)
    handed_in(other_learner, task)
    page = as_editor.get(url(PerformanceTask, "list"))
    (row,) = page.context["object_list"]
    assert (row.title, row.waiting) == (task.title, 2)
    assert as_editor.get(url(Rubric, "list")).status_code == 200
