"""Somebody who has used everything there is, so that every table holds something of theirs."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone
from wagtail.models import Locale

from accounts.models import NoticePreference
from accounts.models.notice import Frequency
from accounts.notices import write_notice
from assessments import attempting, evidence, submitting
from assessments.models import Accommodation, ConflictOfInterest, EvidenceShare
from badges.models import AwardCard, PublicProfile, ShownAward
from learning.models import (
    Bookmark,
    CalendarFeed,
    LessonPage,
    Note,
    OwnDate,
    ReadingPlace,
    Reflection,
    ScenarioChoice,
    StudyDay,
    WeeklyGoal,
)
from learning.progress import complete_lesson, enrol, open_lesson
from tests import factories
from tests.assessments.tasks import making

SECRET = "Words that only Lena has written"


def answered(assessment: Any, learner: Any, *, rightly: bool) -> Any:
    attempt = attempting.start(assessment=assessment, learner=learner)
    right = factories.right_answers(attempt)
    for asked in attempt.questions.all():
        post = right[asked.position] if rightly else factories.wrong_answer(asked)
        attempting.save_answer(attempt_question=asked, form_post=post, prefix="answer")
    return attempting.submit(attempt.pk)


def a_life(learner: Any, assessor: Any, coordinator: Any, committed: Any) -> SimpleNamespace:
    """A badge by questions and a judged task, a failed attempt elsewhere, work in the making."""
    Locale.objects.get_or_create(language_code="en")
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    EmailAddress.objects.create(user=learner, email="lena@home.example", verified=True)
    Authenticator.objects.create(user=learner, type="recovery_codes", data={"seed": "x"})

    course = factories.a_course(assessment=factories.an_assessment(competencies=1))
    lesson = LessonPage.objects.descendant_of(course).first()
    enrol(learner=learner, course=course)
    open_lesson(learner=learner, lesson=lesson)
    complete_lesson(learner=learner, lesson=lesson)
    Reflection.objects.create(
        learner=learner, lesson=lesson, block_id=uuid.uuid4(), prompt="What now?", text=SECRET
    )
    ScenarioChoice.objects.create(
        learner=learner, lesson=lesson, block_id=uuid.uuid4(), run=1, step=1, scene="a", choice="b"
    )
    Note.objects.create(learner=learner, lesson=lesson, title=lesson.title, text=SECRET)
    Bookmark.objects.get_or_create(learner=learner, lesson=lesson)
    ReadingPlace.objects.get_or_create(learner=learner, lesson=lesson, defaults={"paragraph": 2})
    WeeklyGoal.objects.create(learner=learner, amount=3)
    today = timezone.localdate()
    StudyDay.objects.get_or_create(learner=learner, day=today)
    OwnDate.objects.create(learner=learner, title=SECRET, day=today)
    CalendarFeed.objects.create(learner=learner)
    Accommodation.objects.create(learner=learner, granted_by=coordinator)
    ConflictOfInterest.objects.create(assessor=factories.a_user(), learner=learner)

    # Passed: questions on one competency and a judged task on it.
    earned = factories.an_assessment(competencies=1, questions=1)
    section = earned.sections.get()
    section.task = making.a_task(competency=section.competency)
    section.save()
    with committed():
        passed = answered(earned, learner, rightly=True)
        work = making.a_draft(learner, section.task)
        evidence.save_text(submission_id=work.pk, html=f"<p>{SECRET}</p>")
        kept_file = evidence.add_file(submission_id=work.pk, **making.a_file())
        submitting.hand_in(work.pk)
        making.judged(work, assessor)
    failed = answered(factories.an_assessment(competencies=1), learner, rightly=False)
    begun = making.a_draft(learner)
    evidence.save_text(submission_id=begun.pk, html=f"<p>{SECRET}</p>")
    begun_file = evidence.add_file(submission_id=begun.pk, **making.a_file(name="draft.png"))
    NoticePreference.objects.create(person=learner, kind="stopped_at", frequency=Frequency.NEVER)
    write_notice(
        key="said:once",
        recipient=learner,
        template="accounts/emails/deleted",
        context={"name": "L"},
    )
    award = learner.awards.get()
    profile = PublicProfile.objects.create(person=learner, slug="lena", about=SECRET, is_on=True)
    ShownAward.objects.create(profile=profile, award=award, position=1)
    AwardCard.objects.create(award=award, digest="0" * 64, png=learner.name.encode())
    share = EvidenceShare.objects.create(
        learner=learner, award=award, title=SECRET, ends_at=timezone.now() + timedelta(days=7)
    )
    share.items.add(kept_file)
    return SimpleNamespace(
        passed=passed,
        failed=failed,
        work=work,
        begun=begun,
        files=[kept_file.file, begun_file.file],
        award=award,
    )
