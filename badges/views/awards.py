"""The public page of an award, its documents and its images."""

import hashlib
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from accounts import second_address
from badges import addresses, cairns, profiles, publishing, sharing
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
    competencies = _competencies(shown)
    is_owner = request.user == shown.recipient
    page_url = addresses.absolute(shown.get_absolute_url())
    response = render(
        request,
        "badges/award.html",
        {
            "award": shown,
            "issuer": shown.badge.issuer,
            "achievement": shown.achievement,
            "kind": sharing.kind_of(shown),
            "title": sharing.title_of(shown),
            "state": _state(shown),
            "competencies": competencies,
            "marks": list(dict.fromkeys(c["statement"] for c in competencies if c["statement"])),
            "stones": cairns.stones_below(shown, list(shown.stands_on.all())),
            "evidence": [item for item in shown.evidence if item["genre"] != "Badge"],
            "page_url": page_url,
            "image_url": _image_url(shown),
            "verify_query": quote(page_url, safe=""),
            "oembed_url": addresses.absolute("/oembed/?" + urlencode({"url": page_url})),
            "profile_url": profiles.showing(shown),
            "card_url": addresses.absolute(addresses.award_card_path(shown.pk)),
            "is_downloadable": _is_downloadable(shown),
            "is_owner": is_owner,
            "offers_second_address": is_owner and second_address.is_worth_offering(shown.recipient),
            "sharing": sharing.ways_of_sharing(shown),
        },
    )
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
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
        return _withdrawn()
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


@require_safe
def card(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """The picture that a link to the award shows where it is shared."""
    shown = _award(award_id)
    if shown.is_revoked:
        return _withdrawn()
    kept = sharing.kept_card(shown)
    response = HttpResponse(bytes(kept.png), content_type="image/png")
    return public(request, response, etag=kept.digest[:32], max_age=HOUR)


# Whoever frames it gets nothing of the person who looks at it: no session is opened here.
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # typed for views of a request alone
@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """A small page about the award, the only one here that any website may frame."""
    shown = _award(award_id)
    context = {
        "award": shown,
        "issuer": shown.badge.issuer,
        "state": _state(shown),
        "kind": sharing.kind_of(shown),
        "page_url": addresses.absolute(shown.get_absolute_url()),
        "image_url": _image_url(shown),
    }
    response = HttpResponse(render_to_string("badges/embed.html", context))
    patch_cache_control(response, public=True, max_age=5 * MINUTE)
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show an award's page in another (oEmbed 1.0), as JSON."""
    if request.GET.get("format", "json") != "json":
        return _no_embed(501)
    place = addresses.place_of(request.GET.get("url", ""))
    shown = (
        Award.objects.for_people().filter(pk=place.key).first()
        if place is not None and place.kind in ("award", "award_embed")
        else None
    )
    if shown is None:
        return _no_embed(404)
    width = _at_most(request.GET.get("maxwidth"), sharing.EMBED_WIDTH)
    height = _at_most(request.GET.get("maxheight"), sharing.EMBED_HEIGHT)
    document: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": sharing.title_of(shown),
        "provider_name": settings.SITE_NAME,
        "provider_url": addresses.absolute("/"),
        "html": sharing.embed_snippet(shown, width=width, height=height),
        "width": width,
        "height": height,
        "cache_age": HOUR,
    }
    return document_response(request, document, "application/json", max_age=5 * MINUTE)


def _no_embed(status: int) -> HttpResponse:
    response = HttpResponse(status=status, content_type="text/plain; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _at_most(asked: str | None, most: int) -> int:
    return min(int(asked), most) if asked and asked.isdecimal() and int(asked) else most


def _award(award_id: UUID) -> Award:
    return get_object_or_404(
        Award.objects.for_people().select_related("status_list", "credential__artwork"),
        pk=award_id,
    )


def _withdrawn() -> HttpResponse:
    return HttpResponse(
        _("This badge was withdrawn.") + "\n",
        content_type="text/plain; charset=utf-8",
        status=410,
    )


def _image_url(award: Award) -> str:
    return addresses.absolute(
        addresses.award_image_path(award.pk)
        if _is_downloadable(award)
        else addresses.badge_image_path(award.badge.slug)
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


def _linked_data_type(request: HttpRequest) -> str:
    return request.get_preferred_type([LINKED_DATA, "application/json"]) or LINKED_DATA


def _revoked_body(request: HttpRequest, award: Award) -> HttpResponse:
    return document_response(
        request, publishing.assertion(award), LINKED_DATA, max_age=MINUTE, status=410
    )
