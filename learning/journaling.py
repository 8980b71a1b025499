"""A learner's journal: what they wrote in lessons, asked and unasked, and where they left
bookmarks. To read, and to take along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from learning.models import Bookmark, CoursePage, Note, Reflection
from learning.outlines import outlines_of

ENTRIES_A_PAGE = 20
_NOTE, _REFLECTION = "note", "reflection"
_WRITTEN: dict[str, type[Note] | type[Reflection]] = {_NOTE: Note, _REFLECTION: Reflection}


@dataclass(frozen=True, slots=True)
class Entry:
    """`title` is a reflection's prompt or a note's lesson. `url` leads to the very place; it is
    empty while the lesson is not published."""

    kind: str
    pk: int
    title: str
    text: str
    changed_at: datetime
    lesson: str
    url: str

    @property
    def is_note(self) -> bool:
        return self.kind == _NOTE


@dataclass(frozen=True, slots=True)
class Marked:
    """A lesson with a bookmark in it; `url` is empty while it is not published."""

    title: str
    url: str
    lesson_id: int


def journal_page(learner: User, number: str | None) -> tuple[Page, list[Entry]]:
    """A page of the journal, the newest first: as many queries for many entries as for one."""
    page = Paginator(_keys(learner), ENTRIES_A_PAGE).get_page(number)
    return page, _entries(list(page))


def whole_journal(learner: User) -> list[Entry]:
    return _entries(list(_keys(learner)))


def bookmarks_of(learner: User, most: int | None = None) -> list[Marked]:
    """The lessons a learner has marked, the latest first."""
    rows = list(
        Bookmark.objects.filter(learner=learner).values_list("lesson_id", "lesson__title")[:most]
    )
    urls = _lesson_urls([lesson_id for lesson_id, _title in rows]) if rows else {}
    return [Marked(title, urls.get(lesson_id, ""), lesson_id) for lesson_id, title in rows]


def discard_entry(*, learner: User, kind: str, pk: int) -> bool:
    """Delete an entry of the learner's for good, also one whose lesson is gone; says whether there
    was one. What was taken as evidence is a copy, and stays."""
    model = _WRITTEN.get(kind)
    if model is None:
        return False
    deleted, _rows = model._default_manager.filter(learner=learner, pk=pk).delete()
    return bool(deleted)


def journal_as_text(learner: User) -> str:
    """The whole journal as plain text, to keep outside of this site."""
    blocks = [_("Journal of %(name)s") % {"name": learner}]
    for entry in whole_journal(learner):
        day = date_format(timezone.localtime(entry.changed_at), "j F Y")
        about = _("Note on “%(lesson)s”") if entry.is_note else _("In “%(lesson)s”")
        head = [f"{about % {'lesson': entry.lesson}}, {day}" if entry.lesson else day]
        if not entry.is_note:
            head.append(entry.title)
        blocks.append("\n".join([*head, "", entry.text]))
    marked = bookmarks_of(learner)
    if marked:
        blocks.append("\n".join([_("Bookmarks"), *(f"- {each.title}" for each in marked)]))
    return ("\n\n" + "-" * 60 + "\n\n").join(blocks) + "\n"


def _keys(learner: User) -> QuerySet:
    def own(model: type[Note] | type[Reflection], kind: str) -> QuerySet:
        mine = model._default_manager.filter(learner=learner).order_by()
        return mine.annotate(kind=Value(kind)).values_list("kind", "pk", "changed_at")

    both = own(Reflection, _REFLECTION).union(own(Note, _NOTE), all=True)
    return both.order_by("-changed_at", "kind", "-pk")


def _entries(keys: Sequence[tuple[str, int, datetime]]) -> list[Entry]:
    reflections = _by_id(Reflection.objects.all(), [pk for kind, pk, _at in keys if kind != _NOTE])
    notes = _by_id(Note.objects.all(), [pk for kind, pk, _at in keys if kind == _NOTE])
    rows = [(kind, (notes if kind == _NOTE else reflections).get(pk)) for kind, pk, _at in keys]
    urls = _lesson_urls([row.lesson_id for _kind, row in rows if row is not None]) if rows else {}
    return [_entry(kind, row, urls) for kind, row in rows if row is not None]


def _by_id(rows: QuerySet, ids: list[int]) -> dict[int, Note | Reflection]:
    return rows.select_related("lesson").in_bulk(ids) if ids else {}


def _entry(kind: str, row: Note | Reflection, urls: dict[int, str]) -> Entry:
    url = urls.get(row.lesson_id or 0, "")
    lesson = row.lesson.title if row.lesson is not None else ""
    if isinstance(row, Note):
        title, lesson, anchor = row.title, lesson or row.title, "notes"
    else:
        title, anchor = row.prompt, f"reflection-{row.block_id}"
    return Entry(
        kind=kind,
        pk=row.pk,
        title=title,
        text=row.text,
        changed_at=row.changed_at,
        lesson=lesson,
        url=f"{url}#{anchor}" if url else "",
    )


def _lesson_urls(lesson_ids: Iterable[int | None]) -> dict[int, str]:
    """Where the live ones of these lessons are: outlines of every course there is, which are
    kept, instead of a look for each lesson's course."""
    courses = outlines_of(CoursePage.objects.live().values_list("pk", flat=True)).values()
    wanted = set(lesson_ids)
    return {
        lesson.id: lesson.url
        for course in courses
        for lesson in course.lessons
        if lesson.id in wanted
    }
