"""The small forms that every document shares: texts, instants and hashed identities."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# Libraries disagree about escaping these in N-Quads, so a signature over one would not verify
# everywhere; lone surrogates cannot be written as UTF-8 at all.
_UNPORTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def portable_text(text: str) -> str:
    """The text with LF line ends and without control characters, which not every verifier
    canonicalises alike. Tabs and line feeds stay."""
    return _UNPORTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def portable(members: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON object with portable texts throughout, and without members that say nothing: None,
    an empty text or an empty array."""
    values = {name: _portable_value(value) for name, value in members.items()}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _portable_value(value: Any) -> Any:
    if isinstance(value, str):
        return portable_text(value)
    if isinstance(value, list):
        return [_portable_value(item) for item in value]
    return portable(value) if isinstance(value, Mapping) else value


def timestamp(instant: datetime) -> str:
    """ISO 8601 in UTC to the second, with ``Z``. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_timestamp(text: str) -> datetime:
    """The instant an ISO 8601 text names; one without a zone is read as UTC, as older badges
    meant it. Raises ValueError for anything else."""
    try:
        instant = datetime.fromisoformat(text.strip())
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("the instant is out of range") from error


def hashed_identity(identity: str, salt: str) -> str:
    """``sha256$`` and the hexadecimal digest of identity and salt (Open Badges 2.0,
    IdentityObject; the same in 3.0). Lower-case an e-mail address first."""
    digest = hashlib.sha256((identity + salt).encode("utf-8", "surrogatepass")).hexdigest()
    return f"sha256${digest}"


def hashed_email(email: str, salt: str) -> str:
    return hashed_identity(email.strip().lower(), salt)
