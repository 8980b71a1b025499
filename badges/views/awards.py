"""The public page of an award, its documents and its images."""

import hashlib
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import second_address
from badges import addresses, publishing
from badges.credentials.baking import Baked, bake
from badges.models import Award
from badges.views.responses import (
    CREDENTIAL,
    DAY,
    HOUR,
    LINKED_DATA,
    MINUTE,
    being_signed,
    document_response,
    public,
    serialized,
)

IMAGE_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


@require_safe
def award(request: HttpRequest, award_id: UUID) -> HttpResponse:
    shown = _award(award_id)
    response = render(
        request,
        "badges/award.html",
        {
            "award": shown,
            "issuer": shown.badge.issuer,
            "achievement": shown.achievement,
            "state": _state(shown),
            "competencies": _competencies(shown),
            "stones": _stones(shown),
            "evidence": [item for item in shown.evidence if item["genre"] != "Badge"],
            "page_url": addresses.absolute(shown.get_absolute_url()),
            "image_url": addresses.absolute(
                addresses.award_image_path(shown.pk)
                if _is_downloadable(shown)
                else addresses.badge_image_path(shown.badge.slug)
            ),
            "is_downloadable": _is_downloadable(shown),
            "is_owner": request.user == shown.recipient,
            "offers_second_address": request.user == shown.recipient
            and second_address.is_worth_offering(shown.recipient),
            "linkedin_url": linkedin_url(shown),
        },
    )
    if request.user.is_authenticated:
        patch_cache_control(response, private=True)
    return response


@require_safe
def credential(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The signed credential. It stays the same when the award is revoked: its status says so."""
    shown = _award(award_id)
    if not hasattr(shown, "credential"):
        return _revoked_body(request, shown) if shown.is_revoked else being_signed()
    return document_response(request, shown.credential.document, CREDENTIAL, max_age=HOUR)


@require_safe
def assertion(request: HttpRequest, award_id: UUID) -> HttpResponse:
    shown = _award(award_id)
    if shown.is_revoked:
        return _revoked_body(request, shown)
    if not hasattr(shown, "credential"):
        return being_signed()
    # Short, since for whoever trusts a hosted assertion this answer is its status.
    response = document_response(
        request, publishing.assertion(shown), _linked_data_type(request), max_age=MINUTE
    )
    response["Vary"] = "Accept"
    return response


@require_safe
def image(request: HttpRequest, award_id: UUID, extension: str) -> HttpResponse:
    """The badge's picture with both documents baked in; the same bytes each time."""
    shown = _award(award_id)
    if shown.is_revoked:
        return HttpResponse(
            _("This badge was withdrawn.") + "\n",
            content_type="text/plain; charset=utf-8",
            status=410,
        )
    if not hasattr(shown, "credential"):
        return being_signed()
    artwork = shown.credential.artwork
    plain = bytes(artwork.png) if extension == "png" else artwork.svg.encode()
    baked = bake(
        plain,
        Baked(
            assertion=serialized(publishing.assertion(shown)),
            credential=serialized(shown.credential.document),
        ),
    )
    response = HttpResponse(baked, content_type=IMAGE_TYPES[extension])
    response["Content-Disposition"] = f'inline; filename="{shown.badge.slug}-badge.{extension}"'
    etag = hashlib.sha256(baked).hexdigest()[:32]
    return public(request, response, etag=etag, max_age=DAY)


def linkedin_url(award: Award) -> str:
    """The form “Add licence or certification” of a LinkedIn profile, filled in."""
    awarded = timezone.localtime(award.awarded_at)
    fields: dict[str, Any] = {
        "startTask": "CERTIFICATION_NAME",
        "name": award.name,
        "organizationName": award.badge.issuer.name,
        "issueYear": awarded.year,
        "issueMonth": awarded.month,
        "certUrl": addresses.absolute(award.get_absolute_url()),
        "certId": str(award.pk),
    }
    if award.expires_at is not None:
        expires = timezone.localtime(award.expires_at)
        fields |= {"expirationYear": expires.year, "expirationMonth": expires.month}
    return "https://www.linkedin.com/profile/add?" + urlencode(fields)


def _award(award_id: UUID) -> Award:
    return get_object_or_404(
        Award.objects.for_people().select_related("status_list", "credential__artwork"),
        pk=award_id,
    )


def _is_downloadable(award: Award) -> bool:
    return hasattr(award, "credential") and not award.is_revoked


def _state(award: Award) -> str:
    if award.is_revoked:
        return "revoked"
    if award.has_expired(timezone.now()):
        return "expired"
    return "valid" if hasattr(award, "credential") else "pending"


def _competencies(award: Award) -> list[dict[str, str]]:
    statements = {result["competency"]: result["statement"] for result in award.results}
    return [
        {
            "name": competency["name"],
            "description": competency["description"],
            "statement": statements.get(competency["name"], ""),
        }
        for competency in award.achievement["competencies"]
    ]


def _stones(award: Award) -> list[dict[str, str]]:
    """The awards it stands on and itself, from the ground up, as the stack shows them."""
    below = sorted(award.stands_on.all(), key=lambda on: (on.achievement["stones"], on.awarded_at))
    if not below:
        return []
    return [_stone(stone) for stone in [*below, award]]


def _stone(award: Award) -> dict[str, str]:
    day = date_format(timezone.localtime(award.revoked_at or award.awarded_at), "j F Y")
    return {
        "name": award.name,
        "state": "open" if award.is_revoked else "earned",
        "text": (_("Withdrawn %(day)s") if award.is_revoked else _("Earned %(day)s"))
        % {"day": day},
        "url": award.get_absolute_url(),
        "emblem": award.achievement["emblem"],
    }


def _linked_data_type(request: HttpRequest) -> str:
    return request.get_preferred_type([LINKED_DATA, "application/json"]) or LINKED_DATA


def _revoked_body(request: HttpRequest, award: Award) -> HttpResponse:
    return document_response(
        request, publishing.assertion(award), LINKED_DATA, max_age=MINUTE, status=410
    )
