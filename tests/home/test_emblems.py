from pathlib import Path

import pytest
from django.conf import settings

from badges import artwork

STYLES = Path(settings.ROOT) / "static" / "css" / "components" / "emblem.css"


@pytest.mark.parametrize("emblem", sorted(set(artwork.EMBLEMS) - {artwork.FALLBACK}))
def test_a_badge_has_the_same_colour_on_the_page_as_in_its_picture(emblem):
    colour = artwork.colour_of(emblem).light

    assert f".stone--{emblem} {{ --stone: {colour};" in STYLES.read_text()
