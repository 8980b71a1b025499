"""Whatever comes, a clear sentence goes back: never an exception, never work without end."""

import io
import stat
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.interchange import Limits, PlacedQuestion, read, written_package, written_yaml

QUESTION = PlacedQuestion(
    "one",
    {
        "type": "single_choice",
        "stem": "Which?",
        "options": [{"text": "A", "correct": True, "feedback": "a"}, {"text": "B"}],
    },
)
PACKAGE = written_package([QUESTION])
GIFT = b"::a::[html]<p>Who?</p>{=A#yes ~%-50%B#no}\n\nNum {#3:1}\n\nGap {=x ~y} text.\n"
MOODLE = b"""<quiz><question type="cloze"><name><text>n</text></name><questiontext format="html">
<text><![CDATA[<p>a {1:MC:=b~c} d</p>]]></text></questiontext></question></quiz>"""
ITEM = zipfile.ZipFile(io.BytesIO(PACKAGE)).read("items/one.xml")
YAML = written_yaml([QUESTION]).encode()
MANIFEST = zipfile.ZipFile(io.BytesIO(PACKAGE)).read("imsmanifest.xml")
KEPT = zipfile.ZipFile(io.BytesIO(PACKAGE)).read("cairn-questions.json")


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return target.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("items/link.xml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def complaint(data: bytes, name: str = "", **limits: int) -> str:
    reading = read(data, name, Limits(**limits))
    assert reading.questions == ()
    return " ".join(issue.message for issue in reading.errors)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no question"),
        (b"PK\x03\x04 but no zip", "no ZIP"),
        (PACKAGE[:-30], "no ZIP"),
        (zipped(("items/one.xml", ITEM)), "imsmanifest.xml"),
        (zipped(("../imsmanifest.xml", MANIFEST)), "leads out"),
        (zipped(("/imsmanifest.xml", MANIFEST)), "leads out"),
        (zipped(("a\\..\\imsmanifest.xml", MANIFEST)), "leads out"),
        (zipped(("C:/imsmanifest.xml", MANIFEST)), "leads out"),
        (zipped((link(), b"/etc/passwd"), ("imsmanifest.xml", MANIFEST)), "symbolic link"),
        (zipped(("imsmanifest.xml", MANIFEST)), "does not hold"),
        (zipped(("imsmanifest.xml", b"<manifest/>")), "no QTI item"),
        (zipped(("imsmanifest.xml", MANIFEST), ("zeros", bytes(9_000_000))), "times"),
        (zipped(("imsmanifest.xml", MANIFEST), ("zeros", bytes(11_000_000))), "larger"),
        (zipped(*((f"f{n}", b"") for n in range(1001))), "more than 1000 files"),
    ],
)
def test_a_hostile_zip_is_refused(data: bytes, words: str) -> None:
    assert words in complaint(data)


def test_a_zip_with_two_files_of_one_path_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(("imsmanifest.xml", MANIFEST), ("imsmanifest.xml", b"<other/>"))
    assert "same path" in complaint(data)


def test_a_manifest_that_names_one_item_often_has_it_read_once() -> None:
    resource = MANIFEST[MANIFEST.index(b"<resource ") : MANIFEST.index(b"</resources>")]
    manifest = MANIFEST.replace(resource, resource * 50)
    data = zipped(("imsmanifest.xml", manifest), ("items/one.xml", ITEM))
    assert len(read(data).questions) == 1


