"""Somebody's work as the pages for assessors and coordinators show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bleach.linkifier import Linker
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from accounts.text import clean_html
from assessments import evidence_access, second_rating
from assessments.models import (
    EvidenceItem,
    EvidenceKind,
    HandIn,
    Review,
    Submission,
    SubmissionEvent,
)
from assessments.models.review import CriterionRating


@dataclass(frozen=True, slots=True)
class ShownItem:
    """`html` of an account in words, `file_url` of a file."""

    item: EvidenceItem
    html: SafeString
    file_url: str


@dataclass(frozen=True, slots=True)
class NamedRating:
    criterion: str
    rating: CriterionRating


@dataclass(frozen=True, slots=True)
class ShownReview:
    review: Review
    ratings: list[NamedRating]


@dataclass(frozen=True, slots=True)
class Compared:
    """A criterion, and by whom it was rated how."""

    name: str
    ratings: list[tuple[str, CriterionRating]]


@dataclass(frozen=True, slots=True)
class ShownHandIn:
    hand_in: HandIn
    items: list[ShownItem]
    reviews: list[ShownReview]


@dataclass(frozen=True, slots=True)
class Work:
    """`hand_ins`: the latest first. `history`: each event with the note that may be read."""

    terms: Mapping[str, Any]
    instructions: SafeString
    criterion_names: Mapping[str, str]
    hand_ins: list[ShownHandIn]
    history: list[tuple[SubmissionEvent, str]]

    def named(self, ratings: Iterable[CriterionRating]) -> list[NamedRating]:
        return [
            NamedRating(self.criterion_names.get(rating.criterion, rating.criterion), rating)
            for rating in ratings
        ]


def work_of(submission: Submission, viewer: User) -> Work:
    """What `viewer`, who may read the evidence, sees of it: no rating that must stay hidden."""
    terms = submission.terms
    work = Work(
        terms=terms,
        instructions=html_of_others(terms["instructions"]),
        criterion_names={c["key"]: c["name"] for c in submission.rubric["criteria"]},
        hand_ins=[],
        history=evidence_access.visible_history(submission, viewer),
    )
    reviews = list(second_rating.visible_reviews(submission, viewer).prefetch_related("ratings"))
    work.hand_ins.extend(
        ShownHandIn(
            hand_in=hand_in,
            items=[_shown(item) for item in hand_in.items.all()],
            reviews=[
                ShownReview(review, work.named(review.ratings.all()))
                for review in reviews
                if review.hand_in_id == hand_in.pk
            ],
        )
        for hand_in in evidence_access.hand_ins_with_items(submission)
    )
    return work


def compared(rubric: Mapping[str, Any], reviews: Sequence[ShownReview]) -> list[Compared]:
    """What each of the reviews says on each criterion, in their order."""
    return [
        Compared(
            name=criterion["name"],
            ratings=[
                (shown.review.assessor.name, named.rating)
                for shown in reviews
                for named in shown.ratings
                if named.rating.criterion == criterion["key"]
            ],
        )
        for criterion in rubric["criteria"]
    ]


def html_of_others(html: str) -> SafeString:
    """Harmless HTML, whose links tell nothing of this site to where they lead."""
    linked = Linker(callbacks=[_distrusting], skip_tags={"pre", "code"}).linkify(clean_html(html))
    return mark_safe(linked)  # noqa: S308 - cleaned just here


def _distrusting(attributes: dict[Any, str], new: bool = False) -> dict[Any, str] | None:
    if new:
        return None
    return {**attributes, (None, "rel"): "nofollow noopener noreferrer"}


def _shown(item: EvidenceItem) -> ShownItem:
    return ShownItem(
        item=item,
        html=html_of_others(item.text) if item.kind == EvidenceKind.TEXT else SafeString(""),
        file_url=(
            reverse("submissions:file", args=[item.submission_id, item.pk]) if item.file else ""
        ),
    )
