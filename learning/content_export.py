"""Writing courses, modules and lessons back as the content folder holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from assessments.content_export import File
from assessments.importing import plain_definition
from assessments.markdown_writing import Address, markdown_of
from badges.content_yaml import document, dumped, said
from badges.models import LoadedItem
from learning.content import DOCUMENT, PICTURE
from learning.pages import CoursePage, LessonPage, ModulePage


def folders() -> dict[int, str]:
    """The folder of each live course, by the id of its assessment."""
    rows = CoursePage.objects.live().exclude(assessment=None)
    return dict(rows.values_list("assessment_id", "slug"))


def files(address: Address) -> Iterator[File]:
    """The files of every live course, without those of its assessment."""
    media = _Media()
    for course in CoursePage.objects.live().select_related("badge").order_by("path"):
        beside = _Beside(media)
        front = {
            "title": course.title,
            "badge": course.badge.slug,
            "summary": course.summary,
            **_cover(course, beside),
            "outcomes": [str(block.value) for block in course.outcomes],
        }
        introduction = markdown_of(course.introduction, address=address, tidy=True)
        yield f"{course.slug}/course.md", document(front, introduction)
        for name, content in beside.files():
            yield f"{course.slug}/{name}", content
        modules = ModulePage.objects.live().child_of(course).select_related("competency")
        for number, module in enumerate(modules.order_by("path"), start=1):
            yield from _module(module, f"{course.slug}/{number}-{module.slug}", media, address)


def _cover(course: CoursePage, beside: _Beside) -> dict[str, str]:
    if course.cover_id is None:
        return {}
    return {"cover": beside.name(PICTURE, course.cover_id), "cover_alt": course.cover_alt}


def _module(module: ModulePage, folder: str, media: _Media, address: Address) -> Iterator[File]:
    front = {
        "title": module.title,
        "competency": module.competency.slug,
        "outcome": module.outcome,
    }
    introduction = markdown_of(module.introduction, address=address, tidy=True)
    yield f"{folder}/module.md", document(front, introduction)
    beside = _Beside(media)
    lessons = LessonPage.objects.live().child_of(module).prefetch_related("teaches")
    for number, lesson in enumerate(lessons.order_by("path"), start=1):
        front = {
            "title": lesson.title,
            "summary": lesson.summary,
            "teaches": [behaviour.slug for behaviour in lesson.teaches.all()],
            **said({"sources": lesson.sources.splitlines()}),
        }
        body = _Body(address, beside).written(lesson)
        yield f"{folder}/{number}-{lesson.slug}.md", document(front, body)
    for name, content in beside.files():
        yield f"{folder}/{name}", content


class _Media:
    """Pictures and documents by kind and id, with the names of the files they came from."""

    def __init__(self) -> None:
        self.names = {
            (kind, object_id): PurePath(key).name
            for kind in (PICTURE, DOCUMENT)
            for key, object_id in LoadedItem.objects.filter(key__startswith=kind.key()).values_list(
                "key", "object_id"
            )
        }
        self.records: dict[Any, dict[int, Any]] = {
            PICTURE: get_image_model().objects.in_bulk(),
            DOCUMENT: get_document_model().objects.in_bulk(),
        }


class _Beside:
    """The files beside a course or its lessons; two of the same name get different ones."""

    def __init__(self, media: _Media) -> None:
        self._media = media
        self._names: dict[tuple[Any, int], str] = {}

    def name(self, kind: Any, record_id: int) -> str:
        key = (kind, record_id)
        if key not in self._names:
            wanted = self._media.names.get(key) or PurePath(self._record(key).file.name).name
            path = PurePath(wanted)
            taken = set(self._names.values())
            number = 2
            while wanted in taken:
                wanted = f"{path.stem}-{number}{path.suffix}"
                number += 1
            self._names[key] = wanted
        return self._names[key]

    def files(self) -> Iterator[tuple[str, bytes]]:
        for key, name in self._names.items():
            with self._record(key).file.open("rb") as file:
                yield name, file.read()

    def _record(self, key: tuple[Any, int]) -> Any:
        kind, record_id = key
        return self._media.records[kind][record_id]


class _Body:
    """The body of one lesson as Markdown."""

    def __init__(self, address: Address, beside: _Beside) -> None:
        self._address = address
        self._beside = beside
        self._writers: Mapping[str, Callable[[Any], str]] = {
            "rich_text": self._rich_text,
            "heading": lambda value: f"{'#' * int(value['level'])} {value['text']}",
            "image": self._image,
            "callout": self._callout,
            "check": self._check,
            "scenario": self._scenario,
            "reflection": self._reflection,
            "video": self._video,
            "download": self._download,
        }

    def written(self, lesson: LessonPage) -> str:
        return "\n\n".join(
            self._writers[block["type"]](block["value"]) for block in lesson.body.raw_data
        )

    def _rich_text(self, html: str) -> str:
        return markdown_of(html, address=self._address, tidy=True)

    def _image(self, value: Mapping[str, Any]) -> str:
        name = self._beside.name(PICTURE, value["image"])
        described = value["alternative_text"].replace("[", "\\[").replace("]", "\\]")
        caption = value["caption"].replace('"', '\\"')
        return f'![{described}]({name} "{caption}")' if caption else f"![{described}]({name})"

    def _callout(self, value: Mapping[str, Any]) -> str:
        entries = {**value, "text": self._rich_text(value["text"])}
        return _fence("callout", said(entries))

    def _check(self, value: list[Mapping[str, Any]]) -> str:
        (question,) = value
        return _fence("check", plain_definition({"type": question["type"], **question["value"]}))

    def _scenario(self, value: Mapping[str, Any]) -> str:
        scenes = []
        for item in value["scenes"]:
            scene = item["value"]
            choices = [_choice(choice["value"]) for choice in scene["choices"]]
            entries = {
                "key": scene["key"],
                "title": scene["title"],
                "text": self._rich_text(scene["text"]),
                "choices": choices,
            }
            scenes.append(said(entries))
        return _fence(
            "scenario", {"title": value["title"], "start": value["start"], "scenes": scenes}
        )

    def _reflection(self, value: Mapping[str, Any]) -> str:
        return _fence("reflection", said(value))

    def _video(self, value: Mapping[str, Any]) -> str:
        return _fence(
            "video",
            {
                "url": value["video"],
                "title": value["title"],
                "transcript": self._rich_text(value["transcript"]),
            },
        )

    def _download(self, value: Mapping[str, Any]) -> str:
        entries = {
            "file": self._beside.name(DOCUMENT, value["document"]),
            "title": value["title"],
            "description": value["description"],
        }
        return _fence("download", said(entries))


def _choice(choice: Mapping[str, Any]) -> dict[str, Any]:
    about = (
        {"behaviour": choice["behaviour"], "shows": choice["shows"]}
        if choice["behaviour"]
        else said({"shows": choice["shows"]}, shows=True)
    )
    return {
        **{name: choice[name] for name in ("key", "text", "consequence")},
        **about,
        "to": choice["to"],
    }


def _fence(name: str, entries: Mapping[str, Any]) -> str:
    return f"```{name}\n{dumped(dict(entries))}```"


def address_of_page(attributes: Mapping[str, str]) -> str:
    """Where a link of the editor leads: to a page or a document by its address."""
    record_id = attributes.get("id", "")
    if attributes.get("linktype") == "page" and record_id.isdigit():
        page = Page.objects.filter(pk=record_id).first()
        return page.url if page is not None and page.url else "/"
    if attributes.get("linktype") == "document" and record_id.isdigit():
        found = get_document_model().objects.filter(pk=record_id).first()
        return str(found.url) if found is not None else "/"
    return attributes.get("href", "")
