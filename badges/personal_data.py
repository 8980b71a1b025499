"""What this floor holds about a person: awards with their credentials, and steps of pathways."""

import io
from collections.abc import Iterator
from functools import partial

from django.db.models import Q, QuerySet

from accounts.contributions import Attachment, Contribution, Records
from accounts.models import User
from badges import addresses, issuing, publishing
from badges.credentials.baking import Baked, bake
from badges.models import Award, AwardCard, Fulfilment, PublicProfile, ShownAward
from badges.views.responses import serialized

_STAFF = "what somebody decided for the issuer: it stays, and names nobody any more"

SPEAKS_FOR = {
    "badges.Award.recipient": "in awards.json and awards/; stays without name and address",
    "badges.Award.revoked_by": _STAFF,
    "badges.PublicProfile.person": "in public_page.json; deleted",
    "badges.Fulfilment.learner": "in steps.json; stays where an award stands on it, else deleted",
    "badges.Fulfilment.confirmed_by": _STAFF,
    "badges.StandingReview.decided_by": _STAFF,
}


def parts(user: User) -> Iterator[Records | Attachment]:
    awards = (
        Award.objects.filter(recipient=user)
        .select_related("badge__issuer", "status_list", "credential__artwork")
        .order_by("awarded_at")
    )
    yield Records(
        "awards.json",
        "Your badges. The folder awards holds each credential and picture: keep them, they "
        "can be verified wherever they are.",
        (_award(award) for award in awards.iterator()),
    )
    for award in awards.iterator():
        if hasattr(award, "credential"):
            yield from _documents(award)
    yield Records(
        "public_page.json",
        "Your public page and the badges on it, in their order.",
        ShownAward.objects.filter(profile__person=user)
        .order_by("position")
        .values(
            "profile__slug",
            "profile__about",
            "profile__is_on",
            "profile__is_listed",
            "award__achievement__name",
        ),
    )
    yield Records(
        "steps.json",
        "Steps of pathways that you have done.",
        Fulfilment.objects.filter(learner=user)
        .order_by("fulfilled_at")
        .values("requirement__name", "statement", "fulfilled_at", "withdrawn_at"),
    )


def erase(user: User) -> None:
    """Awards are the register: they stay. The person's name and address go out of them."""
    PublicProfile.objects.filter(person=user).delete()
    # Their pictures say the name; without it they are drawn again when they are asked for.
    AwardCard.objects.filter(award__recipient=user).delete()
    named = Award.objects.filter(recipient=user, recipient_hash="")
    for award_id in list(named.values_list("pk", flat=True)):
        issuing.make_anonymous(award_id)
    Fulfilment.objects.filter(learner=user).exclude(
        pk__in=steps_that_stay(user).values("pk")
    ).delete()


def steps_that_stay(user: User) -> QuerySet[Fulfilment]:
    """Steps that an award stands on, or that a review of an award was opened about."""
    return (
        Fulfilment.objects.filter(learner=user)
        .filter(Q(carries__isnull=False) | Q(reviews_caused__isnull=False))
        .distinct()
    )


def _award(award: Award) -> dict[str, object]:
    return {
        "badge": award.name,
        "url": addresses.absolute(award.get_absolute_url()),
        "name_on_it": award.recipient_name,
        "address_it_was_issued_to": award.recipient_email,
        "awarded_at": award.awarded_at,
        "expires_at": award.expires_at,
        "narrative": award.narrative,
        "results": award.results,
        "evidence": award.evidence,
        "badge_as_it_was": award.achievement,
        "revoked_at": award.revoked_at,
        "revocation_reason": award.revocation_reason,
    }


def _documents(award: Award) -> Iterator[Attachment]:
    folder = f"awards/{award.badge.slug}-{award.awarded_at:%Y-%m-%d}-{str(award.pk)[:8]}"
    credential = serialized(award.credential.document)
    assertion = serialized(publishing.assertion(award))
    artwork = award.credential.artwork
    yield _file(f"{folder}/credential.json", credential)
    yield _file(f"{folder}/assertion.json", assertion)
    documents = Baked(assertion=assertion, credential=credential)
    for extension, plain in (("png", bytes(artwork.png)), ("svg", artwork.svg.encode())):
        yield _file(f"{folder}/badge.{extension}", bake(plain, documents))


def _file(path: str, content: bytes | str) -> Attachment:
    data = content.encode() if isinstance(content, str) else content
    return Attachment(path, partial(io.BytesIO, data))


CONTRIBUTION = Contribution("badges", parts, erase, SPEAKS_FOR)
