"""An issuer on the web, as a verifier meets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from badges.credentials.doors import Fetched, Unreachable
from badges.credentials.report import Report
from badges.credentials.verification import verify

SITE = "https://badges.example.org"
AWARDED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EMAIL = "Ada@Example.org"


@dataclass
class World:
    """An issuer's published documents, and whoever asks for them."""

    documents: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def fetch(self, address: str) -> Mapping[str, Any]:
        self.asked.append(address)
        if address not in self.documents:
            raise Unreachable(address)
        return self.documents[address]

    def fetch_hosted(self, address: str) -> Fetched:
        return Fetched(self.fetch(address), gone=address in self.gone)

    def verify(self, presented: Any, *, email: str | None = None, now: datetime = NOW) -> Report:
        return verify(
            presented,
            resolve_did_or_key=self.fetch,
            fetch_status_list=self.fetch,
            fetch_hosted=self.fetch_hosted,
            now=now,
            recipient_email=email,
        )
