"""What a learner wrote and chose in lessons, as frozen text that can serve as evidence."""

import html
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from accounts.models import User
from learning.models import Reflection, ScenarioChoice
from learning.parts import scenario_in
from learning.scenarios import Scenario, Walk, walk


@dataclass(frozen=True, slots=True)
class Copy:
    """`key` tells it from the learner's others; `text` is plain."""

    key: str
    title: str
    text: str
    made_at: datetime


def journal_copies(learner: User) -> list[Copy]:
    """A learner's journal, the latest entry first."""
    return [
        Copy(
            key=str(entry.pk),
            title=" ".join(entry.prompt.split())[:200],
            text=entry.text,
            made_at=entry.changed_at,
        )
        for entry in Reflection.objects.filter(learner=learner)
    ]


def scenario_copies(learner: User) -> list[Copy]:
    """A learner's ways through scenarios to an ending, the latest first.

    One that can't be followed any more, since its lesson went or the scenario was rewritten,
    is left out: its words would not be the ones that were chosen from.
    """
    choices = (
        ScenarioChoice.objects.filter(learner=learner, lesson__isnull=False)
        .select_related("lesson")
        .order_by("block_id", "run", "step")
    )
    found = []
    for (block_id, run), rows in groupby(choices, key=lambda row: (row.block_id, row.run)):
        made = list(rows)
        scenario = _scenario(made[-1])
        way = _followed(scenario, made) if scenario is not None else None
        if scenario is not None and way is not None:
            found.append(
                Copy(
                    key=f"{block_id}:{run}",
                    title=scenario.title[:200],
                    text=_in_words(way),
                    made_at=made[-1].chosen_at,
                )
            )
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def _scenario(choice: ScenarioChoice) -> Scenario | None:
    if choice.lesson is None:
        return None
    for block in choice.lesson.body:
        if block.block_type == "scenario" and block.id == str(choice.block_id):
            return scenario_in(block)
    return None


def _followed(scenario: Scenario, made: list[ScenarioChoice]) -> Walk | None:
    way = walk(scenario, [(row.scene, row.choice) for row in made])
    if way is None or len(way.steps) < len(made) or not way.now.is_ending:
        return None
    return way


def _in_words(way: Walk) -> str:
    parts = []
    for step in way.steps:
        parts.append(_words(step.scene.text))
        parts.append(_("My choice: %(choice)s") % {"choice": _words(step.choice.text)})
        parts.append(_words(step.choice.consequence))
    parts.append(_words(way.now.text))
    return "\n\n".join(part for part in parts if part)


def _words(text: str) -> str:
    return html.unescape(strip_tags(text.replace("</p>", "</p>\n"))).strip()
