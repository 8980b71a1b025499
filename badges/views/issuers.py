"""Issuers, the documents they publish, and the pictures of their badges."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from badges import addresses, publishing
from badges.drawing import kept_artwork
from badges.models import Badge, Issuer, StatusList
from badges.snapshots import achievement_of
from badges.views.awards import IMAGE_TYPES
from badges.views.responses import (
    CREDENTIAL,
    DID_DOCUMENT,
    HOUR,
    LINKED_DATA,
    MINUTE,
    document_response,
    public,
)


@require_safe
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Issuer, slug=slug)
    return render(
        request,
        "badges/issuer.html",
        {
            "issuer": shown,
            "badges": Badge.objects.filter(issuer=shown),
            "keys": shown.keys.all(),
            "did_url": addresses.absolute(addresses.issuer_did_path(slug)),
            "profile_url": addresses.absolute(addresses.issuer_profile_path(slug)),
        },
    )


@require_safe
def did_document(request: HttpRequest, slug: str) -> HttpResponse:
    # Short: a key that was compromised has to lose its standing within minutes.
    document = publishing.did_document(get_object_or_404(Issuer, slug=slug))
    return document_response(request, document, DID_DOCUMENT, max_age=5 * MINUTE)


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    document = publishing.issuer_profile(get_object_or_404(Issuer, slug=slug))
    return document_response(request, document, LINKED_DATA, max_age=HOUR)


@require_safe
def status_list(request: HttpRequest, status_list_id: int) -> HttpResponse:
    """The list as it is now: one that is due is signed here, should the worker be late."""
    get_object_or_404(StatusList, pk=status_list_id)
    document = publishing.publish_status_list(status_list_id)
    return document_response(request, document, CREDENTIAL, max_age=MINUTE)


@require_safe
def badge_image(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The picture of a badge as it is now."""
    shown = get_object_or_404(Badge, slug=slug)
    artwork = kept_artwork(achievement_of(shown))
    content = bytes(artwork.png) if extension == "png" else artwork.svg.encode()
    response = HttpResponse(content, content_type=IMAGE_TYPES[extension])
    return public(request, response, etag=f"{artwork.pk[:32]}-{extension}", max_age=HOUR)
