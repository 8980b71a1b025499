"""A lesson with every kind of block goes through Wagtail's page editor."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import User
from learning.models import LessonPage, ModulePage

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def module(course: Any) -> ModulePage:
    return ModulePage.objects.descendant_of(course).order_by("path").first()


@pytest.fixture
def body(course: Any) -> list[tuple[str, Any]]:
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    image = Image.objects.create(title="A cairn", file=get_test_image_file())
    document = Document.objects.create(title="A sheet", file=ContentFile(b"words", name="a.txt"))
    Embed.objects.create(
        url=VIDEO, hash=get_embed_hash(VIDEO), html="<iframe></iframe>", type="video"
    )
    option = {"text": "Listening", "feedback": "Yes."}
    choice = {
        "key": "ask",
        "text": "Ask first",
        "consequence": "They open up.",
        "behaviour": "",
        "shows": "on",
        "to": "end",
    }
    other = {**choice, "key": "tell", "text": "Tell them", "shows": ""}
    scenes = [
        ("item", _scene("start", streamfield([("item", choice), ("item", other)]))),
        ("item", _scene("end", streamfield([]))),
    ]
    return [
        ("heading", {"level": "2", "text": "A section"}),
        ("rich_text", rich_text("<p>Read this.</p>")),
        ("image", {"image": image.pk, "alternative_text": "Stones", "caption": ""}),
        ("video", {"video": VIDEO, "title": "A film", "transcript": rich_text("<p>Words.</p>")}),
        ("callout", {"tone": "tip", "title": "", "text": rich_text("<p>A tip.</p>")}),
        (
            "scenario",
            {"title": "The first day", "start": "start", "scenes": streamfield(scenes)},
        ),
        (
            "check",
            streamfield(
                [
                    (
                        "single_choice",
                        {
                            "stem": "What helps?",
                            "options": streamfield(
                                [
                                    ("item", {**option, "correct": "on"}),
                                    ("item", {**option, "text": "Talking"}),
                                ]
                            ),
                        },
                    )
                ]
            ),
        ),
        ("reflection", {"key": "first", "prompt": "What did you notice?", "help": ""}),
        ("download", {"document": document.pk, "title": "A sheet", "description": ""}),
    ]


def _scene(key: str, choices: Any) -> dict[str, Any]:
    return {
        "key": key,
        "title": "",
        "text": rich_text(f"<p>Scene {key}.</p>"),
        "choices": choices,
    }


def as_posted(body: list[tuple[str, Any]], **others: str) -> dict[str, Any]:
    sent: dict[str, Any] = nested_form_data(
        {
            "title": "Every block",
            "slug": "every-block",
            "summary": "",
            "sources": "",
            "body": streamfield(body),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        }
    )
    # Wagtail's editor gives each block an id when it is added.
    ids = {f"body-{position}-id": str(uuid4()) for position in range(len(body))}
    return {**sent, **ids, **others}


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def lesson(as_editor: Client, module: ModulePage, body: list[tuple[str, Any]]) -> LessonPage:
    url = reverse("wagtailadmin_pages:add", args=["learning", "lessonpage", module.pk])
    as_editor.post(url, as_posted(body, **{"action-publish": "1"}))
    return LessonPage.objects.get(slug="every-block")


def test_a_lesson_with_every_block_is_published(
    lesson: LessonPage, body: list[tuple[str, Any]]
) -> None:
    assert lesson.live
    assert [block.block_type for block in lesson.body] == [kind for kind, _value in body]


def test_the_editor_opens_a_lesson_with_every_block(as_editor: Client, lesson: LessonPage) -> None:
    response = as_editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    assert response.status_code == 200
    assert "What did you notice?" in response.content.decode()


def test_the_editor_offers_every_block_for_a_new_lesson(
    as_editor: Client, module: ModulePage
) -> None:
    url = reverse("wagtailadmin_pages:add", args=["learning", "lessonpage", module.pk])
    page = as_editor.get(url).content.decode()
    for label in ("Heading", "Image", "Video", "Callout", "Scenario", "Knowledge check"):
        assert label in page


def test_the_preview_shows_what_is_being_written(
    as_editor: Client, lesson: LessonPage, body: list[tuple[str, Any]]
) -> None:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    unsaved = [("rich_text", rich_text("<p>Not saved yet.</p>")), *body]
    assert as_editor.post(url, as_posted(unsaved)).json()["is_valid"]
    assert "Not saved yet." in as_editor.get(url).content.decode()


def test_a_scenario_that_leads_nowhere_is_not_published(
    as_editor: Client, module: ModulePage, body: list[tuple[str, Any]]
) -> None:
    sent = as_posted(body, **{"action-publish": "1"})
    sent["body-5-value-scenes-0-value-choices-0-value-to"] = "nowhere"
    url = reverse("wagtailadmin_pages:add", args=["learning", "lessonpage", module.pk])
    page = as_editor.post(url, sent).content.decode()
    assert not LessonPage.objects.filter(slug="every-block").exists()
    assert "nowhere" in page


@pytest.mark.parametrize("role", ["coordinator", "assessor"])
def test_only_editors_write_lessons(
    client: Client, request: pytest.FixtureRequest, module: ModulePage, role: str
) -> None:
    client.force_login(request.getfixturevalue(role))
    lesson = LessonPage.objects.descendant_of(module).first()
    response = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    assert response.status_code == 302
