"""Any file of questions: which format it is in, and what it holds."""

from __future__ import annotations

import re

from .content_format import read_content_yaml
from .decoding import text_from
from .gift import read_gift
from .markup import parsed_xml
from .moodle import read_quiz
from .qti_packages import read_package
from .qti_reading import read_item
from .readings import Limits, Notes, Reading, RefusalError

_ZIP = b"PK"
_FIRST_ENTRY = re.compile(r"---|-(?:\s|$)")


def read(data: bytes, filename: str = "", limits: Limits | None = None) -> Reading:
    """The questions in a file, and what is wrong with it. Never raises.

    Reads GIFT, Moodle XML, QTI 2.1, 2.2 and 3.0 (a package or one item) and `questions.yaml`; the
    content decides which, and the name only between GIFT and YAML.
    """
    notes = Notes(limits)
    try:
        _read(data, filename, notes)
    except RefusalError as refusal:
        notes.refusal(refusal)
    reading = notes.reading()
    if not reading.questions and not reading.errors:
        notes.error("The file holds no question.")
        return notes.reading()
    return reading


def _read(data: bytes, filename: str, notes: Notes) -> None:
    if len(data) > notes.limits.file_bytes:
        raise RefusalError(
            f"The file is larger than {notes.limits.file_bytes // 1024} kB. Split it."
        )
    if data.startswith(_ZIP):
        read_package(data, notes)
        return
    text = text_from(data, notes)
    if text.lstrip().startswith("<"):
        _read_xml(text, notes)
    elif _is_yaml(text, filename):
        read_content_yaml(text, notes)
    else:
        read_gift(text, notes)


def _read_xml(text: str, notes: Notes) -> None:
    root = parsed_xml(text.lstrip(), notes.limits)
    if root.name == "quiz":
        read_quiz(root, notes)
    elif root.name == "assessmentitem":
        read_item(root, notes)
    elif root.name == "questestinterop":
        raise RefusalError("QTI 1.2 is not supported. Export as QTI 2.1 or later.")
    else:
        raise RefusalError(
            f"<{root.name[:40]}> is neither a Moodle quiz nor a QTI item.", root.line
        )


def _is_yaml(text: str, filename: str) -> bool:
    suffix = filename.lower().rpartition(".")[2]
    if suffix in ("yaml", "yml"):
        return True
    if suffix in ("gift", "txt"):
        return False
    lines = (line for line in text.split("\n") if line.strip() and not line.startswith("#"))
    return _FIRST_ENTRY.match(next(lines, "")) is not None
