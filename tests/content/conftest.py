import pytest
from django.conf import settings
from wagtail.models import Locale

from home import content


@pytest.fixture(scope="session")
def real() -> content.Content:
    """The content folder that comes with Cairn, as the loader reads it."""
    found, problems = content.read(settings.CONTENT_ROOT)
    assert not list(problems)
    return found


@pytest.fixture
def language(db: None) -> Locale:
    """Pages have a language; the migrations make it, the tests' tables come without."""
    return Locale.objects.get_or_create(language_code="en")[0]
