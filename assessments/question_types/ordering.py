from .base import OPTION_TEXT, STEM
from .fields import Field
from .ranking import Ranking


class Ordering(Ranking):
    """Steps instead of responses; answered and marked as a ranking is."""

    key = "ordering"
    name = "Ordering"
    description = "Steps that the learner puts in the right order."
    fields = (
        STEM,
        Field(
            "steps",
            "Steps",
            "list",
            help="Write them in the right order. Learners see them in varying order.",
            item_fields=(
                OPTION_TEXT,
                Field(
                    "feedback",
                    "Feedback",
                    "text",
                    help="Why the step comes at this point.",
                    maximum=2000,
                ),
            ),
            item_label="Step",
            minimum=3,
            maximum=10,
        ),
    )
    list_name = "steps"
    item_label = "Step"
