"""Tables of the badges floor.

Direction of imports among these modules: issuer, competency < badge < award <
pathway < review; award < sharing. None imports one to its right.
"""

from .award import Award, Credential, StatusList
from .badge import Artwork, Badge, BadgeAlignment, BadgeCompetency
from .competency import Behaviour, Competency, CompetencyAlignment
from .issuer import Issuer, IssuerKey
from .loaded_item import LoadedItem
from .pathway import Fulfilment, Pathway, PathwayLevel, Requirement
from .review import StandingReview
from .sharing import AwardCard, PublicProfile, ShownAward

__all__ = [
    "Artwork",
    "Award",
    "AwardCard",
    "Badge",
    "BadgeAlignment",
    "BadgeCompetency",
    "Behaviour",
    "Competency",
    "CompetencyAlignment",
    "Credential",
    "Fulfilment",
    "Issuer",
    "IssuerKey",
    "LoadedItem",
    "Pathway",
    "PathwayLevel",
    "PublicProfile",
    "Requirement",
    "ShownAward",
    "StandingReview",
    "StatusList",
]
