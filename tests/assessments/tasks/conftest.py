from pathlib import Path
from typing import Any

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def private_root(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


@pytest.fixture
def second_assessor(db: None) -> Any:
    return factories.a_member_of("Assessors", name="Bo Assessor")
