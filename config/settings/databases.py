"""One place that says how we talk to a database, for every kind of settings."""

from typing import Any

import dj_database_url

# IMMEDIATE: a transaction that reads and then writes takes its lock at the start,
# so two of them wait for one another instead of one failing with "locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(url: str) -> dict[str, Any]:
    """The Django settings of the database at `url` (`sqlite:///…`, `postgres://…`)."""
    settings: dict[str, Any] = dict(
        dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    )
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {**settings.get("OPTIONS", {}), **SQLITE_OPTIONS}
    return settings