BOMB = b"""<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><quiz>&c;</quiz>"""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOMB, "document type"),
        (b'<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>', "document type"),
        (b'<!DOCTYPE q [<!ENTITY x SYSTEM "http://x.example/">]><quiz>&x;</quiz>', "document type"),
        (b"<quiz>&undeclared;</quiz>", "well-formed"),
        (b"<quiz><question></quiz>", "well-formed"),
        (b"<quiz>" * 5000 + b"</quiz>" * 5000, "nested"),
        (b"<quiz>" + b"<x/>" * 200_001 + b"</quiz>", "too many elements"),
        (b"<other/>", "neither"),
        (b"<quiz>\x00</quiz>", "NUL"),
        (b"What? {=a\x00 ~b}", "NUL"),
        ("What? {=a ~b}".encode("utf-32"), "UTF-32"),
        (b"\xef\xbb\xbfWhat \xff? {=a ~b}", "UTF-8"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than"),
        (b"{" * 100_000, "longer than"),
        (b"Which? {" + b"~a" * 101 + b"}", "more than 100 answers"),
        (
            b"<quiz><question type='multichoice'>" + b"<answer/>" * 101 + b"</question></quiz>",
            "more than 100 answers",
        ),
        (
            b"<quiz><question type='cloze'><questiontext><text>"
            + b"{1:SA:=a}" * 102
            + b"</text></questiontext></question></quiz>",
            "more than 100 answers",
        ),
        (
            b"<assessmentItem><itemBody><choiceInteraction>"
            + b"<simpleChoice/>" * 101
            + b"</choiceInteraction></itemBody></assessmentItem>",
            "more than 100 answers",
        ),
    ],
)
def test_a_hostile_text_is_refused(data: bytes, words: str) -> None:
    assert words in complaint(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- " + "[" * 100 + "]" * 100, "nested"),
        ("- &a [x]\n- *a", "refer back"),
        ("- !!python/object:os.system x", "name types"),
        ("- 1" + ":1" * 100, "too long"),
        ("a: b", "must hold a list"),
        ("- id: [", "not valid YAML"),
        ("- just words", "entries of its own"),
        ("- {type: riddle}", "no question type"),
        ("- {type: [a]}", "no question type"),
    ],
)
def test_a_hostile_yaml_is_refused(text: str, words: str) -> None:
    assert words in complaint(text.encode(), "questions.yaml")


def test_a_file_of_more_questions_than_allowed_says_so_and_stops() -> None:
    reading = read(b"A? {T}\n\n" * 8, "", Limits(questions=5))
    assert len(reading.questions) == 5
    assert len(reading.errors) == 1
    assert reading.errors[0].line == 11


def test_a_file_of_faults_alone_is_not_read_to_its_end() -> None:
    reading = read(b"Tea.\n\n" * 5000, "q.gift")
    assert len(reading.issues) == 501
    assert "first 500" in reading.issues[-1].message


def test_gift_that_begins_with_a_format_is_not_taken_for_yaml() -> None:
    assert len(read(b"[html]<p>Tea?</p>{T}").questions) == 1


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-with-mark", "cp1252"]
)
def test_the_encoding_is_found_out(encoding: str) -> None:
    text = "Café? {=crème#oui ~thé#non}"
    data = (
        b"\xff\xfe" + text.encode("utf-16-le")
        if encoding == "utf-16-le-with-mark"
        else text.encode(encoding)
    )
    reading = read(data, "q.gift")
    assert reading.questions[0].definition["options"][0]["text"] == "crème"
    assert len(reading.issues) == (encoding == "cp1252")


def test_xml_that_declares_latin_1_is_read_as_that_without_a_warning() -> None:
    data = '<?xml version="1.0" encoding="ISO-8859-1"?><quiz>{}</quiz>'.format(
        '<question type="truefalse"><questiontext><text>Café?</text></questiontext>'
        '<answer fraction="100"><text>true</text></answer></question>'
    ).encode("latin-1")
    reading = read(data)
    assert reading.questions[0].definition["stem"] == "Café?"
    assert reading.issues == ()


def test_control_characters_that_a_database_refuses_are_taken_out() -> None:
    reading = read(
        b'- {id: a, type: short_text, stem: "a\\0b\\x07c", accepted: ["\\0x"]}', "q.yaml"
    )
    assert reading.questions[0].definition == {
        "type": "short_text",
        "stem": "abc",
        "accepted": ["x"],
    }


