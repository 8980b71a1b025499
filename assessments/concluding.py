"""From ratings to the one judgement of a submission, and to what it fulfils and shows."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notice_kinds import JUDGED
from accounts.notices import write_notice
from assessments import addresses, moving
from assessments.demonstrating import settle_task
from assessments.models import (
    HandIn,
    Level,
    Resolution,
    Review,
    SignOff,
    State,
    Submission,
    SubmissionEvent,
    TaskJudgement,
)
from assessments.verdicts import Standing, standing_of
from badges.addresses import absolute
from badges.models import Fulfilment
from badges.stacking import fulfil

_STATES = {
    Standing.WAITS_FOR_SECOND_RATING: State.SECOND_RATING,
    Standing.RATERS_DISAGREE: State.DISPUTED,
    Standing.WAITS_FOR_SIGN_OFF: State.SIGN_OFF,
    Standing.MET: State.JUDGED,
    Standing.NOT_MET: State.JUDGED,
}


def conclude(
    submission: Submission,
    hand_in: HandIn,
    kind: SubmissionEvent.Kind,
    *,
    actor: User,
    note: str = "",
) -> TaskJudgement | None:
    """Bring a submission to where its ratings say; its judgement, if it is judged by them.

    Called inside the transaction that records what `actor` did (`kind`), with the learner's
    row and the submission's locked, so the judgement is made once and an award that follows
    from it as well.
    """
    reviews = list(hand_in.reviews.filter(kind=Review.Kind.JUDGEMENT).select_related("assessor"))
    resolution = Resolution.objects.filter(hand_in=hand_in).select_related("resolved_by").first()
    sign_off = submission.sign_offs.counting().select_related("countersigned_by").first()
    standing = standing_of(
        [bool(review.is_met) for review in reviews],
        is_rated_twice=submission.is_rated_twice,
        resolution=resolution.is_met if resolution else None,
        needs_sign_off=submission.terms["needs_supervisor"],
        sign_off=sign_off.is_met if sign_off else None,
    )
    to = _STATES.get(standing)
    if to is None or to == submission.state:
        # A countersignature that comes before the assessors have done: nothing moves.
        moving.record(submission, kind, actor=actor, note=note)
        return None
    moving.move(submission, to, kind, actor=actor, note=note)
    if to != State.JUDGED:
        return None
    is_met = standing is Standing.MET
    decided_by = _deciding(reviews, resolution, sign_off, submission)
    judgement = TaskJudgement.objects.create(
        submission=submission,
        hand_in=hand_in,
        task=submission.task,
        competency=submission.competency,
        learner=submission.learner,
        is_demonstrated=is_met,
        decided_by=decided_by,
        fulfilment=_fulfilment(submission, decided_by) if is_met else None,
    )
    settle_task(judgement)
    _tell(submission, judgement)
    return judgement


def _deciding(
    reviews: list[Review],
    resolution: Resolution | None,
    sign_off: SignOff | None,
    submission: Submission,
) -> User:
    """Who stands for the judgement: the coordinator whose decision it rests on, or the last
    assessor."""
    assessors_say_met = resolution.is_met if resolution else bool(reviews[-1].is_met)
    needs_sign_off = submission.terms["needs_supervisor"]
    if needs_sign_off and assessors_say_met and sign_off and sign_off.countersigned_by:
        return sign_off.countersigned_by
    return resolution.resolved_by if resolution else reviews[-1].assessor


def _fulfilment(submission: Submission, confirmed_by: User) -> Fulfilment | None:
    requirement = submission.requirement
    if requirement is None or not requirement.is_step:
        return None
    facts = {
        "task": submission.title,
        "rubric": submission.rubric["name"],
        "level": Level(submission.terms["required_level"]).label,
    }
    statement = (
        _(
            "Did the task “%(task)s”. Assessors and a supervisor who saw the work rated it by "
            "the rubric “%(rubric)s”: at least “%(level)s” on every criterion."
        )
        if submission.terms["needs_supervisor"]
        else _(
            "Did the task “%(task)s”. It was rated by the rubric “%(rubric)s”: at least "
            "“%(level)s” on every criterion."
        )
    )
    return fulfil(
        requirement=requirement,
        learner=submission.learner,
        statement=statement % facts,
        confirmed_by=confirmed_by,
    )


def _tell(submission: Submission, judgement: TaskJudgement) -> None:
    write_notice(
        key=f"submission:{submission.pk}:judged",
        recipient=submission.learner,
        kind=JUDGED,
        url=addresses.submission_path(submission.pk),
        template="assessments/emails/judged",
        context={
            "submission": submission,
            "is_met": judgement.is_demonstrated,
            "submission_url": absolute(addresses.submission_path(submission.pk)),
        },
    )
