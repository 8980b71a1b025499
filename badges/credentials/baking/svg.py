"""Badges in SVG images: an element of the standard's own namespace, first inside ``<svg>``.

The drawing is left byte for byte as it was; only the badges are cut out and put in. Open Badges
2.0 and 3.0 use the same prefix for different namespaces, so where an image carries both, the
second element declares its own.
"""

import json
import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ..wording import said as _
from .baked import Baked, NotBakeable

_SVG: Final = "http://www.w3.org/2000/svg"
_ASSERTION: Final = ("http://openbadges.org", "assertion")
_CREDENTIAL: Final = ("https://purl.imsglobal.org/ob/v3p0", "credential")
_PREFIX_DECLARATION = re.compile(rb"""\s+xmlns:openbadges\s*=\s*("[^"]*"|'[^']*')""")
_END_OF_TAG = re.compile(rb"""(?:[^>"']|"[^"]*"|'[^']*')*>""")


def bake(image: bytes, baked: Baked) -> bytes:
    """The image with exactly these badges. Raises NotBakeable unless it is a sound SVG in UTF-8,
    and for an assertion that is neither JSON with an id, a JWS nor a URL."""
    _parse(image)
    image = _without_badges(image)
    elements = []
    if baked.credential is not None:
        elements.append((_CREDENTIAL, _credential_attributes(baked.credential)))
    if baked.assertion is not None:
        elements.append((_ASSERTION, _assertion_attributes(baked.assertion)))
    if not elements:
        return image
    tag_start, tag_end = _layout(image).root
    tag = image[tag_start:tag_end].removesuffix(b">")
    closing = b""
    if tag.endswith(b"/"):
        name = re.match(rb"<([^\s/>]+)", tag)
        assert name is not None  # the parser found a tag here
        tag, closing = tag.removesuffix(b"/"), b"</" + name[1] + b">"
    tag = tag.rstrip()
    first_namespace = elements[0][0][0]
    tag += f' xmlns:openbadges="{first_namespace}">'.encode()
    body = "".join(
        _element(name, attributes, declare=name[0] != first_namespace)
        for name, attributes in elements
    )
    return image[:tag_start] + tag + body.encode() + closing + image[tag_end:]


def extract(image: bytes) -> Baked:
    """The badges of an SVG. Raises NotBakeable for what is no SVG, or for two of one kind."""
    root = _parse(image)
    return Baked(_content(root, _ASSERTION), _content(root, _CREDENTIAL))


def _parse(image: bytes) -> Element:
    try:
        root: Element = fromstring(image)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise NotBakeable(_("this is neither a PNG nor an SVG image")) from error
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        raise NotBakeable(_("this is no SVG image"))
    return root


def _content(root: Element, name: tuple[str, str]) -> str | None:
    elements = list(root.iter(f"{{{name[0]}}}{name[1]}"))
    if not elements:
        return None
    if len(elements) > 1:
        raise NotBakeable(_("the image carries two badges of one kind"))
    text = "".join(elements[0].itertext()).strip()
    return text or elements[0].get("verify")


def _credential_attributes(text: str) -> tuple[str | None, str | None]:
    """The ``verify`` attribute and the content: a JWS goes into the first, JSON into the second."""
    return (None, text) if text.lstrip().startswith("{") else (text, None)


def _assertion_attributes(text: str) -> tuple[str | None, str | None]:
    if not text.lstrip().startswith("{"):
        return text, None
    try:
        identifier = json.loads(text)["id"]
    except (ValueError, KeyError, RecursionError) as error:
        raise NotBakeable(_("the assertion has no id to verify it by")) from error
    return str(identifier), text


def _element(
    name: tuple[str, str], attributes: tuple[str | None, str | None], *, declare: bool
) -> str:
    namespace, local_name = name
    verify, content = attributes
    tag = f"openbadges:{local_name}"
    opening = tag
    if declare:
        opening += f' xmlns:openbadges="{namespace}"'
    if verify is not None:
        opening += f" verify={quoteattr(verify)}"
    if content is None:
        return f"<{opening}></{tag}>"
    # Inside JSON, "]]>" can only stand in a text, where ">" may be written as an escape.
    safe_content = content.replace("]]>", "]]\\u003e")
    return f"<{opening}><![CDATA[{safe_content}]]></{tag}>"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Byte offsets: the root's start tag, and each badge with its end tag."""

    root: tuple[int, int]
    badges: list[tuple[int, int]]


def _layout(image: bytes) -> _Layout:
    if b"\0" in image:
        raise NotBakeable(_("the SVG image is not in UTF-8"))
    starts: list[tuple[str, int]] = []
    spans: list[tuple[int, int]] = []
    badge_names = {" ".join(_ASSERTION), " ".join(_CREDENTIAL)}
    root_start: list[int] = []

    def on_start(name: str, _attributes: dict[str, str]) -> None:
        root_start.append(parser.CurrentByteIndex)
        starts.append((name, parser.CurrentByteIndex))

    def on_end(name: str) -> None:
        _name, start = starts.pop()
        if name in badge_names:
            end = parser.CurrentByteIndex
            if image[end : end + 2] == b"</" or end == start:
                end = _end_of_tag(image, end)
            spans.append((start, end))

    def on_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise NotBakeable(_("the SVG image is not in UTF-8"))

    # Only in UTF-8 do the parser's byte offsets speak of the bytes that are edited. The image has
    # been through defusedxml, so it declares no entities.
    parser = expat.ParserCreate("UTF-8", " ")
    parser.XmlDeclHandler = on_declaration
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    try:
        parser.Parse(image, True)
    except expat.ExpatError as error:
        raise NotBakeable(_("the SVG image is not in UTF-8")) from error
    return _Layout((root_start[0], _end_of_tag(image, root_start[0])), spans)


def _end_of_tag(image: bytes, start: int) -> int:
    match = _END_OF_TAG.match(image, start)
    if match is None:
        raise NotBakeable(_("the SVG image is damaged"))
    return match.end()


def _without_badges(image: bytes) -> bytes:
    layout = _layout(image)
    for start, end in sorted(layout.badges, reverse=True):
        image = image[:start] + image[end:]
    start, end = layout.root
    return image[:start] + _PREFIX_DECLARATION.sub(b"", image[start:end]) + image[end:]
