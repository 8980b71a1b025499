"""What verification found, as plain data. Every text may come from a stranger: escape it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from .wording import said as _

Verdict = Literal["passed", "failed", "unknown", "not_applicable"]
CheckKey = Literal["credential", "unchanged", "issuer", "not_revoked", "in_date", "recipient"]

CHECK_NAMES: Final[dict[CheckKey, str]] = {
    "credential": _("It is a credential"),
    "unchanged": _("It is whole and unchanged"),
    "issuer": _("The issuer stands behind it"),
    "not_revoked": _("It has not been withdrawn"),
    "in_date": _("It is within its dates"),
    "recipient": _("It belongs to this person"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One question about the credential, its answer, and why, in words for an employer."""

    key: CheckKey
    verdict: Verdict
    explanation: str

    @property
    def name(self) -> str:
        return CHECK_NAMES[self.key]


@dataclass(frozen=True, slots=True)
class Link:
    """``url`` is http or https, or empty."""

    name: str
    url: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A competency, and how it was shown where the credential says so."""

    competency: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """Who earned it, what they did, what they can do, who says so. Empty where it does not say."""

    credential_id: str = ""
    recipient_name: str = ""
    achievement_name: str = ""
    achievement_url: str = ""
    description: str = ""
    criteria: str = ""
    criteria_url: str = ""
    narrative: str = ""
    shown: tuple[Shown, ...] = ()
    alignments: tuple[Link, ...] = ()
    evidence: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()
    image_url: str = ""
    issuer_id: str = ""
    issuer_name: str = ""
    issuer_url: str = ""
    awarded_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """``standard`` is "Open Badges 3.0", "Open Badges 2.0" or empty. The summary repeats what the
    credential says of itself, and is to be believed as far as the verdict goes."""

    standard: str
    checks: tuple[Check, ...]
    summary: Summary = field(default_factory=Summary)

    @property
    def verdict(self) -> Verdict:
        """Failed when any check failed, passed when every check that applies passed."""
        verdicts = {check.verdict for check in self.checks}
        if "failed" in verdicts:
            return "failed"
        return "unknown" if "unknown" in verdicts else "passed"


class Findings:
    """Collects checks; those never reached are reported as unknown, in their order."""

    def __init__(self, standard: str) -> None:
        self.standard = standard
        self.summary = Summary()
        self._checks: dict[CheckKey, Check] = {}

    def add(self, key: CheckKey, verdict: Verdict, explanation: str) -> None:
        self._checks[key] = Check(key, verdict, explanation)

    def report(
        self, otherwise: str = _("Not looked at, because an earlier check failed.")
    ) -> Report:
        return Report(
            self.standard,
            tuple(self._checks.get(key, Check(key, "unknown", otherwise)) for key in CHECK_NAMES),
            self.summary,
        )
