"""People to try the site with. All of them are made up, and everything that they have done
was done through the same verbs as on the site; only the dates are set back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, User
from accounts.roles import ASSESSORS, CONTENT_EDITORS, COORDINATORS
from assessments import attempting, submitting
from assessments.models import (
    Assessment,
    Attempt,
    CompetencyResult,
    Demonstration,
    Response,
    Submission,
)
from badges import profiles
from badges.awarding import award
from badges.models import Award, Badge, Requirement
from badges.stacking import fulfil
from badges.sweeping import sweep
from home import demo_work
from home.demo_answers import post_for
from home.roles import ensure_roles
from learning.choosing import choose, run_of
from learning.dates import add_date
from learning.margins import keep_note, set_bookmark
from learning.models import (
    CoursePage,
    Enrolment,
    LessonPage,
    LessonProgress,
    ScenarioChoice,
    WeeklyGoal,
)
from learning.progress import complete_lesson, enrol, open_lesson
from learning.reflecting import keep_reflection
from learning.scenarios import scenario_of
from learning.studying import set_goal

PASSWORD = "cairn-demo-2026"  # noqa: S105 - printed with the sign-ins, for development only
COURSE = "collaboration"

NOT_ASSESSED = (
    "Demonstration award. Nothing was assessed for it. It shows what an award of this badge looks "
    "like."
)
ABOUT_ADA = (
    "A demonstration page. Ada is made up, and so is everything that she is said to have done."
)
STEP_DONE = "Demonstration record. Nothing was handed in for this step."
REFLECTION = (
    "In our project week I knew on Tuesday that my part would be late. I said it on Thursday. "
    "I thought they would be annoyed. They were, but only because I had waited."
)
NOTE = "Ask Mariam which of her jobs she would like to hand on."
DATE = "Take the assessment"
UNREAD = 2

_PREFIX = "answer"
_TIME_FOR_AN_ATTEMPT = timedelta(minutes=24)
_MOST_SWEEPS = 10


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to sign in as. `what` says what there is to see as them."""

    email: str
    name: str
    what: str
    role: str = ""
    is_superuser: bool = False


LEARNER = Person("learner@example.org", "Noor Haddad", "a learner, five lessons into a course")
COORDINATOR = Person(
    "coordinator@example.org", "Marta Ruiz", "a coordinator, with reports", COORDINATORS
)
ASSESSOR = Person(
    "assessor@example.org", "Grace Lindqvist", "an assessor, with work to judge", ASSESSORS
)
ADA = Person("ada@example.org", "Ada Example", "a learner who holds every badge")
SIGN_INS = (
    LEARNER,
    ADA,
    Person("editor@example.org", "Tom Okafor", "a content editor", CONTENT_EDITORS),
    ASSESSOR,
    COORDINATOR,
    Person("admin@example.org", "Sam Whitfield", "an administrator", is_superuser=True),
)


@dataclass(frozen=True, slots=True)
class Story:
    """What a learner has done: enrolled and was last seen so many days ago, completed so many
    lessons, and in each attempt showed so many of the competencies that were still missing.
    `has_begun` another attempt: it is open."""

    name: str
    enrolled: int
    seen: int
    lessons: int = 0
    attempts: Sequence[int] = ()
    has_begun: bool = False

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@example.org"


STORIES = (
    Story("Amara Nwosu", enrolled=41, seen=40, attempts=[4]),
    Story("Ben Castellano", enrolled=63, seen=20, lessons=16, attempts=[3, 1]),
    Story("Chiara Lund", enrolled=55, seen=33, lessons=16, attempts=[4]),
    Story("Dmitri Vance", enrolled=12, seen=0, lessons=9),
    Story("Elif Aydin", enrolled=60, seen=26, lessons=16, attempts=[2]),
    Story("Farah Bloom", enrolled=30, seen=30),
    Story("Gabriel Ortiz", enrolled=1, seen=1),
    Story("Hana Sato", enrolled=52, seen=45, lessons=3),
    Story("Isaac Boateng", enrolled=24, seen=5, lessons=12, has_begun=True),
    Story("Jin Park", enrolled=8, seen=2, lessons=5),
    Story("Kofi Mensah", enrolled=37, seen=12, lessons=4, attempts=[0, 1]),
    Story("Lucia Romero", enrolled=28, seen=9, lessons=8, attempts=[2, 2]),
)


class NothingToShow(Exception):
    """The content that the demo people learn from has not been loaded."""


