import pytest
from wagtail.models import Locale


@pytest.fixture(autouse=True)
def language(db: None) -> Locale:
    """Pages have a language; the migrations make it, the tests' tables come without."""
    return Locale.objects.get_or_create(language_code="en")[0]
