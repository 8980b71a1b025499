"""Tables of the assessments floor: bank < rubric < task < assessment < attempt < submission
< review < supervision < demonstration < health; submission < sharing. None imports one to its
right."""

from .assessment import Accommodation, Assessment, AssessmentSection, TaskRole
from .attempt import Attempt, AttemptQuestion, AttemptSection, Response
from .bank import Question, QuestionBank
from .demonstration import CompetencyResult, Demonstration
from .health import CompetencyHealth, ItemHealth
from .review import (
    ConflictOfInterest,
    Rating,
    Resolution,
    Review,
    TaskJudgement,
)
from .rubric import Level, Rubric
from .sharing import EvidenceShare
from .submission import EvidenceItem, HandIn, State, Submission, SubmissionEvent
from .supervision import SignOff, SignOffRating, SupervisorInvitation
from .task import EvidenceKind, PerformanceTask

__all__ = [
    "Accommodation",
    "Assessment",
    "AssessmentSection",
    "Attempt",
    "AttemptQuestion",
    "AttemptSection",
    "CompetencyHealth",
    "CompetencyResult",
    "ConflictOfInterest",
    "Demonstration",
    "EvidenceItem",
    "EvidenceKind",
    "EvidenceShare",
    "HandIn",
    "ItemHealth",
    "Level",
    "PerformanceTask",
    "Question",
    "QuestionBank",
    "Rating",
    "Resolution",
    "Response",
    "Review",
    "Rubric",
    "SignOff",
    "SignOffRating",
    "State",
    "Submission",
    "SubmissionEvent",
    "SupervisorInvitation",
    "TaskJudgement",
    "TaskRole",
]
