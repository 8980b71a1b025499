"""What answers tell about questions, and ratings about raters. Pure classical test theory.

Plain numbers in, plain numbers out; a figure that the data cannot carry is None. The tallies
take one attempt after the other, so that what they hold grows with how many questions and
different answers there are and not with how many people answered.
"""

from .agreement import cohen_kappa, percent_agreement, weighted_kappa
from .choices import (
    Choice,
    ChoiceRates,
    choice_rates,
    choices_in,
    extreme_groups,
    offered_by,
    unchosen,
    worth_showing,
)
from .figures import Interval, correlation, median_of, wilson_interval
from .flags import (
    MINIMUM_ANSWERS,
    MINIMUM_FOR_DISCRIMINATION,
    Flag,
    FlagKind,
    flags_of,
    seriousness,
)
from .items import ItemTally, rest_marks
from .reliability import Reliability, SectionTally
from .timing import seconds_on_questions

__all__ = [
    "MINIMUM_ANSWERS",
    "MINIMUM_FOR_DISCRIMINATION",
    "Choice",
    "ChoiceRates",
    "Flag",
    "FlagKind",
    "Interval",
    "ItemTally",
    "Reliability",
    "SectionTally",
    "choice_rates",
    "choices_in",
    "cohen_kappa",
    "correlation",
    "extreme_groups",
    "flags_of",
    "median_of",
    "offered_by",
    "percent_agreement",
    "rest_marks",
    "seconds_on_questions",
    "seriousness",
    "unchosen",
    "weighted_kappa",
    "wilson_interval",
    "worth_showing",
]
