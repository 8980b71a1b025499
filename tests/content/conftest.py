import pytest
from django.conf import settings

from home import content


@pytest.fixture(scope="session")
def real() -> content.Content:
    """The content folder that comes with Cairn, as the loader reads it."""
    found, problems = content.read(settings.CONTENT_ROOT)
    assert not list(problems)
    return found