def make(progress: Callable[[int, int], None] = lambda done, total: None) -> Award:
    """Make the demo people that do not exist yet; an award of Ada's to look at.

    Raises NothingToShow if the course is not there.
    """
    course = CoursePage.objects.filter(slug=COURSE).exclude(assessment=None).first()
    if course is None:
        raise NothingToShow("There is no course to learn from. Load the content first.")
    roles = ensure_roles()
    password = make_password(PASSWORD)

    def person(email: str, name: str, **fields: Any) -> tuple[User, bool]:
        user, is_new = User.objects.get_or_create(
            email=email, defaults={"name": name, "password": password, **fields}
        )
        EmailAddress.objects.get_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
        return user, is_new

    total = len(SIGN_INS) + len(STORIES)
    for number, known in enumerate(SIGN_INS, start=1):
        user, _is_new = person(known.email, known.name, is_superuser=known.is_superuser)
        if known.role:
            user.groups.add(roles[known.role])
        progress(number, total)
    lessons = list(LessonPage.objects.live().descendant_of(course).order_by("path"))
    _tell_of_learner(User.objects.get(email=LEARNER.email), course, lessons)
    _tell_of_ada(User.objects.get(email=ADA.email), course, lessons)
    for number, story in enumerate(STORIES, start=len(SIGN_INS) + 1):
        # The person and what they did, or neither: a second run goes on where this one ended.
        with transaction.atomic():
            user, is_new = person(story.email, story.name)
            if is_new:
                _tell(story, user, course, lessons)
        progress(number, total)
    _fill_the_queue()
    # Written down at sign-up or later, and the link in the mail not followed yet.
    EmailAddress.objects.get_or_create(
        user=User.objects.get(email=STORIES[-1].email), email=f"2-{STORIES[-1].email}"
    )
    for _ in range(_MOST_SWEEPS):
        if not sweep(patience=timedelta(0)):
            break
    ada = User.objects.get(email=ADA.email)
    _leave_unread(ada, UNREAD)
    if profiles.profile_of(ada) is None:
        # Now that everything has been stacked, so that the whole cairn stands on it.
        profiles.keep(person=ada, slug="ada-example", about=ABOUT_ADA, is_on=True, is_listed=False)
    return Award.objects.active().get(recipient__email=ADA.email, badge=course.badge)


def _leave_unread(person: User, newest: int) -> None:
    """They have read all their notices but the newest ones."""
    unread = Notice.objects.listed_for(person.pk).unread().order_by("-pk")
    older = list(unread.values_list("pk", flat=True)[newest:])
    Notice.objects.filter(pk__in=older).update(read_at=timezone.now())


def _assessment(course: CoursePage) -> Assessment:
    assert course.assessment is not None
    return course.assessment


def _attempt(learner: User, assessment: Assessment, *, to_show: int | None = None) -> Attempt:
    """An attempt in which the learner shows that many of the competencies it asks for (None:
    all of them)."""
    attempt = attempting.start(assessment=assessment, learner=learner)
    shown = list(attempt.sections.filter(shown_before=False).values_list("pk", flat=True)[:to_show])
    for asked in attempt.questions.all():
        attempting.save_answer(
            attempt_question=asked,
            form_post=post_for(asked.definition, prefix=_PREFIX, right=asked.section_id in shown),
            prefix=_PREFIX,
        )
    return attempting.submit(attempt.pk)


@transaction.atomic
def _tell_of_learner(learner: User, course: CoursePage, lessons: Sequence[LessonPage]) -> None:
    if Enrolment.objects.filter(learner=learner, course=course).exists():
        return
    story = Story(learner.name, enrolled=6, seen=0, lessons=5)
    _tell(story, learner, course, lessons)
    open_lesson(learner=learner, lesson=lessons[story.lessons])
    _reflect(learner, lessons[0])
    _plan(learner, course, lessons)
    for lesson in lessons[: story.lessons]:
        _play(learner, lesson)


def _plan(learner: User, course: CoursePage, lessons: Sequence[LessonPage]) -> None:
    """A note, a bookmark, a goal and a date, so that one sees what they are for."""
    keep_note(learner=learner, lesson=lessons[4], text=NOTE)
    set_bookmark(learner=learner, lesson=lessons[2])
    set_goal(learner=learner, unit=WeeklyGoal.Unit.DAYS, amount=3)
    day = timezone.localdate() + timedelta(days=12)
    add_date(learner=learner, title=DATE, day=day, course=course)


@transaction.atomic
def _tell_of_ada(ada: User, course: CoursePage, lessons: Sequence[LessonPage]) -> None:
    for lesson in lessons:
        complete_lesson(learner=ada, lesson=lesson)
    for badge in Badge.objects.of_skills().select_related("assessment"):
        if not Award.objects.active().filter(recipient=ada, badge=badge).exists():
            _earn(ada, badge)
    coordinator = User.objects.get(email=COORDINATOR.email)
    for requirement in Requirement.objects.exclude(kind__in=Requirement.BADGE_KINDS):
        fulfil(requirement=requirement, learner=ada, statement=STEP_DONE, confirmed_by=coordinator)