def keeping(kept: bytes) -> bytes:
    files = {"imsmanifest.xml": MANIFEST, "items/one.xml": ITEM, "cairn-questions.json": kept}
    return zipped(*files.items())


def test_a_kept_question_with_halves_of_characters_does_no_harm() -> None:
    reading = read(keeping(KEPT.replace(b"Which?", b"\\ud800\\u0000Which?")))
    assert reading.questions[0].definition["stem"] == "Which?"


@pytest.mark.parametrize(
    "kept", [b"[", b"[]", b"{}", b'{"type": ["x"]}', b'{"type": "cloze", "id": 4}', b"[" * 50_000]
)
def test_a_broken_kept_question_leaves_the_item_to_be_read(kept: bytes) -> None:
    in_manifest = b"<metadata><kept-question>" + kept + b"</kept-question></metadata><file"
    earlier = MANIFEST.replace(b"<file", in_manifest, 1)
    for data in (
        keeping(b'{"items/one.xml": ' + kept + b"}"),
        zipped(("imsmanifest.xml", earlier), ("items/one.xml", ITEM)),
    ):
        reading = read(data)
        assert reading.questions[0].definition["options"][0]["text"] == "A"
        assert reading.issues


@pytest.mark.parametrize("kept", [b"", b"[]", b"\xff\x00", b"{" * 50_000])
def test_a_broken_file_of_kept_questions_leaves_the_items_to_be_read(kept: bytes) -> None:
    reading = read(keeping(kept))
    assert reading.questions[0].definition["options"][0]["text"] == "A"
    issue = reading.issues[-1]
    assert "as other systems see them" in issue.message
    assert issue.source == "cairn-questions.json"


@pytest.mark.parametrize(
    "stem",
    [
        "<a " * 9000,
        "<" * 29_000,
        "<!--" * 7000,
        "<p>" * 9000,
        "<b>" * 9000,
        "&#" * 9000,
        "&#" + "9" * 20_000 + ";",
        "<a b" + " b=" * 9000 + ">",
        "\\*" * 9000,
        "<ul><li>" * 3000,
    ],
)
def test_awkward_html_is_read_without_a_fuss(stem: str) -> None:
    reading = read(f"[html]{stem} {{T}}".encode(), "q.gift")
    assert reading.questions or reading.errors


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from(["", "q.gift", "q.yaml", "q.xml"]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    read(data, name)


@settings(max_examples=150)
@given(st.text(alphabet="=~{}#%:\\-> \nTaF1.$[]html/<>*", max_size=200))
def test_no_gift_raises(text: str) -> None:
    read(text.encode(), "q.gift")


@settings(max_examples=150)
@given(st.text(alphabet="- :\n{}[]#&*!|>'\"%@`abctypeid1.,~0", max_size=120))
def test_no_yaml_raises(text: str) -> None:
    read(text.encode(), "q.yaml")


_SAMPLES: list[tuple[bytes, Callable[[bytes], bytes]]] = [
    (GIFT, bytes),
    (MOODLE, bytes),
    (ITEM, bytes),
    (YAML, bytes),
    (PACKAGE, bytes),
    (ITEM, lambda item: zipped(("imsmanifest.xml", MANIFEST), ("items/one.xml", item))),
    (MANIFEST, lambda made: zipped(("imsmanifest.xml", made), ("items/one.xml", ITEM))),
    (KEPT, keeping),
]


@settings(max_examples=300)
@given(
    st.sampled_from(_SAMPLES),
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 30), st.binary(max_size=12)), max_size=4
    ),
)
def test_no_damage_to_a_good_file_raises(sample: Any, cuts: list[tuple[int, int, bytes]]) -> None:
    data, wrapped = sample
    for at, length, instead in cuts:
        at %= len(data) + 1
        data = data[:at] + instead + data[at + length :]
    read(wrapped(data))
