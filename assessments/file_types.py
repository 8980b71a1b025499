"""Of what type a file is, by what is in it. Pure: standard library only.

A file's name says nothing that is believed, but for the difference between plain text and
Markdown. Nothing that a browser would run (HTML, SVG) has a type here.
"""

import codecs
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

# What an office file may unpack to: far above any honest one, far below a bomb.
MOST_UNPACKED: Final = 250 * 1024 * 1024
MOST_ENTRIES: Final = 10_000
_CHUNK: Final = 64 * 1024
_LONGEST_CONTENT_TYPES: Final = 1024 * 1024


class FileNotAllowed(ValueError):
    """A file can't be taken; `str()` is the reason in a sentence."""


@dataclass(frozen=True, slots=True)
class FileType:
    """`extension` without a dot; `media_type` as in RFC 6838."""

    extension: str
    media_type: str


PDF: Final = FileType("pdf", "application/pdf")
PNG: Final = FileType("png", "image/png")
JPEG: Final = FileType("jpg", "image/jpeg")
WEBP: Final = FileType("webp", "image/webp")
GIF: Final = FileType("gif", "image/gif")
DOCX: Final = FileType(
    "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
PPTX: Final = FileType(
    "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"
)
XLSX: Final = FileType("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
ODT: Final = FileType("odt", "application/vnd.oasis.opendocument.text")
TXT: Final = FileType("txt", "text/plain")
MARKDOWN: Final = FileType("md", "text/markdown")
MP3: Final = FileType("mp3", "audio/mpeg")
M4A: Final = FileType("m4a", "audio/mp4")
WAV: Final = FileType("wav", "audio/wav")
MP4: Final = FileType("mp4", "video/mp4")
WEBM: Final = FileType("webm", "video/webm")

ALLOWED: Final = (
    PDF, PNG, JPEG, WEBP, GIF, DOCX, PPTX, XLSX, ODT, TXT, MARKDOWN, MP3, M4A, WAV, MP4, WEBM,
)  # fmt: skip

_STARTS: Final[Mapping[bytes, FileType]] = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"ID3": MP3,
}
_RIFF_FORMS: Final[Mapping[bytes, FileType]] = {b"WEBP": WEBP, b"WAVE": WAV}
# ISO/IEC 14496-12, section 4.3: the major brand of the `ftyp` box.
_BRANDS: Final[Mapping[bytes, FileType]] = {
    b"M4A ": M4A,
    b"M4B ": M4A,
    **dict.fromkeys(
        (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ",
         b"M4VH", b"M4VP", b"MSNV", b"dash"),
        MP4,
    ),
}  # fmt: skip
# ECMA-376, part 2: what the package says its main part is.
_OFFICE_PARTS: Final[Mapping[str, tuple[bytes, FileType]]] = {
    "word/document.xml": (b"wordprocessingml.document.main+xml", DOCX),
    "ppt/presentation.xml": (b"presentationml.presentation.main+xml", PPTX),
    "xl/workbook.xml": (b"spreadsheetml.sheet.main+xml", XLSX),
}
_TEXT_TYPES: Final[Mapping[str, FileType]] = {"txt": TXT, "md": MARKDOWN, "markdown": MARKDOWN}
_MARKUP: Final = re.compile(
    rb"<(?:\?xml|!doctype|html|head|body|svg|script|iframe)\b", re.IGNORECASE
)
_FORBIDDEN: Final = re.compile(r'[<>:"|?*\x00-\x1f]')
_LONGEST_STEM: Final = 120
_NOT_IN_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def type_of(file: BinaryIO, name: str) -> FileType:
    """The type of `file`, read from its start and left there.

    `name` only tells Markdown from plain text. Raises FileNotAllowed with the reason.
    """
    file.seek(0)
    head = file.read(4096)
    try:
        found = _by_signature(head)
        if found is not None:
            return found
        if head.startswith(b"PK\x03\x04"):
            return _office_type(file)
        return _text_type(file, name)
    finally:
        file.seek(0)


def safe_name(name: str, file_type: FileType) -> str:
    """A name that is safe to show and to save under, with the extension of `file_type`.

    Folders, control and direction characters and what file systems forbid are taken out.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem = shown.rsplit(".", 1)[0] if "." in shown else shown
    stem = " ".join(_FORBIDDEN.sub("_", stem).split()).strip(". ")[:_LONGEST_STEM].rstrip(". ")
    return f"{stem or 'file'}.{file_type.extension}"


def _by_signature(head: bytes) -> FileType | None:
    for start, file_type in _STARTS.items():
        if head.startswith(start):
            return file_type
    if head[:4] == b"RIFF":
        return _RIFF_FORMS.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    # EBML (RFC 8794) whose DocType element, 0x4282, says “webm” and not “matroska”.
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"\x42\x82\x84webm" in head else None
    return MP3 if _is_mp3_frame(head[:4]) else None


def _is_mp3_frame(header: bytes) -> bool:
    """Whether these are the first bytes of an MPEG audio frame of layer III (ISO/IEC 11172-3)."""
    if len(header) < 4 or header[0] != 0xFF:
        return False
    sync_and_layer, bit_rate, sampling = header[1] & 0xE6, header[2] >> 4, (header[2] >> 2) & 3
    is_reserved_version = (header[1] >> 3) & 3 == 1
    return (
        sync_and_layer == 0xE2
        and not is_reserved_version
        and bit_rate not in (0, 15)
        and sampling != 3
    )


def _office_type(file: BinaryIO) -> FileType:
    try:
        with zipfile.ZipFile(file) as package:
            _refuse_bomb(package)
            found = _package_type(package)
            # Reads every entry to its end: one that is not what it claims to be fails here.
            if found is not None and package.testzip() is None:
                return found
    except FileNotAllowed:
        raise
    except Exception as error:
        # zipfile answers damage with many kinds of errors, and none of them is ours.
        raise FileNotAllowed("This office file is damaged: it can't be opened.") from error
    raise FileNotAllowed(
        "Of archives only office files are taken: Word, PowerPoint, Excel, OpenDocument text."
    )


def _refuse_bomb(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNPACKED:
        raise FileNotAllowed("This file unpacks to far more than a document holds.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileNotAllowed("This file is protected by a password, so nobody could read it.")
    if any(e.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for e in entries):
        raise FileNotAllowed("This file is packed in a way that office files are not.")


def _package_type(package: zipfile.ZipFile) -> FileType | None:
    entries = {entry.filename: entry for entry in package.infolist()}
    if any(name.rsplit("/", 1)[-1].lower().startswith("vbaproject") for name in entries):
        raise FileNotAllowed("This file contains macros. Save it without them and add it again.")
    # OpenDocument 1.3, part 2, section 3.3: the first entry says what the package is.
    if next(iter(entries), "") == "mimetype":
        entry = entries["mimetype"]
        is_text = entry.file_size < 200 and package.read(entry) == ODT.media_type.encode()
        return ODT if is_text and "content.xml" in entries else None
    content_types = entries.get("[Content_Types].xml")
    if content_types is None or content_types.file_size > _LONGEST_CONTENT_TYPES:
        return None
    declared = package.read(content_types)
    for part, (content_type, file_type) in _OFFICE_PARTS.items():
        if part in entries and content_type in declared:
            return file_type
    return None


def _text_type(file: BinaryIO, name: str) -> FileType:
    found = _TEXT_TYPES.get(name.rsplit(".", 1)[-1].lower()) if "." in name else None
    if found is None:
        raise FileNotAllowed(
            "Files of this type are not taken. Use PDF, Word, PowerPoint, Excel, OpenDocument "
            "text, plain text, PNG, JPEG, WebP, GIF, MP3, M4A, WAV, MP4 or WebM."
        )
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_first = True
    try:
        while chunk := file.read(_CHUNK):
            if _NOT_IN_TEXT.search(chunk):
                raise FileNotAllowed("This text file holds something else than text.")
            if is_first and _is_markup(chunk):
                raise FileNotAllowed("Web pages and SVG drawings are not taken.")
            is_first = False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileNotAllowed("This text file is not in UTF-8. Save it as UTF-8.") from error
    return found


def _is_markup(start: bytes) -> bool:
    """Whether a browser might take text that starts so for a page or a drawing."""
    at = len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0
    while True:
        at += len(start) - at - len(start[at:].lstrip())
        if not start.startswith(b"<!--", at):
            return _MARKUP.match(start, at) is not None
        end = start.find(b"-->", at + 4)
        if end < 0:
            return True
        at = end + 3
