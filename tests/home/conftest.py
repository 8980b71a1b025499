import pytest
from wagtail.models import Locale

from tests.search_index import OnlyIfAsked


@pytest.fixture(autouse=True)
def language(db: None) -> Locale:
    """Pages have a language; the migrations make it, the tests' tables come without."""
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on what is saved can be searched for."""
    monkeypatch.setattr(OnlyIfAsked, "is_asked", True)
