"""ZIP files from strangers: nothing is unpacked to disk, and nothing without bounds."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from .readings import Limits, RefusalError

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
# Small files full of repetition shrink a lot and harm nobody.
_ALWAYS_FINE_BYTES = 64 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Archive:
    """The files of a ZIP by their paths. Raises RefusalError for a ZIP that is broken, too
    large once unpacked, encrypted, or whose paths lead out of it."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise RefusalError("The file is no ZIP that can be opened. Export it again.") from None
        entries = self._zip.infolist()
        if len(entries) > limits.members:
            raise RefusalError(f"The ZIP holds more than {limits.members} files. Split it.")
        if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
            raise RefusalError(
                f"Unpacked, the ZIP is larger than {limits.unpacked_bytes // 1024**2} MB. Split it."
            )
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            self._admit(entry, limits)

    def __contains__(self, path: str) -> bool:
        return path in self._entries

    def read(self, path: str) -> bytes:
        """Raises KeyError if there is no such file, RefusalError if it is broken."""
        entry = self._entries[path]
        try:
            with self._zip.open(entry) as file:
                data = file.read(entry.file_size + 1)
        except _BROKEN:
            raise RefusalError(f"{path} in the ZIP is broken. Export it again.") from None
        if len(data) > entry.file_size:
            raise RefusalError(f"{path} in the ZIP is larger than it says.")
        return data

    def _admit(self, entry: zipfile.ZipInfo, limits: Limits) -> None:
        # zipfile cuts a name at its first NUL: look at the name as it stands in the file.
        name = entry.orig_filename
        if _leads_out(name):
            raise RefusalError("A path in the ZIP leads out of it. Pack it again without that.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise RefusalError("The ZIP holds a symbolic link. Pack the file itself.")
        if entry.flag_bits & _ENCRYPTED:
            raise RefusalError("The ZIP is encrypted. Pack it without a password.")
        if entry.is_dir():
            return
        if entry.compress_type not in _METHODS:
            raise RefusalError("The ZIP is packed in an unusual way. Pack it with “deflate”.")
        if entry.file_size > max(_ALWAYS_FINE_BYTES, limits.ratio * entry.compress_size):
            raise RefusalError(
                f"A file in the ZIP grows more than {limits.ratio} times when unpacked."
            )
        if name in self._entries:
            raise RefusalError("The ZIP holds two files of the same path. Pack it again.")
        self._entries[name] = entry


def _leads_out(name: str) -> bool:
    return (
        "\0" in name
        or "\\" in name
        or name.startswith("/")
        or name[1:2] == ":"
        or ".." in name.split("/")
    )