def _earn(ada: User, badge: Badge) -> None:
    """By its assessment, if there is one that needs no supervisor from outside."""
    assessment = getattr(badge, "assessment", None)
    tasks = demo_work.required_tasks(assessment) if assessment is not None else []
    if assessment is None or any(task.needs_supervisor for task in tasks):
        award(badge=badge, recipient=ada, narrative=NOT_ASSESSED)
        return
    _attempt(ada, assessment)
    assessor = User.objects.get(email=ASSESSOR.email)
    for task in tasks:
        demo_work.judge_as_met(demo_work.hand_in(ada, task), assessor=assessor)


@transaction.atomic
def _fill_the_queue() -> None:
    """Work of two learners waits for an assessor, in the first assessment that asks for some, and
    a third has begun on it."""
    for assessment in Assessment.objects.order_by("slug"):
        for task in demo_work.required_tasks(assessment):
            if not task.needs_supervisor:
                for story in STORIES[:3]:
                    learner = User.objects.get(email=story.email)
                    if not Submission.objects.filter(learner=learner, task=task).exists():
                        begun = demo_work.begin(learner, task)
                        if story in STORIES[:2]:
                            submitting.hand_in(begun.pk)
                return


def _tell(story: Story, learner: User, course: CoursePage, lessons: Sequence[LessonPage]) -> None:
    enrol(learner=learner, course=course)
    for lesson in lessons[: story.lessons]:
        complete_lesson(learner=learner, lesson=lesson)
    assessment = _assessment(course)
    attempts = [_attempt(learner, assessment, to_show=shown) for shown in story.attempts]
    if story.has_begun:
        attempts.append(attempting.start(assessment=assessment, learner=learner))
    _set_back(story, learner, course, attempts)


def _set_back(story: Story, learner: User, course: CoursePage, attempts: Sequence[Attempt]) -> None:
    """Spread what was done just now over the days from enrolling to the last visit."""
    now = timezone.now()
    begin, end = now - timedelta(days=story.enrolled), now - timedelta(days=story.seen)
    Enrolment.objects.filter(learner=learner, course=course).update(
        enrolled_at=begin, last_seen_at=end
    )
    progress = list(LessonProgress.objects.filter(learner=learner).order_by("lesson__path"))
    moments = _moments(begin, end, len(progress) + len(attempts))
    for one, moment in zip(progress, moments, strict=False):
        one.opened_at, one.completed_at = moment, moment + timedelta(minutes=one.lesson.minutes)
        one.save(update_fields=["opened_at", "completed_at"])
    for attempt, moment in zip(attempts, moments[len(progress) :], strict=True):
        _set_back_attempt(attempt, moment)


def _moments(begin: datetime, end: datetime, count: int) -> list[datetime]:
    """So many moments from the first to the last visit, the last a little before its end."""
    visit = max(end - begin - timedelta(hours=2), timedelta(0))
    return [begin + visit * (number + 1) / count for number in range(count)]


def _set_back_attempt(attempt: Attempt, started_at: datetime) -> None:
    ended_at = started_at + _TIME_FOR_AN_ATTEMPT
    is_submitted = attempt.submitted_at is not None
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=started_at, submitted_at=ended_at if is_submitted else None
    )
    Response.objects.filter(attempt_question__attempt=attempt).update(
        first_saved_at=started_at, saved_at=ended_at
    )
    CompetencyResult.objects.filter(section__attempt=attempt).update(decided_at=ended_at)
    shown = Demonstration.objects.filter(result__section__attempt=attempt)
    shown.update(demonstrated_at=ended_at)
    # Not signed yet, so the credential will say the same.
    Award.objects.filter(demonstrations__in=shown, credential=None).update(awarded_at=ended_at)


def _reflect(learner: User, lesson: LessonPage) -> None:
    for block in lesson.body:
        if block.block_type == "reflection":
            keep_reflection(
                learner=learner,
                lesson=lesson,
                block_id=UUID(block.id),
                prompt=block.value["prompt"],
                text=REFLECTION,
            )


def _play(learner: User, lesson: LessonPage) -> None:
    """Walk once through the lesson's scenarios, always taking the first choice."""
    for block in lesson.body:
        if block.block_type != "scenario":
            continue
        scenario = scenario_of(block.block.get_prep_value(block.value))
        while True:
            mine = ScenarioChoice.objects.filter(learner=learner, block_id=block.id)
            run = run_of(scenario, list(mine))
            if run is None or run.walk.now.is_ending:
                break
            choose(
                learner=learner,
                lesson=lesson,
                block_id=UUID(block.id),
                scenario=scenario,
                run=run.number,
                step=run.next_step,
                scene=run.walk.now.key,
                choice=run.walk.now.choices[0].key,
            )
