"""What the schemas of QTI 3.0 ask for, where an export could go against it.

They are imsqti_asiv3p0_v1p0.xsd for items and imsqtiv3p0_imscpv1p2_v1p0.xsd for the manifest; the
names in the tests are those of their types.
"""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.interchange import PlacedQuestion, written_package

from .generated import TYPES, placed_questions

ITEM = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"
PACKAGE = "{http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1}"
NC_NAME = re.compile(r"[^\W\d][\w.-]*")
OPTIONS = [{"text": "A", "correct": True}, {"text": "B"}]

_SLOW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
any_question = st.sampled_from(TYPES).flatmap(placed_questions)


def parts(package: bytes) -> tuple[ET.Element, dict[str, ET.Element], list[str]]:
    """The manifest, the items by their paths, and the paths of all files."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        names = archive.namelist()
        items = {name: ET.fromstring(archive.read(name)) for name in names if "items/" in name}
        return ET.fromstring(archive.read("imsmanifest.xml")), items, names


def item_of(question: PlacedQuestion) -> ET.Element:
    [item] = parts(written_package([question]))[1].values()
    return item


@_SLOW
@given(st.lists(any_question, max_size=3, unique_by=lambda question: question.slug))
def test_a_resource_is_files_and_every_file_is_of_one(questions: list[PlacedQuestion]) -> None:
    """ResourceMetadata.Type has no place for what is not QTI's, CASE's or LOM's."""
    manifest, _, names = parts(written_package(questions))
    resources = manifest.findall(f"{PACKAGE}resources/{PACKAGE}resource")

    assert {child.tag for resource in resources for child in resource} == {f"{PACKAGE}file"}
    assert {resource.get("type") for resource in resources} <= {"imsqti_item_xmlv3p0", "extension"}
    files = [file.get("href") for file in manifest.iter(f"{PACKAGE}file")]
    assert sorted(["imsmanifest.xml", *map(str, files)]) == sorted(names)
    assert [resource.get("href") for resource in resources] == files


@_SLOW
@given(st.lists(any_question, max_size=3, unique_by=lambda question: question.slug))
def test_what_names_something_in_the_manifest_names_only_that(
    questions: list[PlacedQuestion],
) -> None:
    """xs:ID, of the manifest and of its resources."""
    manifest, _, _ = parts(written_package(questions))
    identifiers = [node.get("identifier", "") for node in manifest.iter() if node.get("identifier")]

    assert len(set(identifiers)) == len(identifiers)
    assert all(NC_NAME.fullmatch(identifier) for identifier in identifiers)


@pytest.mark.parametrize("slug", ["3-ways", "-dash", "", "a b", "Ärger", "_kept"])
def test_an_item_has_a_name_whatever_the_short_name_is(slug: str) -> None:
    """IdentifierDType is an xs:NCName."""
    item = item_of(
        PlacedQuestion(slug, {"type": "single_choice", "stem": "Which?", "options": OPTIONS})
    )

    assert NC_NAME.fullmatch(item.get("identifier", ""))


def test_a_short_name_that_is_a_name_stays_as_it_is() -> None:
    item = item_of(
        PlacedQuestion("q.1_a-b", {"type": "short_text", "stem": "?", "accepted": ["a"]})
    )

    assert item.get("identifier") == "q.1_a-b"


def test_a_link_has_no_title_and_a_list_no_first_number() -> None:
    """ADType and OULDType: what is not named by them has to begin with data-."""
    stem = 'See [this](https://example.org "Title").\n\n3. three\n4. four'
    item = item_of(
        PlacedQuestion("one", {"type": "single_choice", "stem": stem, "options": OPTIONS})
    )

    [link] = item.iter(f"{ITEM}a")
    [numbered] = item.iter(f"{ITEM}ol")
    assert (link.attrib, numbered.attrib) == ({"href": "https://example.org"}, {})


@pytest.mark.parametrize("key", TYPES)
def test_a_draft_without_answers_has_nothing_that_is_empty(key: str) -> None:
    """MappingDType has an entry, ChoiceInteractionDType and OrderInteractionDType a choice."""
    item = item_of(PlacedQuestion("one", {"type": key, "stem": ""}))

    filled = {
        "qti-mapping": "qti-map-entry",
        "qti-correct-response": "qti-value",
        "qti-choice-interaction": "qti-simple-choice",
        "qti-order-interaction": "qti-simple-choice",
        "qti-inline-choice-interaction": "qti-inline-choice",
    }
    for outer, inner in filled.items():
        assert all(node.find(f"{ITEM}{inner}") is not None for node in item.iter(f"{ITEM}{outer}"))
    mapped = {node.get("identifier") for node in item.iter(f"{ITEM}qti-map-response")}
    declared = item.findall(f"{ITEM}qti-response-declaration")
    assert mapped <= {
        node.get("identifier") for node in declared if node.find(f"{ITEM}qti-mapping") is not None
    }


@_SLOW
@given(question=any_question)
def test_the_parts_of_an_item_stand_in_the_order_of_the_schema(question: PlacedQuestion) -> None:
    """AssessmentItemDType and ResponseDeclarationDType are sequences."""
    item = item_of(question)

    order = ["response-declaration", "outcome-declaration", "item-body", "response-processing",
             "modal-feedback"]  # fmt: skip
    places = [order.index(part.tag.removeprefix(f"{ITEM}qti-")) for part in item]
    assert places == sorted(places)
    for declaration in item.iter(f"{ITEM}qti-response-declaration"):
        inner = [part.tag.removeprefix(f"{ITEM}qti-") for part in declaration]
        assert inner in (["correct-response"], ["correct-response", "mapping"], ["mapping"], [])
