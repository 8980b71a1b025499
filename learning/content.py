"""Loading courses, modules and lessons, with their pictures and documents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from assessments.content import ASSESSMENT
from assessments.content_blocks import comparable, normal, stable_id
from badges.content import BADGE, BEHAVIOUR, COMPETENCY, fields_of
from badges.content_loading import Item, Kind, Loading, State
from badges.models import LoadedItem
from learning.content_blocks import Block, Media
from learning.content_reading import CourseContent, LessonContent, ModuleContent
from learning.pages import CourseIndexPage, CoursePage, LessonPage, ModulePage


def load(contents: Sequence[CourseContent], loading: Loading, *, home: Page) -> None:
    """Bring the courses into the tree, in the list of courses under `home`."""
    index = course_index(home)
    media = [media for content in contents for media in content.media().values()]
    pictures = [one for one in media if one.is_picture]
    documents = [one for one in media if not one.is_picture]
    loading.settle(PICTURE, _media(pictures, loading, PICTURE), len(pictures))
    loading.settle(DOCUMENT, _media(documents, loading, DOCUMENT), len(documents))

    before = _Orders()
    loading.settle(COURSE, _courses(contents, loading, index), len(contents))
    modules = [(content, module) for content in contents for module in content.modules]
    loading.settle(MODULE, _modules(modules, loading), len(modules))
    lessons = [
        (content, module, lesson) for content in contents for module, lesson in content.lessons()
    ]
    loading.settle(LESSON, _lessons(lessons, loading), len(lessons))
    orders = list(_orders(contents, loading, before))
    loading.settle(ORDER, orders, len(orders))


def course_index(home: Page) -> CourseIndexPage:
    """The list of courses at /courses/; made under `home` if there is none."""
    index = CourseIndexPage.objects.first()
    if index is None:
        index = CourseIndexPage(title="Courses", slug="courses")
        home.add_child(instance=index)
        index.save_revision().publish()
    return index


def published(page: Page, parent: Page) -> Page:
    """The page as it is after its fields are published, with a revision to go back to."""
    if page.pk is None:
        page.live = False
        parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def state_of_page(page: Page, *names: str) -> State:
    """The fields of a page that a load decides on; a draft waiting on it counts as a change."""
    return {
        **fields_of(page, "title", "slug", "search_description", "live", *names),
        "draft": page.has_unpublished_changes,
    }


def wanted_page(
    slug: str, *, title: str, search_description: str, **fields: State
) -> dict[str, State]:
    return {
        "title": title,
        "slug": slug,
        "search_description": search_description,
        "live": True,
        "draft": False,
        **fields,
    }


def set_page(page: Page, wanted: dict[str, State], *names: str) -> None:
    for name in ("title", "slug", "search_description", *names):
        setattr(page, name, wanted[name])
    page.draft_title = page.title


def withdraw_page(page: Page) -> bool:
    page.unpublish()
    return True


def page_kind(name: str, label: str, model: type[Page], state: Callable[[Any], State]) -> Kind:
    """A kind of pages: withdrawn by unpublishing, and gone for good once somebody deletes one."""
    return Kind(name, label, model, state, withdraw_page, stays_deleted=True, compared=comparable)


class _Orders:
    """In which order the pages that loads have made stood below each other before this one."""

    def __init__(self) -> None:
        self._loaded = _loaded_pages()

    def of(self, parent: Page) -> list[int]:
        return [pk for pk in _children(parent) if pk in self._loaded]


def _loaded_pages() -> set[int]:
    rows = LoadedItem.objects.filter(
        Q(key__startswith=MODULE.key()) | Q(key__startswith=LESSON.key())
    )
    return set(rows.values_list("object_id", flat=True))


def _children(parent: Page) -> list[int]:
    # The parent may have moved since it was read.
    fresh = Page.objects.get(pk=parent.pk)
    return list(fresh.get_children().values_list("pk", flat=True))


def _media(media: Sequence[Media], loading: Loading, kind: Kind) -> Iterator[Item]:
    by_id = kind.model._default_manager.in_bulk()
    for one in media:
        key = kind.key(one.name)
        found = loading.find(key, by_id)
        content = one.path.read_bytes()
        wanted = {"title": one.title, "hash": hashlib.sha1(content).hexdigest()}  # noqa: S324

        def write(found: Any = found, one: Media = one, content: bytes = content) -> Any:
            stored: Any = found or kind.model()
            stored.title = one.title
            if stored.file_hash != hashlib.sha1(content).hexdigest():  # noqa: S324
                if stored.file:
                    stored.file.delete(save=False)
                stored.file = ContentFile(content, name=one.path.name)
                stored.file_size = len(content)
                stored.file_hash = hashlib.sha1(content).hexdigest()  # noqa: S324
            stored.save()
            if kind is PICTURE:
                stored.renditions.all().delete()
            return stored

        yield Item(key, wanted, found, write)


def _courses(contents: Sequence[CourseContent], loading: Loading, index: Page) -> Iterator[Item]:
    by_id = {page.pk: page for page in CoursePage.objects.select_related("badge", "assessment")}
    by_slug = {page.slug: page for page in by_id.values()}
    for content in contents:
        key = COURSE.key(content.slug)
        found = loading.find(key, by_id, by_slug.get(content.slug))
        entry = content.front.value
        outcomes = [
            {"type": "outcome", "value": outcome, "id": stable_id(content.slug, "outcome", str(n))}
            for n, outcome in enumerate(entry["outcomes"])
        ]
        wanted = wanted_page(
            content.slug,
            title=entry["title"],
            search_description=entry["summary"],
            badge=entry["badge"],
            assessment=content.slug,
            introduction=content.introduction,
            outcomes=outcomes,
            **_wanted_cover(content, loading),
        )

        def write(found: CoursePage | None = found, wanted: dict[str, State] = wanted) -> Page:
            page = found or CoursePage()
            set_page(page, wanted, "introduction")
            page.summary = wanted["search_description"]
            page.outcomes = json.dumps(wanted["outcomes"])
            page.cover_id = wanted.get("cover")
            page.cover_alt = wanted.get("cover_alt", "")
            page.badge = loading.record(BADGE.key(wanted["badge"]))
            page.assessment = loading.record(ASSESSMENT.key(wanted["assessment"]))
            return published(page, index)

        yield Item(key, wanted, found, write)


def _wanted_cover(content: CourseContent, loading: Loading) -> dict[str, State]:
    """Its picture and what that shows; nothing for a course that has no cover."""
    if content.cover is None:
        return {}
    picture = loading.record(PICTURE.key(content.cover.name))
    if picture is None:
        return {}
    return {"cover": picture.pk, "cover_alt": content.front.value["cover_alt"]}


def _state_of_course(page: CoursePage) -> State:
    cover = {"cover": page.cover_id, "cover_alt": page.cover_alt} if page.cover_id else {}
    return {
        **cover,
        **state_of_page(page, "introduction"),
        "badge": page.badge.slug,
        "assessment": page.assessment.slug if page.assessment else None,
        "outcomes": list(page.outcomes.raw_data),
    }


def _modules(
    contents: Sequence[tuple[CourseContent, ModuleContent]], loading: Loading
) -> Iterator[Item]:
    by_id = {page.pk: page for page in ModulePage.objects.select_related("competency")}
    by_path = {(page.path[: -Page.steplen], page.slug): page for page in by_id.values()}
    for content, module in contents:
        parent = loading.record(COURSE.key(content.slug))
        if parent is None:
            continue
        key = MODULE.key(content.slug, module.slug)
        found = loading.find(key, by_id, by_path.get((parent.path, module.slug)))
        entry = module.front.value
        wanted = wanted_page(
            module.slug,
            title=entry["title"],
            search_description=entry["outcome"],
            competency=entry["competency"],
            introduction=module.introduction,
        )

        def write(
            found: ModulePage | None = found,
            wanted: dict[str, State] = wanted,
            parent: Page = parent,
        ) -> Page:
            page = found or ModulePage()
            set_page(page, wanted, "introduction")
            page.outcome = wanted["search_description"]
            page.competency = loading.record(COMPETENCY.key(wanted["competency"]))
            return published(page, parent)

        yield Item(key, wanted, found, write)


def _state_of_module(page: ModulePage) -> State:
    return {**state_of_page(page, "introduction"), "competency": page.competency.slug}


def _lessons(
    contents: Sequence[tuple[CourseContent, ModuleContent, LessonContent]], loading: Loading
) -> Iterator[Item]:
    by_id = LessonPage.objects.in_bulk()
    by_path = {(page.path[: -Page.steplen], page.slug): page for page in by_id.values()}
    body_block = LessonPage._meta.get_field("body").stream_block
    for content, module, lesson in contents:
        parent = loading.record(MODULE.key(content.slug, module.slug))
        if parent is None:
            continue
        key = LESSON.key(content.slug, module.slug, lesson.slug)
        found = loading.find(key, by_id, by_path.get((parent.path, lesson.slug)))
        entry = lesson.front.value
        wanted = wanted_page(
            lesson.slug,
            title=entry["title"],
            search_description=entry["summary"],
            body=normal(body_block, [_raw(block, loading) for block in lesson.blocks]),
            teaches=sorted(entry["teaches"]),
            sources="\n".join(entry.get("sources") or []),
        )
        competency = module.front.value["competency"]

        def write(
            found: LessonPage | None = found,
            wanted: dict[str, State] = wanted,
            parent: Page = parent,
            competency: str = competency,
        ) -> Page:
            page = found or LessonPage()
            set_page(page, wanted, "sources")
            page.summary = wanted["search_description"]
            page.body = json.dumps(wanted["body"])
            page.teaches = [
                loading.record(BEHAVIOUR.key(competency, slug)) for slug in wanted["teaches"]
            ]
            return published(page, parent)

        yield Item(key, wanted, found, write)


def _raw(block: Block, loading: Loading) -> dict[str, Any]:
    value = block.value
    if block.media is not None:
        kind, chooser = (PICTURE, "image") if block.media.is_picture else (DOCUMENT, "document")
        value = {**value, chooser: loading.record(kind.key(block.media.name)).pk}
    return {"type": block.type, "value": value, "id": block.id}


def _state_of_lesson(page: LessonPage) -> State:
    return {
        **state_of_page(page, "sources"),
        "body": normal(page.body.stream_block, list(page.body.raw_data)),
        "teaches": sorted(behaviour.slug for behaviour in page.teaches.all()),
    }


def _orders(contents: Sequence[CourseContent], loading: Loading, before: _Orders) -> Iterator[Item]:
    """The order of the loaded pages below each course and module."""
    for content in contents:
        modules = [
            loading.record(MODULE.key(content.slug, module.slug)) for module in content.modules
        ]
        course = loading.record(COURSE.key(content.slug))
        if course is not None:
            yield _order(course, modules, before, content.slug)
        for page, module in zip(modules, content.modules, strict=True):
            lessons = [
                loading.record(LESSON.key(content.slug, module.slug, lesson.slug))
                for lesson in module.lessons
            ]
            if page is not None:
                yield _order(page, lessons, before, content.slug, module.slug)


def _order(parent: Page, pages: Sequence[Page | None], before: _Orders, *names: str) -> Item:
    wanted = [page.pk for page in pages if page is not None and page.path.startswith(parent.path)]

    def write() -> Page:
        for position, pk in enumerate(wanted):
            now = [child for child in _children(parent) if child in wanted]
            if now[position] != pk:
                Page.objects.get(pk=pk).move(Page.objects.get(pk=now[position]), pos="left")
        return parent

    # New pages stand last for now: whether somebody has reordered the others shows without them.
    current = before.of(parent)
    return Item(ORDER.key(*names), wanted, parent if current else None, write, current or None)


def _state_of_order(parent: Page) -> State:
    loaded = _loaded_pages()
    return [pk for pk in _children(parent) if pk in loaded]


PICTURE = Kind(
    "picture",
    "pictures",
    get_image_model(),
    lambda image: {"title": image.title, "hash": image.file_hash},
)
DOCUMENT = Kind(
    "document",
    "documents",
    get_document_model(),
    lambda document: {"title": document.title, "hash": document.file_hash},
)
COURSE = Kind(
    "course",
    "courses",
    CoursePage,
    _state_of_course,
    withdraw_page,
    stays_deleted=True,
    compared=comparable,
)
MODULE = Kind(
    "module",
    "modules",
    ModulePage,
    _state_of_module,
    withdraw_page,
    stays_deleted=True,
    compared=comparable,
)
LESSON = Kind(
    "lesson",
    "lessons",
    LessonPage,
    _state_of_lesson,
    withdraw_page,
    stays_deleted=True,
    compared=comparable,
)
ORDER = Kind("order", "orders of pages", Page, _state_of_order, forgotten=True)
