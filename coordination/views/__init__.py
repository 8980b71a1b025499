"""Where coordinators look after learners: awards, badges to review, steps of pathways."""

from .awards import AwardIndexView, RevokeView
from .learners import LearnerView
from .reviews import DecideView, ReviewIndexView
from .steps import ConfirmStepView, StepIndexView, WithdrawStepView

__all__ = [
    "AwardIndexView",
    "ConfirmStepView",
    "DecideView",
    "LearnerView",
    "ReviewIndexView",
    "RevokeView",
    "StepIndexView",
    "WithdrawStepView",
]
