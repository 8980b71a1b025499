"""What Cairn writes, it reads back as it was."""

import io
import json
import zipfile
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import question_types
from assessments.interchange import PlacedQuestion, read, written_package, written_yaml

from .generated import TYPES, definitions, placed_questions, words

_SLOW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
any_question = st.sampled_from(TYPES).flatmap(placed_questions)


def in_other_systems(package: bytes) -> list[str]:
    """The items of a package without what Cairn keeps of the questions beside them."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return [
            archive.read(name).decode() for name in archive.namelist() if name.startswith("items/")
        ]


def edited(package: bytes, old: str, new: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            after.writestr(name, text.replace(old, new) if name.startswith("items/") else text)
    return target.getvalue()


@pytest.mark.parametrize("key", TYPES)
@_SLOW
@given(data=st.data())
def test_the_generated_definitions_may_be_asked(key: str, data: Any) -> None:
    definition = data.draw(definitions(key))
    assert question_types.get(key).problems(definition) == []


@pytest.mark.parametrize("key", TYPES)
@_SLOW
@given(data=st.data())
def test_a_question_of_each_type_survives_the_content_format(key: str, data: Any) -> None:
    question = data.draw(placed_questions(key))
    reading = read(written_yaml([question]).encode(), "questions.yaml")
    assert reading.issues == ()
    [found] = reading.questions
    assert found.definition == question.definition
    assert (found.slug, found.competency, found.behaviour) == (
        question.slug,
        question.competency,
        question.behaviour,
    )


@pytest.mark.parametrize("key", TYPES)
@_SLOW
@given(data=st.data())
def test_a_question_of_each_type_survives_a_qti_package(key: str, data: Any) -> None:
    question = data.draw(placed_questions(key))
    reading = read(written_package([question]))
    assert reading.issues == ()
    [found] = reading.questions
    assert found.definition == question.definition
    assert (found.slug, found.competency, found.behaviour) == (
        question.slug,
        question.competency,
        question.behaviour,
    )


@pytest.mark.parametrize("key", TYPES)
@_SLOW
@given(data=st.data())
def test_an_item_alone_says_to_others_what_the_question_says(key: str, data: Any) -> None:
    plain_words = st.lists(words, min_size=1, max_size=5).map(" ".join)
    definition = data.draw(definitions(key, stem=plain_words))
    [item] = in_other_systems(written_package([PlacedQuestion("one", definition)]))
    [found] = read(item.encode()).questions
    assert shape_of(found.definition) == shape_of(definition)


def shape_of(definition: Any) -> Any:
    """What decides the mark, without Markdown, spaces and the order of what is shuffled."""

    def bare(text: Any) -> str:
        return "".join(filter(str.isalnum, str(text)))

    entries = {
        "type": definition["type"],
        "stem": bare(definition["stem"]),
        "pairs": {
            (bare(pair["prompt"]), bare(pair["match"])) for pair in definition.get("pairs", [])
        },
        "gaps": [
            (
                {bare(text) for text in gap["accepted"] if "*" not in text},
                {bare(text) for text in gap.get("others", [])},
            )
            for gap in definition.get("gaps", [])
        ],
        "accepted": {text.lower() for text in definition.get("accepted", []) if "*" in text},
        "target": definition.get("target"),
        "tolerance": definition.get("tolerance"),
        "unit": definition.get("unit"),
    }
    rows = [
        (bare(row["text"]), row.get("correct"), row.get("judgement"))
        for row in [*definition.get("options", []), *definition.get("steps", [])]
    ]
    return entries, rows


@_SLOW
@given(st.lists(any_question, max_size=4, unique_by=lambda question: question.slug))
def test_the_same_questions_give_the_same_bytes(questions: list[PlacedQuestion]) -> None:
    assert written_package(questions) == written_package(list(questions))


@_SLOW
@given(st.lists(any_question, min_size=1, max_size=4, unique_by=lambda question: question.slug))
def test_several_questions_keep_their_order(questions: list[PlacedQuestion]) -> None:
    slugs = [question.slug for question in questions]
    for data, name in (
        (written_package(questions), ""),
        (written_yaml(questions).encode(), "q.yaml"),
    ):
        assert [question.slug for question in read(data, name).questions] == slugs


SINGLE = {
    "type": "single_choice",
    "stem": "Which of these is *blue*?",
    "options": [
        {"text": "The sky", "correct": True, "feedback": "Yes."},
        {"text": "A lemon", "feedback": "No."},
    ],
}


def test_an_item_that_was_edited_elsewhere_is_read_as_it_stands_now() -> None:
    package = edited(written_package([PlacedQuestion("one", SINGLE)]), "A lemon", "A lime")
    reading = read(package)
    assert [option["text"] for option in reading.questions[0].definition["options"]] == [
        "The sky",
        "A lime",
    ]
    assert "changed since Cairn wrote it" in reading.issues[0].message


def test_a_package_that_keeps_its_questions_in_the_manifest_is_read_as_well() -> None:
    """So did Cairn before it kept them in a file of their own."""
    question = PlacedQuestion("one", SINGLE, "listening", "asks-back")
    with zipfile.ZipFile(io.BytesIO(written_package([question]))) as package:
        manifest, item, kept = (
            package.read(name).decode()
            for name in ("imsmanifest.xml", "items/one.xml", "cairn-questions.json")
        )
    entry = escape(json.dumps(json.loads(kept)["items/one.xml"]))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as earlier:
        in_manifest = f"<metadata><kept-question>{entry}</kept-question></metadata>"
        earlier.writestr("imsmanifest.xml", manifest.replace("<file", f"{in_manifest}<file"))
        earlier.writestr("items/one.xml", item)

    [found] = read(target.getvalue()).questions
    assert (found.definition, found.competency, found.behaviour) == (
        SINGLE,
        "listening",
        "asks-back",
    )


def test_an_item_that_was_only_indented_elsewhere_keeps_its_question() -> None:
    package = edited(
        written_package([PlacedQuestion("one", SINGLE)]), "<qti-item-body>", "\n  <qti-item-body>"
    )
    assert read(package).questions[0].definition == SINGLE


@_SLOW
@given(question=any_question)
def test_nothing_sent_to_a_learners_browser_holds_feedback_or_key(question: PlacedQuestion) -> None:
    [item] = in_other_systems(written_package([question]))
    body = item[item.index("<qti-item-body>") : item.index("</qti-item-body>")]
    for attribute in ("correct", "feedback", "judgement", "accepted", "data-"):
        assert f"{attribute}=" not in body
        assert f"&quot;{attribute}&quot;" not in body


def test_a_draft_without_feedback_can_be_exported_and_comes_back() -> None:
    draft = {"type": "short_text", "stem": "Name it.", "accepted": ["cairn"]}
    assert read(written_package([PlacedQuestion("one", draft)])).questions[0].definition == draft


def test_two_questions_of_one_short_name_both_reach_the_package() -> None:
    twins = [PlacedQuestion("one", SINGLE), PlacedQuestion("one", {**SINGLE, "stem": "Other?"})]
    assert [question.slug for question in read(written_package(twins)).questions] == [
        "one",
        "one-2",
    ]


def test_an_export_of_no_question_is_a_list_without_entries() -> None:
    assert written_yaml([]) == "[]\n"
