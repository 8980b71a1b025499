"""Definitions of every question type, drawn by chance, in their canonical form."""

from typing import Any

from hypothesis import strategies as st

from assessments.interchange import PlacedQuestion, canonical
from assessments.question_types.reading import folded

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
_ANY = st.text(_CHARACTERS, min_size=1, max_size=30)
_MARKUP = st.sampled_from(
    [
        "**bold**",
        "*a*",
        "- one\n- two",
        "> said",
        "[x](https://example.org)",
        "<b>",
        "&amp;",
        "a: b",
    ]
)
lines = st.one_of(_ANY, _MARKUP).map(lambda text: " ".join(text.split())).filter(folded)
words = st.from_regex(r"[A-Za-zäéß][A-Za-z0-9 äéß.$+(-]{0,12}[a-z]", fullmatch=True)
texts = st.lists(lines, min_size=1, max_size=3).map("\n".join)
stems = st.lists(texts, min_size=1, max_size=3).map("\n\n".join)
slugs = st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,4})?", fullmatch=True)
numbers = st.one_of(st.integers(-10_000, 10_000), st.sampled_from([2.5, 0.1, -3.75]))


def _distinct(strategy: st.SearchStrategy[str], least: int, most: int) -> Any:
    return st.lists(strategy, min_size=least, max_size=most, unique_by=folded)


@st.composite
def _options(draw: Any, least: int, most: int) -> list[dict[str, Any]]:
    return [{"text": text, "feedback": draw(texts)} for text in draw(_distinct(texts, least, most))]


@st.composite
def _choice(draw: Any, several: bool) -> dict[str, Any]:
    options = draw(_options(3, 6))
    places = draw(st.permutations(range(len(options))))
    for place in places[: draw(st.integers(2, len(options) - 1)) if several else 1]:
        options[place]["correct"] = True
    return {"options": options}


@st.composite
def _best_worst(draw: Any) -> dict[str, Any]:
    options = draw(_options(3, 6))
    best, worst = draw(st.permutations(range(len(options))))[:2]
    options[best]["judgement"], options[worst]["judgement"] = "best", "worst"
    return {"options": options}


@st.composite
def _matching(draw: Any) -> dict[str, Any]:
    prompts = draw(_distinct(texts, 2, 5))
    sides = draw(_distinct(words, len(prompts), 8))
    return {
        "pairs": [
            {"prompt": prompt, "match": match, "feedback": draw(texts)}
            for prompt, match in zip(prompts, sides, strict=False)
        ],
        "distractors": sides[len(prompts) :],
    }


@st.composite
def _cloze(draw: Any) -> dict[str, Any]:
    count = draw(st.integers(1, 4))
    gaps = []
    for number in range(count):
        answers = draw(_distinct(words, 2, 4))
        typed = draw(st.booleans())
        gaps.append(
            {
                "key": f"gap-{number + 1}",
                "accepted": answers if typed else answers[:1],
                "others": [] if typed else answers[1:],
                "feedback": draw(texts),
            }
        )
    pieces = [draw(words) + " {{" + gap["key"] + "}}" for gap in gaps]
    return {"text": "\n\n".join(pieces) + ".", "gaps": gaps}


@st.composite
def _numeric(draw: Any) -> dict[str, Any]:
    return {
        "target": draw(numbers.filter(bool)),
        "tolerance": draw(st.sampled_from([0.5, 2, None])),
        "tolerance_kind": draw(st.sampled_from(["absolute", "percent", None])),
        "unit": draw(st.sampled_from(["hours", "%", None])),
    }


_ACCEPTED = _distinct(st.one_of(words, words.map(lambda word: f"{word}*")), 1, 4)
_ABOUT_MARK = {"feedback_right": texts, "feedback_wrong": texts}
_BY_TYPE: dict[str, Any] = {
    "single_choice": _choice(several=False),
    "multiple_response": _choice(several=True),
    "best_worst": _best_worst(),
    "ranking": _options(3, 6).map(lambda options: {"options": options}),
    "ordering": _options(3, 6).map(lambda steps: {"steps": steps}),
    "matching": _matching(),
    "short_text": st.fixed_dictionaries({"accepted": _ACCEPTED, **_ABOUT_MARK}),
    "numeric": st.builds(
        lambda number, about: {**number, **about}, _numeric(), st.fixed_dictionaries(_ABOUT_MARK)
    ),
    "cloze": _cloze(),
}
TYPES = sorted(_BY_TYPE)


def definitions(key: str, stem: st.SearchStrategy[str] = stems) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda entries, stem: canonical({"type": key, "stem": stem, **entries}), _BY_TYPE[key], stem
    )


def placed_questions(key: str) -> st.SearchStrategy[PlacedQuestion]:
    return st.builds(PlacedQuestion, slugs, definitions(key), slugs, slugs)
