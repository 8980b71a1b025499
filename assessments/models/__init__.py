"""Tables of the assessments floor: bank < assessment < attempt < demonstration."""

from .assessment import Assessment, AssessmentSection
from .attempt import Attempt, AttemptQuestion, AttemptSection, Response
from .bank import Question, QuestionBank
from .demonstration import CompetencyResult, Demonstration

__all__ = [
    "Assessment",
    "AssessmentSection",
    "Attempt",
    "AttemptQuestion",
    "AttemptSection",
    "CompetencyResult",
    "Demonstration",
    "Question",
    "QuestionBank",
    "Response",
]
