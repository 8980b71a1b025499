"""Keeping what `badges.artwork` draws: once for each wording of a badge, not once an award."""

import hashlib
import json
from dataclasses import asdict

from badges import artwork
from badges.models import Artwork
from badges.snapshots import Snapshot, artwork_of

# Raise it when drawings should come out differently, so that old ones are not reused.
STYLE = 1


def kept_artwork(snapshot: Snapshot) -> Artwork:
    """The drawing of the badge as it was; drawn now if nobody has drawn it before."""
    drawing = artwork_of(snapshot)
    digest = hashlib.sha256(
        json.dumps([STYLE, asdict(drawing)], sort_keys=True).encode()
    ).hexdigest()
    kept = Artwork.objects.filter(pk=digest).first()
    if kept is not None:
        return kept
    kept, _ = Artwork.objects.get_or_create(
        digest=digest,
        defaults={"png": artwork.draw_png(drawing), "svg": artwork.draw_svg(drawing)},
    )
    return kept
