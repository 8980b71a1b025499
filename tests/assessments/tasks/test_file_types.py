"""What type a file is, by what is in it."""

import io
import zipfile

import pytest

from assessments import file_types
from assessments.file_types import FileNotAllowed, safe_name, type_of
from tests.assessments.tasks.making import PNG, an_office_file, zipped

MP4 = b"\x00\x00\x00\x20ftyp%s\x00\x00\x02\x00"
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04"
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"}


def type_in(content: bytes, name: str = "x") -> str:
    return type_of(io.BytesIO(content), name).extension


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (b"%PDF-1.7\n%rest", "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpg"),
        (b"GIF89a\x01\x00", "gif"),
        (b"GIF87a\x01\x00", "gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "wav"),
        (b"ID3\x04\x00\x00", "mp3"),
        (b"\xff\xfb\x90\x64\x00", "mp3"),
        (MP4 % b"isom", "mp4"),
        (MP4 % b"M4A ", "m4a"),
        (WEBM, "webm"),
        (an_office_file("docx"), "docx"),
        (an_office_file("pptx"), "pptx"),
        (an_office_file("xlsx"), "xlsx"),
        (zipped(ODT, zipfile.ZIP_STORED), "odt"),
    ],
)
def test_a_type_is_known_by_what_is_in_the_file_whatever_it_is_called(content, extension):
    assert type_in(content, "page.html") == extension


@pytest.mark.parametrize(
    ("name", "extension"), [("notes.txt", "txt"), ("notes.md", "md"), ("N.Markdown", "md")]
)
def test_text_and_markdown_are_told_apart_by_their_names(name, extension):
    assert type_in("# Größe\r\n\ttext\n".encode(), name) == extension


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><p>",
        b"\n  <html lang=en>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        b"<!-- a --> <!-- b -->\n<SVG onload=alert(1)>",
        b"<!-- never closed <svg>",
        b"<script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("name", ["drawing.svg", "page.html", "notes.txt", "notes.md"])
def test_pages_and_drawings_that_a_browser_would_run_are_never_taken(content, name):
    with pytest.raises(FileNotAllowed):
        type_in(content, name)


def test_markdown_may_begin_with_a_comment_and_speak_of_tags():
    assert type_in(b"<!-- draft -->\n\nThe `<svg>` element is <b>fine</b>.", "a.md") == "md"


def test_many_comments_are_read_through_without_end():
    assert type_in(b"<!---->" * 9000 + b"text", "a.md") == "md"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Größe".encode("latin-1"), "not in UTF-8"),
        (b"ends in the middle \xc3", "not in UTF-8"),
        (b"a\x00b", "something else than text"),
        ("UTF-16".encode("utf-16"), "something else than text"),
    ],
)
def test_a_text_file_is_utf_8_to_its_end(content, why):
    with pytest.raises(FileNotAllowed, match=why):
        type_in(content, "notes.txt")


def test_a_character_on_the_border_of_two_reads_is_no_mistake():
    text = "a" * (64 * 1024 - 1) + "ß"

    assert type_in(text.encode(), "notes.txt") == "txt"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        MP4 % b"qt  ",
        MP4 % b"heic",
        b"\x1a\x45\xdf\xa3\x42\x82\x88matroska",
        b"RIFF\x24\x00\x00\x00AVI LIST",
        b"\xff\xf1\x50\x80",
        b"\xff\xfb\xf0\x00",
        b"plain words",
    ],
)
def test_other_types_are_refused_with_the_list_of_those_that_are_taken(content):
    with pytest.raises(FileNotAllowed, match="Use PDF, Word"):
        type_in(content, "file.bin")


class TestOfficeFiles:
    @pytest.mark.parametrize(
        "content",
        [
            zipped({"a.txt": b"Hello"}),
            zipped({"word/document.xml": b"<document/>"}),
            zipped({"[Content_Types].xml": b"", "word/document.xml": b""}),
            zipped({"content.xml": b"", "mimetype": ODT["mimetype"]}),
            zipped({**ODT, "mimetype": b"application/vnd.oasis.opendocument.graphics"}),
        ],
    )
    def test_an_archive_that_is_no_office_file_is_refused(self, content):
        with pytest.raises(FileNotAllowed, match="Of archives only office files"):
            type_in(content, "cv.docx")

    def test_a_file_with_macros_is_refused(self):
        with pytest.raises(FileNotAllowed, match="macros"):
            type_in(an_office_file("docx", **{"word/vbaProject.bin": b"x"}))

    def test_one_that_unpacks_to_far_too_much_is_refused(self, monkeypatch):
        bomb = an_office_file("xlsx", **{"xl/worksheets/sheet1.xml": b"\0" * 2_000_000})
        assert len(bomb) < 10_000
        monkeypatch.setattr(file_types, "MOST_UNPACKED", 1_000_000)

        with pytest.raises(FileNotAllowed, match="unpacks to far more"):
            type_in(bomb)

    def test_one_with_far_too_many_entries_is_refused(self, monkeypatch):
        monkeypatch.setattr(file_types, "MOST_ENTRIES", 5)

        with pytest.raises(FileNotAllowed, match="unpacks to far more"):
            type_in(an_office_file("docx", **{f"{n}.xml": b"" for n in range(5)}))

    def test_one_that_says_it_is_smaller_than_it_is_is_refused(self, monkeypatch):
        honest = an_office_file("docx", **{"word/media/a.xml": b"\0" * 2_000_000})
        claim = (2_000_000).to_bytes(4, "little")
        lie = honest.replace(claim, (100).to_bytes(4, "little"))
        assert lie != honest
        monkeypatch.setattr(file_types, "MOST_UNPACKED", 1_000_000)

        with pytest.raises(FileNotAllowed, match=r"damaged|Of archives"):
            type_in(lie)

    def test_one_that_is_cut_off_is_refused(self):
        with pytest.raises(FileNotAllowed, match="damaged"):
            type_in(an_office_file()[:-40])

    def test_one_with_a_damaged_entry_is_refused(self):
        whole = zipped(
            {"mimetype": ODT["mimetype"], "content.xml": b"some words"}, zipfile.ZIP_STORED
        )

        with pytest.raises(FileNotAllowed, match=r"Of archives|damaged"):
            type_in(whole.replace(b"some words", b"same words"))

    def test_one_behind_a_password_is_refused(self):
        content = bytearray(an_office_file())
        for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = content.find(header)
            content[at + flags] |= 1

        with pytest.raises(FileNotAllowed, match="password"):
            type_in(bytes(content))

    def test_one_that_is_packed_in_an_unusual_way_is_refused(self):
        with pytest.raises(FileNotAllowed, match="packed in a way"):
            type_in(zipped({"[Content_Types].xml": b"x"}, zipfile.ZIP_LZMA))


def test_the_file_is_left_at_its_start():
    file = io.BytesIO(an_office_file())

    type_of(file, "cv.docx")

    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("photo.PNG", "photo.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\lena\\my photo.png", "my photo.png"),
        ("cv\u202egnp.exe", "cvgnp.png"),
        ("a\x00b\nc.png", "abc.png"),
        ('a<b>:"|?*.png', "a_b______.png"),
        ("two  spaces .png", "two spaces.png"),
        ("...", "file.png"),
        ("", "file.png"),
        ("x" * 300, "x" * 120 + ".png"),
        ("Größe.html", "Größe.png"),
    ],
)
def test_a_name_is_made_safe_and_gets_the_extension_of_what_is_in_the_file(name, safe):
    assert safe_name(name, file_types.PNG) == safe
