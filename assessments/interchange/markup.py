"""XML and HTML as one small tree that knows its lines.

Names lose their namespace, hyphens, case and the `qti-` in front, so that QTI 2.x
(`choiceInteraction`) and 3.0 (`qti-choice-interaction`) read alike.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .readings import Limits, RefusalError

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40}+)([^<>]*+)>")
_ATTRIBUTE = re.compile(
    r"(?<![a-zA-Z-])([a-zA-Z-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))"
)
_ENDLESS_REFERENCE = re.compile(r"&#[0-9]{8,}+;?")
_LONGEST_ATTRIBUTES = 2000
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_ENDS_AT_ITS_LIKE = {"p", "li", "td", "th", "tr", "option"}
_DEEPEST_HTML = 30


@dataclass(slots=True, eq=False)
class Node:
    """An element. `content` holds texts and elements in their order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 1
    content: list[Node | str] = field(default_factory=list)

    @property
    def elements(self) -> list[Node]:
        return [part for part in self.content if isinstance(part, Node)]

    @property
    def text(self) -> str:
        """All text inside, in order."""
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def children(self, *names: str) -> list[Node]:
        return [element for element in self.elements if element.name in names]

    def child(self, name: str) -> Node | None:
        return next(iter(self.children(name)), None)

    def within(self, *names: str) -> Iterator[Node]:
        """Elements of these names at any depth, in the order they stand."""
        for element in self.elements:
            if element.name in names:
                yield element
            yield from element.within(*names)

    def has_class(self, name: str) -> bool:
        return name in self.get("class").split()


def plain_name(name: str) -> str:
    local = name.rpartition("}")[2].rpartition(":")[2].lower()
    return local.removeprefix("qti-").replace("-", "")


class _Builder:
    """What the XML parser tells its events to; bounded in depth and number of elements."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.line: Callable[[], int] = lambda: 1
        self.root = Node("")
        self.open = [self.root]
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > self.limits.elements:
            raise RefusalError("The file holds too many elements. Split it.", self.line())
        if len(self.open) > self.limits.depth:
            raise RefusalError("The elements of the file are nested too deeply.", self.line())
        node = Node(
            plain_name(tag),
            {plain_name(name): value for name, value in attributes.items()},
            self.line(),
        )
        self.open[-1].content.append(node)
        self.open.append(node)

    def end(self, tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].content.append(text)

    def close(self) -> Node:
        return self.root.elements[0]


def parsed_xml(text: str, limits: Limits) -> Node:
    """The root element of an XML file. Raises RefusalError with the line where it is broken, and
    for any document type or entity declaration."""
    builder = _Builder(limits)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        parser.feed(text)
        root: Node = parser.close()
    except DefusedXmlException:
        raise RefusalError(
            "The file declares a document type or entities, which are not read. Take them out.",
            builder.line(),
        ) from None
    except ParseError as error:
        line, _ = getattr(error, "position", (None, 0))
        raise RefusalError(f"This is not well-formed XML ({error}).", line) from None
    except (ValueError, LookupError):
        raise RefusalError("The file says it is in an encoding that is not known.") from None
    return root


def parsed_html(text: str, line: int = 1) -> Node:
    """HTML as people's editors leave it, in time linear in its length. Never raises."""
    root = Node("", line=line)
    open_nodes = [root]
    at = 0
    text = _without_comments(text)
    for tag in _TAG.finditer(text):
        _add_text(open_nodes[-1], text[at : tag.start()])
        at = tag.end()
        name = plain_name(tag[2])
        if tag[1]:
            _close(open_nodes, name)
            continue
        if name in _ENDS_AT_ITS_LIKE and open_nodes[-1].name == name:
            open_nodes.pop()
        node = Node(name, _attributes(tag[3]), line)
        open_nodes[-1].content.append(node)
        is_empty = name in _VOID or tag[3].rstrip().endswith("/")
        if not is_empty and len(open_nodes) < _DEEPEST_HTML:
            open_nodes.append(node)
    _add_text(open_nodes[-1], text[at:])
    return root


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        kept.append(text[at:start])
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, text[at:]])


def _add_text(node: Node, text: str) -> None:
    if text:
        node.content.append(_unescaped(text))


def _unescaped(text: str) -> str:
    # Python refuses to make a number of thousands of digits.
    return html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))


def _attributes(text: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(text[:_LONGEST_ATTRIBUTES])
    return {
        plain_name(match[1]): _unescaped(match[2] or match[3] or match[4] or "") for match in found
    }


def _close(open_nodes: list[Node], name: str) -> None:
    for depth in range(len(open_nodes) - 1, 0, -1):
        if open_nodes[depth].name == name:
            del open_nodes[depth:]
            return
