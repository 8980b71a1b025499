"""From Wagtail's rich text to Markdown, the way back of `content_markdown`. Pure.

What `content_markdown.rich_text` makes of the result is the same rich text again, but for what
Markdown can't say (the keys that the editor gives its blocks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from assessments.content_markdown import rich_text
from badges.content_files import Problems

# The address of a link that names a record of the site instead of an address: its attributes.
Address = Callable[[Mapping[str, str]], str]

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "h2", "h3"}
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!&|~])")


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[_Node | str] = field(default_factory=list)


class _Tree(HTMLParser):
    """The rich text as a tree; `br` is a child without children."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag != "br":
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(_Node(tag))

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def written_address(attributes: Mapping[str, str]) -> str:
    """The address as it is written; one that only names a record is left as its number."""
    return attributes.get("href") or f"#{attributes.get('id', '')}"


def markdown_of(html: str, *, address: Address = written_address, tidy: bool = False) -> str:
    """The rich text `html` as Markdown, a paragraph a line.

    `tidy` leaves every backslash out that reading it back can do without.
    """
    parsed = _Tree()
    parsed.feed(html)
    parsed.close()
    return "\n\n".join(
        written
        for block in _paragraphs(parsed.root.children)
        if (written := _tidied(block, address) if tidy else _block(block, address, escape))
    )


def escape(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", text)


def _tidied(block: _Node, address: Address) -> str:
    escaped = _block(block, address, escape)
    bare = _block(block, address, lambda text: text)
    return bare if _read(bare) == _read(escaped) else escaped


def _read(markdown: str) -> tuple[str, int]:
    problems = Problems()
    html = rich_text(markdown, file="", line=1, problems=problems, headings=True)
    return html, len(problems)


def _paragraphs(children: list[_Node | str]) -> list[_Node]:
    """The blocks in order; words that stand outside of any become a paragraph."""
    found: list[_Node] = []
    loose: list[_Node | str] = []
    for child in [*children, _Node("p")]:
        if isinstance(child, _Node) and child.tag in _BLOCKS:
            if any(not isinstance(one, str) or one.strip() for one in loose):
                found.append(_Node("p", children=loose))
            loose = []
            found.append(child)
        else:
            loose.append(child)
    return found[:-1]


def _block(node: _Node, address: Address, words: Callable[[str], str]) -> str:
    if node.tag in ("h2", "h3"):
        return f"{'#' * int(node.tag[1])} {_inline(node, address, words).strip()}"
    if node.tag in ("ul", "ol"):
        return _list(node, address, words)
    if node.tag == "blockquote":
        inner = _holding(node, address, words)
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
    return _inline(node, address, words).strip()


def _list(node: _Node, address: Address, words: Callable[[str], str]) -> str:
    items = [child for child in node.children if isinstance(child, _Node)]
    number = int(node.attributes.get("start", "1"))
    written = []
    for position, item in enumerate(items):
        mark = f"{number + position}. " if node.tag == "ol" else "- "
        inner = _holding(item, address, words).split("\n")
        indented = [inner[0], *(" " * len(mark) + line if line else "" for line in inner[1:])]
        written.append(mark + "\n".join(indented))
    return "\n".join(written)


def _holding(node: _Node, address: Address, words: Callable[[str], str]) -> str:
    """What an item of a list or a quote holds: lines, and blocks within it."""
    parts: list[tuple[str, str]] = []
    line = _Node("p")
    for child in [*node.children, _Node("")]:
        if isinstance(child, _Node) and child.tag in _BLOCKS | {"br", ""}:
            if line.children and (text := _inline(line, address, words).strip()):
                parts.append(("p", text))
            line = _Node("p")
            if child.tag in _BLOCKS:
                parts.append((child.tag, _block(child, address, words)))
        else:
            line.children.append(child)
    written = ""
    for position, (tag, text) in enumerate(parts):
        # A list may follow its line at once; between two lines stands an empty one.
        gap = "" if not position else "\n" if tag in ("ul", "ol") else "\n\n"
        written += gap + text
    return written


def _inline(node: _Node, address: Address, words: Callable[[str], str]) -> str:
    written = ""
    for child in node.children:
        if isinstance(child, str):
            written += words(child)
        elif child.tag == "br":
            written += "\\\n"
        elif child.tag in _MARKS:
            mark, inner = _MARKS[child.tag], _inline(child, address, words)
            bare = inner.strip()
            before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
            written += f"{before}{mark}{bare}{mark}{after}" if bare else inner
        elif child.tag == "a":
            written += f"[{_inline(child, address, words)}]({address(child.attributes)})"
        else:
            written += _inline(child, address, words)
    return written
