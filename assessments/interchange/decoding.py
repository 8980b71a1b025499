"""From the bytes of a file to its text."""

import codecs
import re

from .readings import Notes, RefusalError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([A-Za-z0-9._-]{1,40})[\"']"
)
_LATIN = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "windows-1252": "cp1252"}
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text_from(data: bytes, notes: Notes) -> str:
    """The text, with newlines as `\\n` and no control characters.

    UTF-8, UTF-16 with its mark, or else Windows-1252, with a warning unless the file says so.
    Raises RefusalError for anything that is no text.
    """
    text = _decoded(data, notes)
    if "\0" in text:
        raise RefusalError(
            "The file holds NUL characters, so it is no text file. Export it again.",
            text.count("\n", 0, text.index("\0")) + 1,
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _CONTROL.sub("", text)
    if cleaned != text:
        notes.warning("Control characters were taken out.")
    return cleaned


def _decoded(data: bytes, notes: Notes) -> str:
    for mark, encoding in _BOMS:
        if not data.startswith(mark):
            continue
        if not encoding:
            raise RefusalError("The file is in UTF-32. Save it as UTF-8.")
        try:
            return data[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            raise RefusalError(
                f"The file says it is {encoding.upper()} but is not. Save it as UTF-8."
            ) from None
    declared = _DECLARED.match(data.lstrip()[:300])
    latin = _LATIN.get(declared[1].decode("ascii").lower()) if declared else None
    if latin:
        return data.decode(latin, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        notes.warning(
            "The file is not in UTF-8. It was read as Windows-1252: check letters with accents.",
            data.count(b"\n", 0, error.start) + 1,
        )
        return data.decode("cp1252", "replace")
