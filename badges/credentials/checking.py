"""The checks that are alike in both versions of Open Badges."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .extracting import instant
from .report import Findings
from .texts import hashed_identity
from .wording import said as _


@dataclass(frozen=True, slots=True)
class HashedEmail:
    """An e-mail address as a credential gives it: hashed with a salt, or plain."""

    identity: str
    salt: str
    hashed: bool

    def belongs_to(self, email: str) -> bool:
        spellings = {email.strip(), email.strip().lower()}
        if not self.hashed:
            return self.identity.strip().lower() in spellings
        return any(
            hmac.compare_digest(
                hashed_identity(spelling, self.salt).encode(),
                self.identity.strip().lower().encode("utf-8", "replace"),
            )
            for spelling in spellings
        )


def incomplete(missing: Iterable[str]) -> str:
    """What a document lacks, as a sentence, or nothing."""
    listed = tuple(missing)
    if not listed:
        return ""
    return _("It is not complete: it does not properly state %(parts)s.", parts=listed)


def check_dates(findings: Findings, begins: object, ends: object, now: datetime) -> None:
    """``begins`` and ``ends`` as the document gives them; ``ends`` may be None."""
    start, end = instant(begins), instant(ends)
    if start is None or (ends is not None and end is None):
        findings.add("in_date", "failed", _("A date in the credential cannot be read."))
    elif start > now:
        findings.add("in_date", "failed", _("It is valid only from %(day)s.", day=start))
    elif end is not None and end <= now:
        findings.add("in_date", "failed", _("It expired on %(day)s.", day=end))
    elif end is not None:
        findings.add("in_date", "passed", _("It is valid until %(day)s.", day=end))
    else:
        findings.add("in_date", "passed", _("It is valid and does not expire."))


def check_recipient(
    findings: Findings, emails: Iterable[HashedEmail], recipient_email: str | None
) -> None:
    known = list(emails)
    if not recipient_email or not recipient_email.strip():
        findings.add(
            "recipient",
            "not_applicable",
            _("No e-mail address was given to compare with the credential."),
        )
    elif any(email.belongs_to(recipient_email) for email in known):
        findings.add("recipient", "passed", _("It was issued to the e-mail address you entered."))
    elif known:
        findings.add(
            "recipient",
            "failed",
            _("It was issued to another e-mail address than the one you entered."),
        )
    else:
        findings.add(
            "recipient", "unknown", _("It names no e-mail address that could be compared.")
        )
