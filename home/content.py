"""The content folder as a whole: reading all of it, loading all of it, its schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import assessments.content
import assessments.content_reading
import assessments.content_tasks
import badges.content
import badges.content_reading
import learning.content
import learning.content_reading
from assessments.content_markdown import rich_text
from assessments.content_reading import AssessmentContent
from assessments.content_tasks import TaskContent
from badges.content_files import Document, Folder, Problems
from badges.content_loading import Item, Loading, State, longest
from badges.content_reading import BadgeContent
from badges.content_shapes import Shape, fits, record, schema, text
from home.content_links import check_links
from home.models import HomePage, StandardPage
from home.roles import ensure_roles
from home.roots import ensure_site
from learning.content import page_kind, published, set_page, state_of_page, wanted_page
from learning.content_reading import CourseContent

HOME = "home"
STANDARD_PAGE = record(
    {
        "title": text("Title of the page", longest=longest(StandardPage, "title")),
        "summary": text(
            "One sentence, for lists and search engines", longest=longest(StandardPage, "summary")
        ),
    }
)
HOME_PAGE = record(
    {
        **STANDARD_PAGE["properties"],
        "headline": text("The largest line", longest=longest(HomePage, "headline")),
        "lede": text("One or two sentences under the headline"),
    }
)
SCHEMAS: dict[str, tuple[str, Shape]] = {
    "page": ("Front matter of a page", STANDARD_PAGE),
    "home": ("Front matter of the home page", HOME_PAGE),
}


@dataclass(frozen=True, slots=True)
class PageContent:
    slug: str
    document: Document
    body: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the folder holds. Load it only if reading it found no problem."""

    badges: BadgeContent
    assessments: Sequence[AssessmentContent]
    step_tasks: Sequence[TaskContent]
    courses: Sequence[CourseContent]
    pages: Sequence[PageContent]


def read(root: Path) -> tuple[Content, Problems]:
    """The folder's content, and everything that is wrong with it. Touches no database."""
    folder = Folder(root)
    of_badges = badges.content_reading.read(folder)
    of_assessments = assessments.content_reading.read(folder, of_badges)
    of_steps = assessments.content_tasks.read_of_steps(folder, of_badges)
    courses = learning.content_reading.read(folder, of_badges)
    _check_assessments(folder, of_assessments, courses)
    content = Content(of_badges, of_assessments, of_steps, courses, list(_pages(folder)))
    check_links(folder, _addresses(content))
    return content, folder.problems


def load(
    content: Content,
    *,
    overwrite: bool = False,
    prune: bool = False,
    progress: Callable[[str, int, int], None] = lambda label, done, total: None,
) -> Loading:
    """Bring the database to what the folder says.

    What an editor has changed since the last load is kept, unless `overwrite`. What is gone
    from the folder stays, unless `prune`: then pages and questions are unpublished, and steps
    of pathways that nobody has done are taken away.
    """
    loading = Loading(overwrite=overwrite, progress=progress)
    front = next(page.document.front.value for page in content.pages if page.slug == HOME)
    home, is_new = ensure_site(**{name: front[name] for name in ("title", *_HOME_FIELDS)})
    ensure_roles()
    badges.content.load(content.badges, loading)
    assessments.content.load(content.assessments, content.step_tasks, loading)
    learning.content.load(content.courses, loading, home=home)
    pages = _page_items(content.pages, loading, home, home_is_new=is_new)
    loading.settle(PAGE, pages, len(content.pages))
    loading.settle_gone(prune=prune)
    return loading


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schemas of the files, by the names of their own files in content/schemas/."""
    declared = {
        **badges.content_reading.SCHEMAS,
        **assessments.content_reading.SCHEMAS,
        **learning.content_reading.SCHEMAS,
        **SCHEMAS,
    }
    return {
        f"{name}.schema.json": schema(title, shape) for name, (title, shape) in declared.items()
    }


def _addresses(content: Content) -> set[str]:
    """Where everything that the folder holds will be on the site."""
    found = {f"/{page.slug}/" for page in content.pages if page.slug != HOME}
    found |= {f"/badges/{slug}/" for slug in content.badges.badges}
    found |= {f"/pathways/{slug}/" for slug in content.badges.pathways}
    tasks = [task for one in content.assessments for task in one.tasks.values()]
    found |= {f"/assessment/tasks/{task.slug}/" for task in [*tasks, *content.step_tasks]}
    for course in content.courses:
        found |= {f"/courses/{course.slug}/", f"/courses/{course.slug}/assessment/"}
        for module in course.modules:
            path = f"/courses/{course.slug}/{module.slug}/"
            found |= {path, *(f"{path}{lesson.slug}/" for lesson in module.lessons)}
    return found


def _check_assessments(
    folder: Folder, found: Sequence[AssessmentContent], courses: Sequence[CourseContent]
) -> None:
    badge_of = {course.slug: course.front.value["badge"] for course in courses}
    for content in found:
        awarded = content.assessment.value["badge"]
        if awarded != badge_of.get(content.course, awarded):
            content.assessment.complain(
                folder.problems,
                f"The course leads to “{badge_of[content.course]}”. Name the same badge.",
                "badge",
            )


def _pages(folder: Folder) -> Iterator[PageContent]:
    files = folder.files(folder.root / "pages", ".md")
    if HOME not in [file.stem for file in files]:
        path = folder.root / "pages" / f"{HOME}.md"
        folder.problems.add(folder.name(path), 1, "This file is missing. Add it.")
    for file in files:
        document = folder.markdown(file)
        shape = HOME_PAGE if file.stem == HOME else STANDARD_PAGE
        if document is None or not fits(document.front, shape, folder.problems):
            continue
        body = rich_text(
            document.body,
            file=document.file,
            line=document.body_line,
            problems=folder.problems,
            headings=True,
        )
        yield PageContent(file.stem, document, body)


def _page_items(
    pages: Sequence[PageContent], loading: Loading, home: HomePage, *, home_is_new: bool
) -> Iterator[Item]:
    by_id: dict[int, StandardPage | HomePage] = {**StandardPage.objects.in_bulk(), home.pk: home}
    by_slug = {page.slug: page for page in StandardPage.objects.child_of(home)}
    for content in pages:
        key = PAGE.key(content.slug)
        is_home = content.slug == HOME
        same = home if is_home else by_slug.get(content.slug)
        found = None if is_home and home_is_new else loading.find(key, by_id, same)
        front = content.document.front.value
        extra = {name: front[name] for name in (_HOME_FIELDS if is_home else ("summary",))}
        wanted = wanted_page(
            home.slug if is_home else content.slug,
            title=front["title"],
            search_description=front["summary"],
            body=content.body,
            **extra,
        )

        def write(
            found: StandardPage | HomePage | None = home if is_home else found,
            wanted: dict[str, State] = wanted,
            names: Sequence[str] = tuple(extra),
        ) -> Any:
            page = found or StandardPage()
            set_page(page, wanted, "body", *names)
            return published(page, home)

        yield Item(key, wanted, found, write)


_HOME_FIELDS = ("headline", "lede")


def _state_of_page(page: StandardPage | HomePage) -> State:
    own = _HOME_FIELDS if isinstance(page, HomePage) else ("summary",)
    return state_of_page(page, "body", *own)


PAGE = page_kind("page", "standing pages", StandardPage, _state_of_page)
