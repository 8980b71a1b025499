"""What a pathway still asks for, said to the learner: one sentence, and the way there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from badges import addresses
from badges.requirements import (
    BadgesRequired,
    LevelStanding,
    RequirementStanding,
    StepKey,
    StepRequired,
)

# Whose word settles a step that is no badge, by the kind of the requirement.
_SETTLED_BY = {
    "task": gettext_lazy("Staff judge what you hand in."),
    "sign_off": gettext_lazy("Somebody who saw your work confirms it."),
    "eligibility": gettext_lazy("Staff confirm it."),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """`sentence` says what is asked or was done; `how` and `url` are the shortest way there,
    empty once it is met. The names are those that the component step_list reads."""

    met: bool
    sentence: str
    how: str = ""
    url: str = ""
    link_label: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses of the ways there: of the course for a badge, by the badge's slug, and of where
    one hands in what a step asks for, by the step's key.

    Badges without a course lead to their own pages, steps without a task nowhere.
    """

    courses: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[StepKey, str] = field(default_factory=dict)


def explained(standing: RequirementStanding, ways: Ways | None = None) -> Explained:
    ways = ways or Ways()
    if isinstance(standing.required, StepRequired):
        url = ways.tasks.get(standing.required.key, "")
        return _explained_step(standing.required, url, is_met=standing.is_met)
    return _explained_badges(standing.required, standing, ways.courses)


def still_missing(level: LevelStanding) -> str:
    """How much of a level is left, in a few words for a card or a stone."""
    if level.is_earned:
        return _("Earned")
    left = sum(not requirement.is_met for requirement in level.requirements)
    done = len(level.requirements) - left
    return _("%(done)d of %(all)d done") % {"done": done, "all": len(level.requirements)}


def _explained_step(step: StepRequired, url: str, *, is_met: bool) -> Explained:
    if is_met:
        return Explained(True, _("Done: %(step)s.") % {"step": step.name})
    how = [step.description, step.how or _SETTLED_BY.get(step.kind, "")]
    return Explained(
        False,
        f"{step.name}.",
        " ".join(str(part) for part in how if part),
        url,
        _("Do this step") if url else "",
    )


def _explained_badges(
    required: BadgesRequired, standing: RequirementStanding, courses: Mapping[str, str]
) -> Explained:
    if standing.is_met:
        earned = [required.badges[slug] for slug in standing.met_by]
        return Explained(
            True, _("Earned: %(badges)s.") % {"badges": get_text_list(earned, _("and"))}
        )
    still_open = [required.badges[slug] for slug in standing.open_badges]
    if standing.wanting > len(still_open):
        return Explained(
            False,
            _("This can't be completed yet: it asks for more badges than it names."),
            _("Tell the people who run this site; nothing you do can meet it as it stands."),
        )
    begun = bool(standing.met_by)
    if standing.wanting == len(still_open):
        badges = get_text_list(still_open, _("and"))
        sentence = (_("Earn %(badges)s as well.") if begun else _("Earn %(badges)s.")) % {
            "badges": badges
        }
    else:
        sentence = _any_of(still_open, standing.wanting, begun=begun)
    if len(still_open) == 1:
        slug, link_label = standing.open_badges[0], still_open[0]
        url = courses.get(slug, addresses.badge_path(slug))
    else:
        url, link_label = "/badges/", _("See the badges")
    how = _("Take its course, or go straight to the assessment if you have the skill:")
    if len(still_open) > 1:
        how = _("Take a course, or go straight to the assessment where you have the skill:")
    return Explained(False, sentence, how, url, link_label)


def _any_of(names: list[str], wanting: int, *, begun: bool) -> str:
    listed = {"badges": get_text_list(names, _("or")), "count": wanting}
    if begun:
        return (
            ngettext(
                "Earn one more of: %(badges)s.", "Earn %(count)d more of: %(badges)s.", wanting
            )
            % listed
        )
    return ngettext("Earn one of: %(badges)s.", "Earn %(count)d of: %(badges)s.", wanting) % listed
