"""What a credential says, before it takes the form of any standard.

Open Badges 2.0 and 3.0 documents are composed from the same ``AwardFacts``, so that they cannot
disagree. Optional texts are empty strings when absent.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .texts import hashed_email

AchievementKind = Literal["badge", "level", "macro"]


@dataclass(frozen=True, slots=True)
class AlignmentFacts:
    """A statement of an outside framework that the achievement corresponds to."""

    name: str
    url: str
    description: str = ""
    framework: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class CompetencyFacts:
    """One competency the achievement rests on.

    ``url`` is a lasting public address of the competency. With one, the competency is also
    published as an alignment, with its description.
    """

    name: str
    description: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """``did`` names the issuer in Open Badges 3.0, ``profile_url`` in 2.0."""

    did: str
    profile_url: str
    name: str
    url: str
    email: str
    description: str = ""
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class AchievementFacts:
    """The badge as it stood when it was awarded."""

    url: str
    name: str
    description: str
    criteria: str
    criteria_url: str
    image_url: str
    kind: AchievementKind = "badge"
    tags: tuple[str, ...] = ()
    alignments: tuple[AlignmentFacts, ...] = ()
    competencies: tuple[CompetencyFacts, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """``url`` is None when the evidence is described but not shared."""

    url: str | None
    name: str
    narrative: str = ""
    genre: str = ""


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """How one competency was shown. ``competency`` is the name of one of the achievement's."""

    competency: str
    statement: str


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """The credential's place in its issuer's status list."""

    list_url: str
    index: int


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """``awarded_at`` is when the badge was earned and never changes; ``issued_at`` is when this
    edition of the credential begins to be valid, and moves on when it is issued again.

    ``narrative`` says what the recipient did and how it was assessed. ``image_url`` serves the
    baked image. ``status`` is None for a credential that cannot be revoked by list.
    ``recipient_hash`` is the salted hash of the address where the address itself is no longer
    kept; the name is then empty too.
    """

    credential_url: str
    assertion_url: str
    image_url: str
    recipient_name: str
    recipient_email: str
    salt: str
    awarded_at: datetime
    issued_at: datetime
    achievement: AchievementFacts
    issuer: IssuerFacts
    expires_at: datetime | None = None
    narrative: str = ""
    evidence: tuple[EvidenceFacts, ...] = ()
    results: tuple[ResultFacts, ...] = ()
    status: StatusFacts | None = None
    recipient_hash: str = ""

    @property
    def identity(self) -> str:
        """The salted hash by which a credential can be matched with an address."""
        return self.recipient_hash or hashed_email(self.recipient_email, self.salt)
