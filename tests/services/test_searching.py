"""The promises of searching, kept by PostgreSQL's full text as by SQLite's."""

from tests.home.conftest import indexed, language  # noqa: F401
from tests.home.test_searching import *  # noqa: F403
