"""The form posts with which the demo people answer questions, rightly or quite wrongly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assessments import question_types
from assessments.question_types.matching import PresentedMatching
from assessments.question_types.reading import items_of

Post = dict[str, list[str]]


def post_for(definition: Mapping[str, Any], *, prefix: str, right: bool) -> Post:
    """The post that answers a question. Raises KeyError for a type nobody has taught them."""
    return _POSTS[definition["type"]](definition, prefix, right)


def _choices(definition: Mapping[str, Any], prefix: str, right: bool) -> Post:
    options = items_of(definition, "options")
    chosen = [option.id for option in options if bool(option.entry.get("correct")) is right]
    return {prefix: chosen if definition["type"] == "multiple_response" else chosen[:1]}


def _best_worst(definition: Mapping[str, Any], prefix: str, right: bool) -> Post:
    judged = {option.says("judgement"): option.id for option in items_of(definition, "options")}
    best, worst = ("best", "worst") if right else ("worst", "best")
    return {f"{prefix}-best": [judged[best]], f"{prefix}-worst": [judged[worst]]}


def _places(definition: Mapping[str, Any], prefix: str, right: bool) -> Post:
    """The files hold the right order; turned round it is as wrong as can be."""
    items = items_of(definition, "options" if definition["type"] == "ranking" else "steps")
    ordered = items if right else items[::-1]
    return {f"{prefix}-place-{item.id}": [str(place)] for place, item in enumerate(ordered, 1)}


def _matches(definition: Mapping[str, Any], prefix: str, right: bool) -> Post:
    presented = question_types.get("matching").presented(definition, seed=0)
    assert isinstance(presented, PresentedMatching)
    match_of = {match.text: match.id for match in presented.matches}
    pairs = items_of(definition, "pairs", text_name="prompt")
    matches = [match_of[pair.says("match")] for pair in pairs]
    if not right:
        matches = matches[1:] + matches[:1]
    return {
        f"{prefix}-match-{pair.id}": [match] for pair, match in zip(pairs, matches, strict=True)
    }


_POSTS: Mapping[str, Callable[[Mapping[str, Any], str, bool], Post]] = {
    "single_choice": _choices,
    "multiple_response": _choices,
    "best_worst": _best_worst,
    "ranking": _places,
    "ordering": _places,
    "matching": _matches,
}
