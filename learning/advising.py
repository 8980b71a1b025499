"""What a learner's situation is, and the best next step in it, said in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Attempt, State, Submission
from assessments.waiting import Waiting
from badges.models import Award
from learning.best_step import BestStep, Course, Kind, Place, Situation, best_step
from learning.progress import CourseProgress
from learning.why_not_yet import PathwayExplained, ways_there


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence and one button. `emblem` is that of the course it is about, if any."""

    kind: str
    sentence: str
    label: str
    url: str
    course: str = ""
    emblem: str = ""
    minutes: int = 0


def advice(
    *,
    courses: Sequence[CourseProgress],
    attempts: Mapping[int, Attempt],
    awards: Iterable[Award],
    waiting: Waiting,
    pathways: Sequence[PathwayExplained],
) -> Advice:
    """From what is known of a learner; `attempts` are those under way, by assessment."""
    held = {award.badge_id: award.badge.slug for award in awards}
    return _advice(best_step(_situation(courses, attempts, held, waiting, pathways)), courses)


def reading_step(
    *,
    courses: Sequence[CourseProgress],
    attempts: Mapping[int, Attempt],
    held: Mapping[int, str],
    waiting: Waiting,
) -> Advice | None:
    """What to go on with for a weekly goal, which lessons and assessments count for; None if
    there is nothing of the kind to do. `held`: the slugs of the learner's badges, by their ids."""
    situation = Situation(
        courses=tuple(
            replace(_course(course, attempts, held, _judged_soon(waiting)), check="")
            for course in courses
        ),
        is_waiting=bool(waiting.for_others),
        holds_all=_holds_all(held),
    )
    step = best_step(situation)
    if step.kind in (Kind.WAIT, Kind.SHOW_BADGES):
        return None
    return _advice(step, courses)


def _advice(step: BestStep, courses: Sequence[CourseProgress]) -> Advice:
    sentence, label = _in_words(step)
    about = next((c for c in courses if c.outline.title == step.course), None)
    reading = about.resume if about is not None and step.kind is Kind.RESUME_LESSON else None
    return Advice(
        kind=step.kind,
        sentence=sentence,
        label=label,
        url=step.url,
        course=step.course,
        emblem=about.outline.emblem if about is not None else "",
        minutes=reading.minutes if reading is not None else 0,
    )


def _situation(
    courses: Sequence[CourseProgress],
    attempts: Mapping[int, Attempt],
    held: Mapping[int, str],
    waiting: Waiting,
    pathways: Sequence[PathwayExplained],
) -> Situation:
    judged_soon = _judged_soon(waiting)
    return Situation(
        returned=_places(waiting.for_learner, State.RETURNED),
        without_supervisor=_places(waiting.for_learner, State.SIGN_OFF),
        drafts=_places(waiting.for_learner, State.DRAFT),
        courses=tuple(_course(course, attempts, held, judged_soon) for course in courses),
        way=_way(pathways),
        is_waiting=bool(waiting.for_others),
        holds_all=_holds_all(held),
    )


def _judged_soon(waiting: Waiting) -> set[int | None]:
    """The competencies that work with an assessor may show."""
    return {work.competency_id or work.task.competency_id for work in waiting.for_others}


def _holds_all(held: Mapping[int, str]) -> bool:
    to_be_had = ways_there().courses.keys()
    return bool(to_be_had) and to_be_had <= set(held.values())


def _course(
    progress: CourseProgress,
    attempts: Mapping[int, Attempt],
    held: Mapping[int, str],
    judged_soon: set[int | None],
) -> Course:
    outline = progress.outline
    attempt = attempts.get(outline.assessment_id or 0)
    left = [
        module
        for module in progress.modules
        if not module.is_shown and module.outline.competency_id not in judged_soon
    ]
    can_be_assessed = outline.assessment_id is not None and bool(left)
    can_be_checked = can_be_assessed and bool(outline.lessons)
    return Course(
        title=outline.title,
        is_earned=outline.badge_id in held,
        is_new=not progress.has_begun,
        lesson=Place(progress.resume.title, progress.resume.url) if progress.resume else None,
        attempt=attempt.get_absolute_url() if attempt is not None else "",
        check=reverse("course_readiness", args=[outline.slug]) if can_be_checked else "",
        assessment=outline.assessment_url if can_be_assessed else "",
    )


def _places(work: Iterable[Submission], state: State) -> tuple[Place, ...]:
    return tuple(
        Place(str(each.title), each.get_absolute_url()) for each in work if each.state == state
    )


def _way(pathways: Sequence[PathwayExplained]) -> Place | None:
    """The shortest way on in the first pathway that was begun and is not through."""
    for pathway in pathways:
        if pathway.has_begun and not pathway.is_earned and pathway.shortest is not None:
            return Place(pathway.name, pathway.shortest.url or pathway.url)
    return None


def _in_words(step: BestStep) -> tuple[str, str]:
    about = {"title": step.title}
    match step.kind:
        case Kind.HAND_IN_AGAIN:
            return (
                _("“%(title)s” came back with comments: revise it and hand it in again.") % about,
                _("Open your work"),
            )
        case Kind.FINISH_ATTEMPT:
            return (
                _("Your assessment in %(title)s is under way, and your answers are saved.") % about,
                _("Go on with the assessment"),
            )
        case Kind.INVITE_SUPERVISOR:
            return (
                _("“%(title)s” needs the word of somebody who saw the work.") % about,
                _("Invite them"),
            )
        case Kind.TAKE_CHECK:
            return (
                _("A short check on %(title)s shows what you know and what to read first.") % about,
                _("Check yourself"),
            )
        case Kind.RESUME_LESSON:
            return _("Go on with “%(title)s”.") % about, _("Resume")
        case Kind.FINISH_WORK:
            return _("You have begun “%(title)s”: finish it and hand it in.") % about, _("Go on")
        case Kind.GO_TO_ASSESSMENT:
            return (
                _("You are through with %(title)s. Ready for the assessment?") % about,
                _("Go to the assessment"),
            )
        case Kind.FOLLOW_PATHWAY:
            return _("Take the next step of the pathway %(title)s.") % about, _("See the step")
        case Kind.WAIT:
            return (
                _("Your work is with the people who judge it. Nothing waits for you."),
                _("Look at another badge"),
            )
        case Kind.SHOW_BADGES:
            return (
                _("You hold every badge there is a course for. Show them to whoever should know."),
                _("See your badges"),
            )
    return (
        _("Choose a badge. Its course takes a few hours, or you show at once what you can do."),
        _("See the badges"),
    )
