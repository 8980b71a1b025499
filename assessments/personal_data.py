"""What this floor holds about a person: attempts, results, work handed in and judgements of it.

A badge rests on attempts and judgements. Those stay with the award, so that the issuer can
answer for it; the work itself, and every other attempt, goes with the account.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from accounts.contributions import Attachment, Contribution, Records
from accounts.models import Notice, User
from assessments import question_types
from assessments.models import (
    Accommodation,
    Attempt,
    AttemptQuestion,
    CompetencyResult,
    ConflictOfInterest,
    Demonstration,
    EvidenceItem,
    EvidenceShare,
    HandIn,
    Rating,
    Resolution,
    Review,
    SignOff,
    SignOffRating,
    Submission,
    SubmissionEvent,
    SupervisorInvitation,
    TaskJudgement,
)
from badges.personal_data import steps_that_stay

_STAFF = "what somebody decided for the issuer: it stays, and names nobody any more"
_RESTS = "stays where a badge rests on it, else deleted"

SPEAKS_FOR = {
    "assessments.Accommodation.learner": "in accommodations.json; deleted",
    "assessments.Accommodation.granted_by": _STAFF,
    "assessments.Attempt.learner": f"in attempts.json; {_RESTS}",
    "assessments.Demonstration.learner": f"in competencies.json; {_RESTS}",
    "assessments.Submission.learner": f"in work.json and work/; {_RESTS}",
    "assessments.Submission.claimed_by": "given back to the queue",
    "assessments.EvidenceShare.learner": "in shared_evidence.json, without its link; deleted",
    "assessments.SubmissionEvent.actor": "stays with its submission, without what was noted",
    "assessments.ConflictOfInterest.assessor": "deleted: it is about nobody any more",
    "assessments.ConflictOfInterest.learner": "deleted: it is about nobody any more",
    "assessments.ConflictOfInterest.recorded_by": _STAFF,
    "assessments.Review.assessor": _STAFF,
    "assessments.Review.learner": f"in work.json; {_RESTS}, without its comments",
    "assessments.Resolution.resolved_by": _STAFF,
    "assessments.Resolution.learner": f"in work.json; {_RESTS}, without its reason",
    "assessments.TaskJudgement.learner": f"in work.json; {_RESTS}",
    "assessments.TaskJudgement.decided_by": _STAFF,
    "assessments.SupervisorInvitation.learner": f"in work.json; {_RESTS}, without the address",
    "assessments.SignOff.learner": f"in work.json; {_RESTS}, without its comments",
    "assessments.SignOff.countersigned_by": _STAFF,
    "assessments.SignOff.refused_by": _STAFF,
}


def parts(user: User) -> Iterator[Records | Attachment]:
    attempts = Attempt.objects.filter(learner=user).order_by("started_at")
    yield Records(
        "attempts.json",
        "Your attempts at assessments: each question as you saw it, your answer, its mark, and "
        "how each competency came out.",
        (_attempt(attempt) for attempt in attempts.select_related("assessment").iterator()),
    )
    yield Records(
        "shared_evidence.json",
        "The links by which you showed evidence: for whom, until when, how often they were opened.",
        EvidenceShare.objects.filter(learner=user)
        .order_by("made_at")
        .values("title", "made_at", "ends_at", "withdrawn_at", "times_opened")
        .iterator(),
    )
    yield Records(
        "competencies.json",
        "The competencies you have shown.",
        Demonstration.objects.filter(learner=user)
        .order_by("demonstrated_at")
        .values("assessment__title", "competency__name", "demonstrated_at", "withdrawn_at")
        .iterator(),
    )
    submissions = Submission.objects.filter(learner=user).order_by("started_at")
    yield Records(
        "work.json",
        "Work you have handed in, and what was said about it. Its files are in the folder work.",
        (_submission(work) for work in submissions.select_related("task__rubric").iterator()),
    )
    files = EvidenceItem.objects.filter(submission__learner=user).exclude(file="")
    for item in files.order_by("added_at").iterator():
        yield Attachment(_path_of(item), partial(_opened, item))
    yield Records(
        "accommodations.json",
        "More time that you were granted for assessments.",
        Accommodation.objects.filter(learner=user)
        .order_by("granted_at")
        .values("assessment__title", "extra_time_percent", "untimed", "granted_at"),
    )


def _attempt(attempt: Attempt) -> dict[str, Any]:
    results = CompetencyResult.objects.filter(section__attempt=attempt)
    return {
        "assessment": attempt.assessment.title,
        "number": attempt.number,
        "started_at": attempt.started_at,
        "submitted_at": attempt.submitted_at,
        "results": list(
            results.order_by("section__position").values(
                "section__competency__name", "score", "is_demonstrated", "decided_at"
            )
        ),
        "questions": [_question(q) for q in attempt.questions.select_related("response")],
    }


def _question(asked: AttemptQuestion) -> dict[str, Any]:
    """As the learner saw it: the key and the feedback are not theirs, but the bank's."""
    presented = (
        asdict(question_types.get(asked.definition["type"]).presented(asked.definition, asked.seed))
        if asked.definition
        else {}
    )
    response = getattr(asked, "response", None)
    return {
        "question": presented,
        "answer": response.answer if response else None,
        "mark": response.mark if response else None,
        "saved_at": response.saved_at if response else None,
    }


