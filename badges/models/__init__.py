"""Tables of the badges floor.

Direction of imports among these modules: issuer, competency < badge < award <
pathway < review. None imports one to its right.
"""

from .award import Award, Credential, StatusList
from .badge import Artwork, Badge, BadgeAlignment, BadgeCompetency
from .competency import Behaviour, Competency, CompetencyAlignment
from .issuer import Issuer, IssuerKey
from .loaded_item import LoadedItem
from .pathway import Fulfilment, Pathway, PathwayLevel, Requirement
from .review import StandingReview

__all__ = [
    "Artwork",
    "Award",
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
    "Requirement",
    "StandingReview",
    "StatusList",
]
