"""Writing what the site holds back as a content folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import assessments.content_export
import badges.content_export
import learning.content_export
from assessments.markdown_writing import markdown_of
from badges.content_export import CannotExport, File
from badges.content_yaml import document
from home.models import HomePage, StandardPage
from learning.content_export import address_of_page

__all__ = ["CannotExport", "export"]

_FOLDERS = ("badges", "pathways", "pages", "tasks")


def export(folder: Path, *, replace: bool = False) -> int:
    """Write badges, pathways, courses and pages to `folder`; how many files were written.

    Only what is live is written. Raises CannotExport, having written nothing, if the folder
    holds something already and not `replace`, or if the site holds what the files can't.
    """
    if folder.exists() and any(folder.iterdir()) and not replace:
        raise CannotExport(f"{folder} is not empty. Name another folder, or say --replace.")
    # All of it first, so that a site that can't be exported leaves the folder as it was.
    written = list(_files())
    if replace and folder.exists():
        _clear(folder)
    for name, content in written:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
    return len(written)


def _files() -> Iterator[File]:
    yield from badges.content_export.files()
    yield from assessments.content_export.files(learning.content_export.folders(), address_of_page)
    yield from learning.content_export.files(address_of_page)
    home = HomePage.objects.get()
    for page in [home, *StandardPage.objects.live().child_of(home).order_by("slug")]:
        is_home = isinstance(page, HomePage)
        front = {
            "title": page.title,
            "summary": page.search_description if is_home else page.summary,
        }
        if is_home:
            front |= {"headline": page.headline, "lede": page.lede}
        name = "home" if is_home else page.slug
        body = markdown_of(page.body, address=address_of_page, tidy=True)
        yield f"pages/{name}.md", document(front, body)


def _clear(folder: Path) -> None:
    """Take away what an export writes: what is gone from the site shall be gone from the files."""
    courses = [path.parent for path in folder.glob("*/course.md")]
    for path in [*courses, *(folder / name for name in _FOLDERS)]:
        shutil.rmtree(path, ignore_errors=True)