def _submission(work: Submission) -> dict[str, Any]:
    return {
        "task": work.title,
        "number": work.number,
        "state": work.get_state_display(),
        "started_at": work.started_at,
        "evidence": [
            {
                "kind": item.get_kind_display(),
                "title": item.title,
                "text": item.text,
                "url": item.url,
                "file": _path_of(item) if item.file else "",
                "added_at": item.added_at,
                "taken_out_at": item.removed_at,
            }
            for item in work.evidence.all()
        ],
        "handed_in": list(work.hand_ins.values("number", "handed_in_at", "manifest", "sha256")),
        "reviews": [_review(review) for review in Review.objects.filter(hand_in__submission=work)],
        "settled_disagreements": list(
            Resolution.objects.filter(hand_in__submission=work).values(
                "is_met", "reason", "resolved_at"
            )
        ),
        "judgement": TaskJudgement.objects.filter(submission=work)
        .values("is_demonstrated", "decided_at")
        .first(),
        "supervisors_invited": list(
            work.invitations.values("name", "email", "invited_at", "used_at", "revoked_at")
        ),
        "signed_off": [_sign_off(signed) for signed in work.sign_offs.all()],
        "history": list(work.events.values("kind", "state", "note", "happened_at")),
    }


def _review(review: Review) -> dict[str, Any]:
    """What was said; by whom is for the person who said it to tell."""
    return {
        "kind": review.get_kind_display(),
        "is_met": review.is_met,
        "overall": review.overall,
        "reviewed_at": review.reviewed_at,
        "ratings": list(review.ratings.values("criterion", "level", "comment")),
    }


def _sign_off(signed: SignOff) -> dict[str, Any]:
    return {
        "name": signed.name,
        "position": signed.position,
        "organisation": signed.organisation,
        "relationship": signed.relationship,
        "statement": signed.statement,
        "overall": signed.overall,
        "is_met": signed.is_met,
        "signed_at": signed.signed_at,
        "refusal_reason": signed.refusal_reason,
        "ratings": list(signed.ratings.values("criterion", "level", "comment")),
    }


def _path_of(item: EvidenceItem) -> str:
    return f"work/{item.submission_id}/{str(item.pk)[:8]}-{item.title}"


def _opened(item: EvidenceItem) -> IO[bytes] | None:
    try:
        return item.file.open("rb")
    except FileNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class _Resting:
    """The ids of what badges rest on."""

    demonstrations: set[int]
    attempts: set[UUID]
    judgements: set[int]
    submissions: set[UUID]


