"""What a browser sends for a question: the right answer to any definition, or anything at all."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from assessments.question_types import get
from assessments.question_types.reading import items_of

Post = dict[str, list[str]]

# Everything that a browser can encode, control characters among it.
any_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def right_post(definition: Mapping[str, Any], prefix: str) -> Post:
    """The form post of somebody who knows, whatever the type."""
    answers = _RIGHT[definition["type"]](definition)
    return {f"{prefix}{name}": values for name, values in answers.items()}


def any_post(definition: Mapping[str, Any], prefix: str) -> st.SearchStrategy[Post]:
    """Known and unknown fields, with known and unknown values in right and wrong places."""
    right = right_post(definition, prefix)
    presented = get(definition["type"]).presented(definition, 0)
    offered = [option.id for option in presented.options]
    offered += [match.id for match in getattr(presented, "matches", ())]
    given = sorted({value for values in right.values() for value in values} | set(offered))
    names = st.sampled_from([*right, prefix, f"{prefix}-gap-x", f"{prefix}-place-x"]) | any_text
    values = st.sampled_from(given) | st.integers(-2, 9).map(str) | any_text
    return st.dictionaries(names, st.lists(values, max_size=4), max_size=len(right) + 3)


def _chosen(definition: Mapping[str, Any]) -> Post:
    correct = [item.id for item in items_of(definition, "options") if item.entry.get("correct")]
    return {"": correct}


def _judged(definition: Mapping[str, Any]) -> Post:
    judged = {item.says("judgement"): item.id for item in items_of(definition, "options")}
    return {"-best": [judged["best"]], "-worst": [judged["worst"]]}


def _placed(name: str) -> Any:
    return lambda definition: {
        f"-place-{item.id}": [str(place)]
        for place, item in enumerate(items_of(definition, name), start=1)
    }


def _matched(definition: Mapping[str, Any]) -> Post:
    matches = get("matching").presented(definition, 0).matches
    by_text = {match.text: match.id for match in matches}
    return {
        f"-match-{pair.id}": [by_text[pair.says("match")]]
        for pair in items_of(definition, "pairs", text_name="prompt")
    }


def _filled(definition: Mapping[str, Any]) -> Post:
    presented = get("cloze").presented(definition, 0)
    gaps = {part.key: part for line in presented.paragraphs for part in line if not _is_text(part)}
    filled = {}
    for gap in definition["gaps"]:
        accepted = gap["accepted"][0]
        offered = {option.text: option.id for option in gaps[gap["key"]].options}
        filled[f"-gap-{gap['key']}"] = [offered.get(accepted, accepted)]
    return filled


def _is_text(part: object) -> bool:
    return isinstance(part, str)


_RIGHT: dict[str, Any] = {
    "single_choice": _chosen,
    "multiple_response": _chosen,
    "best_worst": _judged,
    "ranking": _placed("options"),
    "ordering": _placed("steps"),
    "matching": _matched,
    "cloze": _filled,
    "short_text": lambda definition: {"": [definition["accepted"][0].replace("*", "")]},
    "numeric": lambda definition: {"": [str(definition["target"])]},
}
