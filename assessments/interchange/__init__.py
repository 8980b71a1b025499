"""Questions from and to other systems, as functions of plain values.

Everything that is read ends as definitions of our question types, checked by nobody yet:
`question_types.get(type).problems(definition)` says what an editor has to put right.
"""

from .content_format import written_yaml
from .definitions import canonical, free_slug
from .files import read
from .qti_packages import written_package
from .readings import Issue, Limits, PlacedQuestion, Reading, ReadQuestion, Severity

__all__ = [
    "Issue",
    "Limits",
    "PlacedQuestion",
    "ReadQuestion",
    "Reading",
    "Severity",
    "canonical",
    "free_slug",
    "read",
    "written_package",
    "written_yaml",
]
