"""The margin of a lesson: a learner's note, their bookmark, and the place where they stopped."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from accounts.prepared import PreparedQuery
from accounts.text import clean_line
from learning.models import Bookmark, LessonPage, Note, ReadingPlace
from learning.reflecting import writable

_LONGEST_OPENING = 80
# No lesson has more; what a browser sends beyond it is no place.
_LAST_PARAGRAPH = 9_999


@dataclass(frozen=True, slots=True)
class Margin:
    """`paragraph` is None for whoever has no place to return to."""

    note: str = ""
    is_bookmarked: bool = False
    paragraph: int | None = None
    opening: str = ""


def _of_a_lesson(learner_id: int, lesson_id: int) -> QuerySet:
    def own(model: type[Note] | type[Bookmark] | type[ReadingPlace]) -> QuerySet:
        mine = model._default_manager.filter(learner_id=learner_id, lesson_id=OuterRef("pk"))
        return mine.order_by()

    return (
        LessonPage.objects.filter(pk=lesson_id)
        .order_by()
        .values_list(
            Subquery(own(Note).values("text")),
            Exists(own(Bookmark)),
            Subquery(own(ReadingPlace).values("paragraph")),
            Subquery(own(ReadingPlace).values("opening")),
        )
    )


_read = PreparedQuery(_of_a_lesson, int, int)


def margin_of(*, learner: User, lesson: LessonPage) -> Margin:
    """What `learner` has in the margin of `lesson`, in one query."""
    for note, is_bookmarked, paragraph, opening in _read(learner.pk, lesson.pk):
        return Margin(note or "", is_bookmarked, paragraph, opening or "")
    return Margin()


def keep_note(*, learner: User, lesson: LessonPage, text: str) -> Note:
    """Write down, or change, the learner's note on `lesson`.

    Raises NotKept, as `keep_reflection` does, for an empty text and for one that is too long.
    """
    text = writable(text)
    now = timezone.now()
    with transaction.atomic():
        note, created = Note.objects.select_for_update().get_or_create(
            learner=learner,
            lesson=lesson,
            defaults={
                "title": lesson.title,
                "text": text,
                "written_at": now,
                "changed_at": now,
            },
        )
        if not created and note.text != text:
            note.title, note.text, note.changed_at = lesson.title, text, now
            note.save(update_fields=["title", "text", "changed_at"])
    return note


def discard_note(*, learner: User, lesson_id: int) -> bool:
    """Delete the learner's note on a lesson; says whether there was one."""
    deleted, _rows = Note.objects.filter(learner=learner, lesson_id=lesson_id).delete()
    return bool(deleted)


def set_bookmark(*, learner: User, lesson: LessonPage) -> None:
    """Lay a bookmark into `lesson`, unless there is one."""
    Bookmark.objects.get_or_create(learner=learner, lesson=lesson)


def remove_bookmark(*, learner: User, lesson_id: int) -> None:
    Bookmark.objects.filter(learner=learner, lesson_id=lesson_id).delete()


def keep_place(*, learner: User, lesson: LessonPage, paragraph: int, opening: str = "") -> None:
    """Remember that `learner` reads that paragraph, counted from 0; the top of a lesson is no
    place, so it takes back what was remembered."""
    mine = ReadingPlace.objects.filter(learner=learner, lesson=lesson)
    if paragraph <= 0:
        mine.delete()
        return
    ReadingPlace.objects.update_or_create(
        learner=learner,
        lesson=lesson,
        defaults={
            "paragraph": min(paragraph, _LAST_PARAGRAPH),
            "opening": clean_line(opening)[:_LONGEST_OPENING],
            "kept_at": timezone.now(),
        },
    )
