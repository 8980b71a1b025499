import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from tests import factories
from tests.assessments.tasks.making import a_task, handed_in


@pytest.fixture(autouse=True)
def private_root(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


@pytest.fixture
def second_assessor(db: None) -> Any:
    return factories.a_member_of("Assessors", name="Bo Assessor")


@pytest.fixture
def supervised_task(db: None) -> Any:
    return a_task(needs_supervisor=True)


@pytest.fixture
def supervised(learner: Any, supervised_task: Any) -> Any:
    return handed_in(learner, supervised_task)


@pytest.fixture
def token_of(committed: Any) -> Any:
    """`token_of(invite, submission)` does so and returns the token in the mail."""

    def run(verb: Any, *args: Any, **kwargs: Any) -> str:
        with committed():
            verb(*args, **kwargs)
        return re.search(r"/sign-off/([\w-]+)/", mail.outbox[-1].body)[1]

    return run
