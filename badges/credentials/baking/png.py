"""Badges in PNG images: one uncompressed ``iTXt`` chunk for each kind of badge."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..wording import said as _
from .baked import Baked, NotBakeable

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_ASSERTION: Final = b"openbadges"
_CREDENTIAL: Final = b"openbadgecredential"
_MOST_CHUNKS: Final = 20_000
_LONGEST_TEXT: Final = 2 * 1024 * 1024


class _Chunk(NamedTuple):
    kind: bytes
    data: bytes


def is_png(image: bytes) -> bool:
    return image.startswith(SIGNATURE)


def bake(image: bytes, baked: Baked) -> bytes:
    """The image with exactly these badges. Raises NotBakeable for a damaged PNG, and for bytes
    after its end nothing: they are left out."""
    chunks = [chunk for chunk in _chunks(image) if _keyword(chunk) not in (_ASSERTION, _CREDENTIAL)]
    badges = [
        _text_chunk(keyword, text)
        for keyword, text in ((_ASSERTION, baked.assertion), (_CREDENTIAL, baked.credential))
        if text is not None
    ]
    header, *rest = chunks
    return SIGNATURE + b"".join(_serialized(chunk) for chunk in (header, *badges, *rest))


def extract(image: bytes) -> Baked:
    """The badges of a PNG. Raises NotBakeable for a damaged one, or for two of one kind."""
    texts: dict[bytes, str] = {}
    for chunk in _chunks(image):
        keyword = _keyword(chunk)
        if keyword in (_ASSERTION, _CREDENTIAL):
            if keyword in texts:
                raise NotBakeable(_("the image carries two badges of one kind"))
            texts[keyword] = _text(chunk.data)
    return Baked(texts.get(_ASSERTION), texts.get(_CREDENTIAL))


def _chunks(image: bytes) -> list[_Chunk]:
    if not is_png(image):
        raise NotBakeable(_("this is no PNG image"))
    chunks = list(_read_chunks(image))
    if chunks[0].kind != b"IHDR" or len(chunks[0].data) != 13:
        raise NotBakeable(_("the PNG image has no header"))
    return chunks


def _read_chunks(image: bytes) -> Iterator[_Chunk]:
    """Every chunk up to and including IEND."""
    position = len(SIGNATURE)
    for _count in range(_MOST_CHUNKS):
        if position + 12 > len(image):
            raise NotBakeable(_("the PNG image is cut short"))
        length, kind = struct.unpack_from(">I4s", image, position)
        end = position + 12 + length
        if end > len(image):
            raise NotBakeable(_("the PNG image is cut short"))
        data = image[position + 8 : end - 4]
        (checksum,) = struct.unpack_from(">I", image, end - 4)
        if not kind.isalpha() or zlib.crc32(data, zlib.crc32(kind)) != checksum:
            raise NotBakeable(_("the PNG image is damaged"))
        yield _Chunk(kind, data)
        if kind == b"IEND":
            return
        position = end
    raise NotBakeable(_("the PNG image has too many parts"))


def _serialized(chunk: _Chunk) -> bytes:
    checksum = zlib.crc32(chunk.data, zlib.crc32(chunk.kind))
    return struct.pack(">I4s", len(chunk.data), chunk.kind) + chunk.data + checksum.to_bytes(4)


def _keyword(chunk: _Chunk) -> bytes:
    return chunk.data.partition(b"\0")[0] if chunk.kind == b"iTXt" else b""


def _text_chunk(keyword: bytes, text: str) -> _Chunk:
    # Keyword, uncompressed, no language, no translated keyword.
    return _Chunk(b"iTXt", keyword + b"\0\0\0\0\0" + text.encode())


def _text(data: bytes) -> str:
    try:
        _keyword, rest = data.split(b"\0", 1)
        compressed, method = rest[0], rest[1]
        _language, _translated, content = rest[2:].split(b"\0", 2)
        if compressed:
            content = _inflated(content, method)
        if len(content) > _LONGEST_TEXT:
            raise NotBakeable(_("the badge in the image is too large"))
        return content.decode()
    except (ValueError, IndexError) as error:
        if isinstance(error, NotBakeable):
            raise
        raise NotBakeable(_("the badge in the image cannot be read")) from error


def _inflated(content: bytes, method: int) -> bytes:
    # The standard asks for uncompressed text, yet images compressed by other tools are about.
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(content, _LONGEST_TEXT + 1)
    except zlib.error as error:
        raise NotBakeable(_("the badge in the image cannot be unpacked")) from error
    if method != 0 or not (inflater.eof or len(inflated) > _LONGEST_TEXT):
        raise NotBakeable(_("the badge in the image cannot be unpacked"))
    return inflated
