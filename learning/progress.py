"""How far a learner has come in a course, and what brings them further."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice

from django.db import transaction
from django.db.models import BigIntegerField, DateTimeField, QuerySet, Value
from django.utils import timezone

from accounts.models import User
from accounts.prepared import PreparedQuery
from assessments.models import Demonstration
from learning.models import CoursePage, Enrolment, LessonPage, LessonProgress
from learning.outlines import (
    CourseOutline,
    LessonOutline,
    ModuleOutline,
    course_id_around,
    outlines_of,
)
from learning.studying import note_day

_Record = tuple[str, int, int | None, datetime | None]
_ENROLLED, _LESSON, _SHOWN = "enrolled", "lesson", "shown"

# Reading on in the same lesson is not written down again within this time.
_STILL_READING = timedelta(minutes=10)


class State(StrEnum):
    """Where a learner stands with a lesson or module. Only a module can be waived: its
    competency has been shown in the assessment, and not all of its lessons were read."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class LessonStanding:
    outline: LessonOutline
    state: State

    @property
    def is_done(self) -> bool:
        return self.state is State.DONE


@dataclass(frozen=True, slots=True)
class ModuleStanding:
    """`is_shown`: its competency has been shown in the assessment, whatever was read."""

    outline: ModuleOutline
    state: State
    lessons: tuple[LessonStanding, ...]
    is_shown: bool

    @property
    def minutes_left(self) -> int:
        """0 for a module that is done or waived."""
        if self.state is State.WAIVED:
            return 0
        return sum(lesson.outline.minutes for lesson in self.lessons if not lesson.is_done)

    @property
    def lessons_done(self) -> int:
        return sum(lesson.is_done for lesson in self.lessons)

    @property
    def next_lesson(self) -> LessonOutline | None:
        return next((lesson.outline for lesson in self.lessons if not lesson.is_done), None)


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """`resume` is the lesson to go on with; None if all are done or waived.

    `last_lesson` and `last_seen_at` are None for whoever has not enrolled.
    """

    outline: CourseOutline
    modules: tuple[ModuleStanding, ...]
    resume: LessonOutline | None
    last_lesson: int | None = None
    last_seen_at: datetime | None = None

    @property
    def is_enrolled(self) -> bool:
        return self.last_seen_at is not None

    @property
    def _counted(self) -> list[LessonStanding]:
        """A waived module is neither done nor missing, so its lessons do not count."""
        return [
            lesson
            for module in self.modules
            if module.state is not State.WAIVED
            for lesson in module.lessons
        ]

    @property
    def lessons_total(self) -> int:
        return len(self._counted)

    @property
    def lessons_done(self) -> int:
        return sum(lesson.is_done for lesson in self._counted)

    @property
    def lessons_left(self) -> int:
        return self.lessons_total - self.lessons_done

    @property
    def percent(self) -> int:
        """Of the lessons that count, rounded down; 100 if nothing is left to read."""
        if not self.lessons_total:
            return 100
        return 100 * self.lessons_done // self.lessons_total

    @property
    def minutes_left(self) -> int:
        return sum(module.minutes_left for module in self.modules)

    @property
    def has_begun(self) -> bool:
        return any(module.state is not State.NOT_STARTED for module in self.modules)

    @property
    def modules_waived(self) -> int:
        return sum(module.state is State.WAIVED for module in self.modules)

    def module(self, module_id: int) -> ModuleStanding | None:
        return next((m for m in self.modules if m.outline.id == module_id), None)

    def is_reading(self, lesson_id: int, now: datetime) -> bool:
        """Whether it is known already that the learner is in that lesson."""
        recently = self.last_seen_at is not None and self.last_seen_at > now - _STILL_READING
        return recently and self.last_lesson == lesson_id

    def next_module(self, after: int) -> ModuleStanding | None:
        """The first one behind the module with that id that is not waived."""
        ids = [module.outline.id for module in self.modules]
        behind = self.modules[ids.index(after) + 1 :] if after in ids else ()
        return next((m for m in behind if m.lessons and m.state is not State.WAIVED), None)


def enrol(*, learner: User, course: CoursePage) -> Enrolment:
    """The learner's enrolment in `course`, made now unless it exists."""
    enrolment, _created = Enrolment.objects.get_or_create(learner=learner, course=course)
    return enrolment


