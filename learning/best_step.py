"""The one thing that brings a learner on now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The cases, in the order in which one comes before another."""

    HAND_IN_AGAIN = "hand_in_again"
    FINISH_ATTEMPT = "finish_attempt"
    INVITE_SUPERVISOR = "invite_supervisor"
    TAKE_CHECK = "take_check"
    RESUME_LESSON = "resume_lesson"
    FINISH_WORK = "finish_work"
    GO_TO_ASSESSMENT = "go_to_assessment"
    FOLLOW_PATHWAY = "follow_pathway"
    WAIT = "wait"
    CHOOSE_BADGE = "choose_badge"
    SHOW_BADGES = "show_badges"


@dataclass(frozen=True, slots=True)
class Place:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course that was started.

    `lesson` is the one to go on with, None if all are read or waived. `is_new`: nothing of it
    was read or shown. `check` and `assessment` are addresses, empty where there is none or
    where nothing of it is left to do.
    """

    title: str
    is_earned: bool = False
    is_new: bool = False
    lesson: Place | None = None
    attempt: str = ""
    check: str = ""
    assessment: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """`courses`: the one seen last first. `way`: what a pathway that was begun asks for next.
    `holds_all`: there is no badge left to choose."""

    returned: tuple[Place, ...] = ()
    without_supervisor: tuple[Place, ...] = ()
    drafts: tuple[Place, ...] = ()
    courses: tuple[Course, ...] = ()
    way: Place | None = None
    is_waiting: bool = False
    holds_all: bool = False


@dataclass(frozen=True, slots=True)
class BestStep:
    """`title` is what the step is about, `course` the title of the course it belongs to."""

    kind: Kind
    url: str
    title: str = ""
    course: str = ""


BADGES = "/badges/"
OWN_BADGES = "#badges"


def best_step(situation: Situation) -> BestStep:
    """What somebody began is finished before anything new; what only they can move on comes
    before what can be read at any time."""
    open_courses = [course for course in situation.courses if not course.is_earned]
    if situation.returned:
        return _of(Kind.HAND_IN_AGAIN, situation.returned[0])
    for course in open_courses:
        if course.attempt:
            return BestStep(Kind.FINISH_ATTEMPT, course.attempt, course.title, course.title)
    if situation.without_supervisor:
        return _of(Kind.INVITE_SUPERVISOR, situation.without_supervisor[0])
    for course in open_courses:
        if course.is_new and course.check:
            return BestStep(Kind.TAKE_CHECK, course.check, course.title, course.title)
        if course.lesson is not None:
            return _of(Kind.RESUME_LESSON, course.lesson, course.title)
        if situation.drafts:
            break
        if course.assessment:
            return BestStep(Kind.GO_TO_ASSESSMENT, course.assessment, course.title, course.title)
    if situation.drafts:
        return _of(Kind.FINISH_WORK, situation.drafts[0])
    if situation.way is not None:
        return _of(Kind.FOLLOW_PATHWAY, situation.way)
    if situation.is_waiting:
        return BestStep(Kind.WAIT, BADGES)
    if situation.holds_all:
        return BestStep(Kind.SHOW_BADGES, OWN_BADGES)
    return BestStep(Kind.CHOOSE_BADGE, BADGES)


def _of(kind: Kind, place: Place, course: str = "") -> BestStep:
    return BestStep(kind, place.url, place.title, course)