def erase(user: User) -> None:
    # Files before the rows that know of them: nothing is left behind if this is cut short.
    for item in EvidenceItem.objects.filter(submission__learner=user).exclude(file=""):
        item.file.delete(save=False)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        resting = _resting(user)
        _erase_attempts(user, resting)
        _erase_submissions(user, resting)
        _take_words_out(user)
        Submission.objects.filter(claimed_by=user).update(claimed_by=None, claim_lapses_at=None)
        Accommodation.objects.filter(learner=user).delete()
        EvidenceShare.objects.filter(learner=user).delete()
        ConflictOfInterest.objects.filter(Q(assessor=user) | Q(learner=user)).delete()


def _resting(user: User) -> _Resting:
    theirs = Demonstration.objects.filter(learner=user)
    counted = theirs.exclude(award=None)
    demonstrations = {
        *counted.values_list("pk", flat=True),
        *counted.exclude(carried_from=None).values_list("carried_from_id", flat=True),
    }
    kept = theirs.filter(pk__in=demonstrations)
    judgements = TaskJudgement.objects.filter(learner=user).filter(
        Q(pk__in=kept.exclude(judgement=None).values("judgement_id"))
        | Q(fulfilment__in=steps_that_stay(user).values("pk"))
    )
    return _Resting(
        demonstrations=demonstrations,
        attempts=set(
            kept.exclude(result=None).values_list("result__section__attempt_id", flat=True)
        ),
        judgements=set(judgements.values_list("pk", flat=True)),
        submissions=set(judgements.values_list("submission_id", flat=True)),
    )


def _erase_attempts(user: User, resting: _Resting) -> None:
    demonstrations = Demonstration.objects.filter(learner=user).exclude(
        pk__in=resting.demonstrations
    )
    # What was carried over goes before what it was carried from.
    demonstrations.exclude(carried_from=None).delete()
    demonstrations.delete()
    attempts = Attempt.objects.filter(learner=user).exclude(pk__in=resting.attempts)
    CompetencyResult.objects.filter(section__attempt__in=attempts).delete()
    attempts.delete()


def _erase_submissions(user: User, resting: _Resting) -> None:
    submissions = Submission.objects.filter(learner=user)
    gone = submissions.exclude(pk__in=resting.submissions)
    invitations = SupervisorInvitation.objects.filter(submission__in=submissions)
    Notice.objects.filter(
        key__in=[f"supervisor-invitation:{pk}" for pk in invitations.values_list("pk", flat=True)]
    ).delete()
    TaskJudgement.objects.filter(submission__in=gone).delete()
    SignOff.objects.filter(submission__in=submissions).exclude(
        submission__in=resting.submissions, refused_at=None
    ).delete()
    gone.delete()
    invitations.filter(sign_off=None).delete()
    EvidenceItem.objects.filter(submission__in=submissions).delete()
    # Of a judged submission what was judged stays: earlier hand-ins and returns go.
    HandIn.objects.filter(submission__in=submissions, judgement=None, sign_offs=None).delete()
    Review.objects.filter(learner=user, kind=Review.Kind.RETURN).delete()


def _take_words_out(user: User) -> None:
    """What stays says how it came out and by which rubric, not what anybody wrote.

    A hand-in keeps the digest of each piece, so a copy of the work that its author has kept
    can still be shown to be what was judged.
    """
    for hand_in in HandIn.objects.filter(submission__learner=user):
        hand_in.manifest = [{**item, "title": "", "url": ""} for item in hand_in.manifest]
        hand_in.save(update_fields=["manifest"])
    Review.objects.filter(learner=user).update(overall="")
    Rating.objects.filter(review__learner=user).update(comment="")
    Resolution.objects.filter(learner=user).update(reason="—")
    SignOff.objects.filter(learner=user).update(overall="")
    SignOffRating.objects.filter(sign_off__learner=user).update(comment="")
    SupervisorInvitation.objects.filter(learner=user).update(email="")
    # Its own manager refuses any change; taking out what was noted is the one exception.
    models.QuerySet(SubmissionEvent).filter(submission__learner=user).update(note="")


CONTRIBUTION = Contribution("assessments", parts, erase, SPEAKS_FOR)