def open_lesson(*, learner: User, lesson: LessonPage, course_id: int | None = None) -> None:
    """Record that the learner is in `lesson`: enrol them, and resume here.

    `course_id` spares looking for the course. Raises LookupError if the lesson stands in none.
    """
    course_id = course_id if course_id is not None else _course_id(lesson)
    with transaction.atomic():
        Enrolment.objects.update_or_create(
            learner=learner,
            course_id=course_id,
            defaults={"last_lesson": lesson, "last_seen_at": timezone.now()},
        )
        LessonProgress.objects.get_or_create(learner=learner, lesson=lesson)
        note_day(learner)


def complete_lesson(*, learner: User, lesson: LessonPage) -> LessonProgress:
    """Record that the learner is through with `lesson`. The first time counts."""
    with transaction.atomic():
        open_lesson(learner=learner, lesson=lesson)
        mine = LessonProgress.objects.filter(learner=learner, lesson=lesson)
        if mine.filter(completed_at=None).update(completed_at=timezone.now()):
            note_day(learner, minutes=lesson.minutes)
        return mine.get()


def progress_of_enrolled(learner: User) -> tuple[list[CourseProgress], int]:
    """Of the courses that `learner` has started, the one seen last first; and how many others
    they have started that are not live now. Two queries."""
    enrolled = list(
        Enrolment.objects.filter(learner=learner)
        .order_by("-last_seen_at", "-pk")
        .values_list("course_id", flat=True)
    )
    found = progress_in(learner=learner, outlines=outlines_of(enrolled).values())
    courses = [found[course_id] for course_id in enrolled if course_id in found]
    return courses, len(enrolled) - len(courses)


def progress_of(*, learner: User | None, course: CoursePage | CourseOutline) -> CourseProgress:
    """How far `learner` (None: a visitor, who has begun nothing) has come in a live course.

    Raises LookupError for a course that is not live.
    """
    if isinstance(course, CourseOutline):
        return progress_in(learner=learner, outlines=[course])[course.id]
    found = progress_of_many(learner=learner, courses=[course])
    if course.pk not in found:
        raise LookupError(f"The course “{course}” is not published.")
    return found[course.pk]


def progress_of_many(
    *, learner: User | None, courses: Iterable[CoursePage]
) -> dict[int, CourseProgress]:
    """As `progress_of`, by course id, with as many queries as for one; only live courses."""
    return progress_in(
        learner=learner, outlines=outlines_of([course.pk for course in courses]).values()
    )


def progress_in(
    *, learner: User | None, outlines: Iterable[CourseOutline]
) -> dict[int, CourseProgress]:
    """As `progress_of_many`, for outlines: in one query, in none for a visitor."""
    outlines = list(outlines)
    if learner is None:
        return {outline.id: standing(outline) for outline in outlines}
    return _standings(_records([learner.pk], outlines).get(learner.pk, []), outlines)


def progress_of_learners(
    learners: Iterable[User],
) -> dict[int, list[CourseProgress]]:
    """As `progress_of_enrolled` for many learners, by their ids, with as many queries."""
    ids = [learner.pk for learner in learners]
    enrolled: dict[int, list[int]] = {learner_id: [] for learner_id in ids}
    rows = Enrolment.objects.filter(learner__in=ids).order_by("-last_seen_at", "-pk")
    for learner_id, course_id in rows.values_list("learner_id", "course_id"):
        enrolled[learner_id].append(course_id)
    outlines = outlines_of({course_id for courses in enrolled.values() for course_id in courses})
    records = _records(ids, list(outlines.values()))
    return {
        learner_id: list(
            _standings(
                records.get(learner_id, []),
                [outlines[course_id] for course_id in courses if course_id in outlines],
            ).values()
        )
        for learner_id, courses in enrolled.items()
    }


def _standings(
    records: Sequence[_Record], outlines: Iterable[CourseOutline]
) -> dict[int, CourseProgress]:
    """By course id and in their order, how far the learner has come whom `records` are of."""
    opened = {lesson for kind, lesson, _, _ in records if kind == _LESSON}
    done = {lesson for kind, lesson, _, at in records if kind == _LESSON and at is not None}
    shown = {(assessment, c) for kind, assessment, c, _ in records if kind == _SHOWN and c}
    last = {course: (lesson, at) for kind, course, lesson, at in records if kind == _ENROLLED}
    return {
        outline.id: standing(
            outline,
            opened=opened,
            done=done,
            shown={c for assessment, c in shown if assessment == outline.assessment_id},
            last_lesson=last.get(outline.id, (None, None))[0],
            last_seen_at=last.get(outline.id, (None, None))[1],
        )
        for outline in outlines
    }


