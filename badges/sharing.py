"""Showing an award elsewhere: on a profile, in a frame, as a picture where its link is shared."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from badges import addresses
from badges.artwork import card
from badges.drawing import kept_artwork
from badges.models import Award, AwardCard, Badge

EMBED_WIDTH, EMBED_HEIGHT = 440, 176
# Raise it when cards should come out differently, so that old ones are not reused.
STYLE = 1


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


def embed_snippet(award: Award, *, width: int = EMBED_WIDTH, height: int = EMBED_HEIGHT) -> str:
    """The HTML that shows the award in a page of somebody else's."""
    source = escape(addresses.absolute(addresses.award_embed_path(award.pk)))
    # A plain text: where it is shown to be copied it has to be escaped again.
    return (
        f'<iframe src="{source}" title="{escape(title_of(award))}" width="{width}" '
        f'height="{height}" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


def title_of(award: Award) -> str:
    """What a link to the award is called."""
    return _("%(name)s earned the badge “%(badge)s”") % {
        "name": award.holder,
        "badge": award.name,
    }


def kind_of(award: Award) -> str:
    """What sort of badge it is, to somebody who has never heard of us."""
    return {
        Badge.Kind.MACRO: _("Micro-credential"),
        Badge.Kind.LEVEL: _("Level of a pathway"),
    }.get(award.achievement["kind"], _("Skill badge"))


@dataclass(frozen=True, slots=True)
class WayOfSharing:
    """A tab (components/tabs.html) of what the holder of an award may do with it."""

    id: str
    title: str
    html: SafeString


def ways_of_sharing(award: Award) -> list[WayOfSharing]:
    """By its link, on a page of one's own, and, once it is signed, as files."""
    link = {
        "page_url": addresses.absolute(award.get_absolute_url()),
        "linkedin_url": linkedin_url(award),
    }
    ways = [
        WayOfSharing("share-link", _("Link"), render_to_string("badges/_share_link.html", link)),
        WayOfSharing(
            "share-website",
            _("Website"),
            render_to_string("badges/_share_website.html", {"embed_snippet": embed_snippet(award)}),
        ),
    ]
    if hasattr(award, "credential"):
        downloads = render_to_string("badges/_downloads.html", {"award": award})
        ways.append(WayOfSharing("share-download", _("Download"), downloads))
    return ways


def kept_card(award: Award) -> AwardCard:
    """The picture for links to `award`: drawn now unless it was drawn with these very words."""
    with translation.override(settings.LANGUAGE_CODE):
        words = card.Card(
            kind=kind_of(award),
            badge=award.name,
            lead=_("earned by"),
            recipient=award.holder,
            issuer=award.badge.issuer.name,
            day=date_format(timezone.localtime(award.awarded_at), "j F Y"),
            site=settings.SITE_NAME,
            promise=_("Signed. Anyone can verify it."),
        )
    picture = kept_artwork(award.achievement)
    digest = hashlib.sha256(
        json.dumps([STYLE, picture.pk, asdict(words)], sort_keys=True).encode()
    ).hexdigest()
    kept = AwardCard.objects.filter(award=award, digest=digest).first()
    if kept is not None:
        return kept
    drawn = card.draw(words, bytes(picture.png))
    # Two who ask in the same moment draw the same bytes, and the second replaces the first.
    kept, _made = AwardCard.objects.update_or_create(
        award=award, defaults={"digest": digest, "png": drawn}
    )
    return kept