def _records(
    learner_ids: Sequence[int], outlines: Sequence[CourseOutline]
) -> dict[int, list[_Record]]:
    """Everything known of the learners in these courses, by their ids: enrolments (course, last
    lesson, seen), lessons (lesson, completed) and demonstrations (assessment, competency)."""
    asked = (
        learner_ids,
        [outline.id for outline in outlines],
        [lesson.id for outline in outlines for lesson in outline.lessons],
        [o.assessment_id for o in outlines if o.assessment_id is not None],
    )
    read = _records_of_as_many(tuple(len(ids) for ids in asked))
    found: dict[int, list[_Record]] = {}
    for learner_id, *record in read(*chain.from_iterable(asked)):
        found.setdefault(learner_id, []).append(tuple(record))
    return found


@lru_cache(maxsize=256)
def _records_of_as_many(numbers: tuple[int, ...]) -> PreparedQuery:
    """The query for so many learners, courses, lessons and assessments."""

    def build(*ids: int) -> QuerySet:
        rest = iter(ids)
        return _every_record(*(list(islice(rest, number)) for number in numbers))

    return PreparedQuery(build, *[int] * sum(numbers))


def _every_record(
    learners: Sequence[int],
    courses: Sequence[int],
    lessons: Sequence[int],
    assessments: Sequence[int],
) -> QuerySet:
    nothing = Value(None, output_field=BigIntegerField())
    never = Value(None, output_field=DateTimeField())
    enrolled = Enrolment.objects.filter(learner__in=learners, course__in=courses).annotate(
        kind=Value(_ENROLLED)
    )
    begun = LessonProgress.objects.filter(learner__in=learners, lesson__in=lessons).annotate(
        kind=Value(_LESSON), nothing=nothing
    )
    shown = (
        Demonstration.objects.standing()
        .filter(learner__in=learners, assessment__in=assessments)
        .annotate(kind=Value(_SHOWN), never=never)
    )
    what = ("learner_id", "kind")
    every = enrolled.order_by().values_list(*what, "course_id", "last_lesson_id", "last_seen_at")
    return every.union(
        begun.order_by().values_list(*what, "lesson_id", "nothing", "completed_at"),
        shown.order_by().values_list(*what, "assessment_id", "competency_id", "never"),
        all=True,
    )


def standing(
    outline: CourseOutline,
    *,
    opened: Collection[int] = (),
    done: Collection[int] = (),
    shown: Collection[int] = (),
    last_lesson: int | None = None,
    last_seen_at: datetime | None = None,
) -> CourseProgress:
    """From ids of lessons opened and done, and of competencies shown, to where one stands."""
    modules = tuple(_module_standing(module, opened, done, shown) for module in outline.modules)
    return CourseProgress(
        outline=outline,
        modules=modules,
        resume=_resume(modules, last_lesson),
        last_lesson=last_lesson,
        last_seen_at=last_seen_at,
    )


def _module_standing(
    module: ModuleOutline, opened: Collection[int], done: Collection[int], shown: Collection[int]
) -> ModuleStanding:
    lessons = tuple(
        LessonStanding(outline=lesson, state=_lesson_state(lesson.id, opened, done))
        for lesson in module.lessons
    )
    is_shown = module.competency_id in shown
    if lessons and all(lesson.is_done for lesson in lessons):
        state = State.DONE
    elif is_shown:
        state = State.WAIVED
    elif any(lesson.state is not State.NOT_STARTED for lesson in lessons):
        state = State.IN_PROGRESS
    else:
        state = State.NOT_STARTED
    return ModuleStanding(outline=module, state=state, lessons=lessons, is_shown=is_shown)


def _lesson_state(lesson_id: int, opened: Collection[int], done: Collection[int]) -> State:
    if lesson_id in done:
        return State.DONE
    return State.IN_PROGRESS if lesson_id in opened else State.NOT_STARTED


def _resume(modules: tuple[ModuleStanding, ...], last_lesson: int | None) -> LessonOutline | None:
    """The last lesson while it is not done; else the next open one behind it, then before it."""
    every = [(module, lesson) for module in modules for lesson in module.lessons]
    place = next((i for i, (_, lesson) in enumerate(every) if lesson.outline.id == last_lesson), 0)
    if every and last_lesson == every[place][1].outline.id and not every[place][1].is_done:
        return every[place][1].outline
    for module, lesson in every[place:] + every[:place]:
        if module.state is not State.WAIVED and not lesson.is_done:
            return lesson.outline
    return None


def _course_id(lesson: LessonPage) -> int:
    course_id = course_id_around(lesson)
    if course_id is None:
        raise LookupError(f"The lesson “{lesson}” stands in no course.")
    return course_id
